"""``/stores``: menus for everybody, and the tickets of a store for its tills and printers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter

from bot.http.gateway.access import Caller, Commands, allows, commands
from bot.http.gateway.cursors import Cursor, Limit, Page, read_one, read_page
from bot.http.gateway.shapes import OrderId, StoreFilter, StoreId
from bot.http.gateway.store_shapes import (
    Acceptance,
    MoreTime,
    Rejection,
    StoreShape,
    TicketShape,
)
from bot.persistence.pages import TICKETS
from bot.persistence.repositories.api_tokens import Scope
from domain.shared.messages import Command
from domain.store import (
    AcceptOrder,
    GetStore,
    ListStores,
    MarkCooked,
    PutOff,
    RejectOrder,
    TicketState,
    TicketView,
)

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import UnitOfWork

router = APIRouter(prefix="/stores", tags=["stores"])

_Reader = Annotated[Caller, allows(Scope.STORE, Scope.OPERATOR)]
_Store = Annotated[Commands, commands(Scope.STORE)]


@router.get("")
async def list_stores(
    caller: Annotated[Caller, allows(*Scope)],
    is_open: bool | None = None,
    limit: Limit = 20,
    cursor: StoreFilter = None,
) -> Page[StoreShape]:
    """List stores with their menus, by their ids."""
    views = await caller.context.bus.query(ListStores())
    found = sorted(
        (it for it in views if it.id > (cursor or "") and is_open in {None, it.is_open}),
        key=lambda it: it.id,
    )
    shown = [StoreShape.of(it) for it in found[:limit]]
    return Page(items=shown, next=shown[-1].id if len(found) > limit else None)


@router.get("/{store_id}")
async def show_store(store_id: StoreId, caller: Annotated[Caller, allows(*Scope)]) -> StoreShape:
    """Show one store with its menu."""
    return StoreShape.of(await caller.context.bus.query(GetStore(store_id)))


@router.get("/{store_id}/tickets")
async def list_tickets(
    store_id: StoreId,
    caller: _Reader,
    state: TicketState | None = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Page[TicketShape]:
    """List the paid orders of a store, newest first."""
    caller.require_store(store_id)
    await caller.context.bus.query(GetStore(store_id))
    given = {"store_id": store_id, "state": state}
    rows, after = await read_page(caller.context, TICKETS, given, cursor, limit)

    def seen(uow: UnitOfWork) -> list[TicketView]:
        return uow.tickets.views(rows, uow.now)

    views = await caller.context.database.read(seen)
    return Page(items=[TicketShape.of(it) for it in views], next=after)


@router.get("/{store_id}/tickets/{order_id}")
async def show_ticket(store_id: StoreId, order_id: OrderId, caller: _Reader) -> TicketShape:
    """Show one paid order, as its kitchen reads it."""
    return await _read(store_id, order_id, caller)


@router.post("/{store_id}/tickets/{order_id}/accept")
async def accept(
    store_id: StoreId, order_id: OrderId, promise: Acceptance, asked: _Store
) -> TicketShape:
    """Accept an order and promise it in so many minutes."""
    command = AcceptOrder(order_id, asked.caller.user_id, promise.minutes)
    return await _act(store_id, order_id, command, asked)


@router.post("/{store_id}/tickets/{order_id}/more-time")
async def put_off(
    store_id: StoreId, order_id: OrderId, more: MoreTime, asked: _Store
) -> TicketShape:
    """Ask the customer for more time."""
    command = PutOff(order_id, asked.caller.user_id, more.minutes, more.words)
    return await _act(store_id, order_id, command, asked)


@router.post("/{store_id}/tickets/{order_id}/reject")
async def reject(
    store_id: StoreId, order_id: OrderId, why: Rejection, asked: _Store
) -> TicketShape:
    """Reject an order; what was paid goes back."""
    command = RejectOrder(order_id, asked.caller.user_id, why.reason, why.words)
    return await _act(store_id, order_id, command, asked)


@router.post("/{store_id}/tickets/{order_id}/cooked")
async def cooked(store_id: StoreId, order_id: OrderId, asked: _Store) -> TicketShape:
    """Say that the food is ready, which offers it to the couriers."""
    return await _act(store_id, order_id, MarkCooked(order_id, asked.caller.user_id), asked)


async def _act(
    store_id: str, order_id: str, command: Command[object], asked: Commands
) -> TicketShape:
    await _read(store_id, order_id, asked.caller)
    await asked.execute(command)
    return await _read(store_id, order_id, asked.caller)


async def _read(store_id: str, order_id: str, caller: Caller) -> TicketShape:
    caller.require_store(store_id)
    given = {"store_id": store_id, "order_id": order_id}
    row = await read_one(caller.context, TICKETS, given)

    def seen(uow: UnitOfWork) -> list[TicketView]:
        return uow.tickets.views([row], uow.now)

    (view,) = await caller.context.database.read(seen)
    return TicketShape.of(view)
