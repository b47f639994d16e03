"""``/orders``: reading, placing, cancelling, and following one order."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from bot.http.gateway.access import Caller, Commands, allows, commands
from bot.http.gateway.cursors import Cursor, Limit, Page, read_one, read_page
from bot.http.gateway.events import EVENTS, LastEventId, stream
from bot.http.gateway.placing import place
from bot.http.gateway.shapes import HeldShape, NewOrder, OrderId, OrderShape, Shape, StoreFilter
from bot.http.gateway.store_shapes import Words
from bot.persistence.pages import ORDERS
from bot.persistence.repositories.api_tokens import Scope
from domain.order import CancelOrder, OrderState
from domain.processes.operating import EndOrder

router = APIRouter(prefix="/orders", tags=["orders"])

_READERS = (Scope.CUSTOMER, Scope.STORE, Scope.OPERATOR)


class Cancellation(Shape):
    """Why; an operator's words are told to the order's people."""

    words: Words = ""


@router.get("")
async def list_orders(
    caller: Annotated[Caller, allows(*_READERS)],
    state: OrderState | None = None,
    store_id: StoreFilter = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Page[OrderShape]:
    """List orders, newest first: a customer's own, a store's paid ones, or all."""
    given = {**_bound(caller), "state": state, "store_id": store_id}
    rows, after = await read_page(caller.context, ORDERS, given, cursor, limit)
    return Page(items=[_shape(row, caller) for row in rows], next=after)


@router.post("", status_code=201, responses={202: {"model": OrderShape}})
async def place_order(
    wanted: NewOrder, asked: Annotated[Commands, commands(Scope.CUSTOMER)], response: Response
) -> OrderShape:
    """Place an order for the token's customer, whose chat gets its card, and the invoice.

    202 says that it is held: it waits in line for its kitchen, at a place and until about a time.
    503 with `Retry-After`: it would be paid by card, which is not possible now; nothing was ordered.
    """
    placed = await place(wanted, asked)
    shape = _shape(placed.row, asked.caller)
    if placed.held is None:
        return shape
    response.status_code = 202
    waits = HeldShape(place=placed.held.place, expected_at=placed.held.expected_at)
    return shape.model_copy(update={"held": waits})


@router.get("/{order_id}")
async def show_order(
    order_id: OrderId, caller: Annotated[Caller, allows(*_READERS)]
) -> OrderShape:
    """Show one order."""
    return await _read(order_id, caller)


@router.post("/{order_id}/cancel")
async def cancel_order(
    order_id: OrderId,
    asked: Annotated[Commands, commands(Scope.CUSTOMER, Scope.OPERATOR)],
    why: Cancellation | None = None,
) -> OrderShape:
    """Cancel an order: its customer before it is accepted, an operator wherever it is."""
    caller = asked.caller
    if caller.is_operator:
        words = why.words if why else ""
        await asked.execute(EndOrder(order_id, caller.user_id, words))
    else:
        await asked.execute(CancelOrder(order_id, caller.user_id))
    return await _read(order_id, caller)


@router.get("/{order_id}/events", response_class=StreamingResponse, responses=EVENTS)
async def follow_order(
    order_id: OrderId, caller: Annotated[Caller, allows(*Scope)], last_event_id: LastEventId = None
) -> StreamingResponse:
    """Follow one order: server-sent events, as of `/events`."""
    if caller.token.scope is not Scope.COURIER:
        await _read(order_id, caller)
    return await stream(caller, last_event_id, order_id)


async def _read(order_id: str, caller: Caller) -> OrderShape:
    row = await read_one(caller.context, ORDERS, {**_bound(caller), "order_id": order_id})
    return _shape(row, caller)


def _bound(caller: Caller) -> dict[str, Any]:
    if caller.token.scope is Scope.CUSTOMER:
        return {"customer_id": caller.user_id}
    return {"for_store": caller.token.store_id} if caller.token.scope is Scope.STORE else {}


def _shape(row: Any, caller: Caller) -> OrderShape:
    return OrderShape.of(row, with_contact=caller.token.scope is not Scope.STORE)
