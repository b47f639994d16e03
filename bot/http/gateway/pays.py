"""``/pays``: the money of orders."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from bot.http.gateway.access import Caller, Commands, allows, commands
from bot.http.gateway.cursors import Cursor, Limit, Page, read_one, read_page
from bot.http.gateway.shapes import Amount, OrderId, PaymentShape, Shape, StoreFilter
from bot.persistence.pages import PAYMENTS
from bot.persistence.repositories.api_tokens import Scope
from domain.payment import PaymentState, RefundPart
from domain.shared.money import Money

router = APIRouter(prefix="/pays", tags=["pays"])

_READERS = (Scope.CUSTOMER, Scope.STORE, Scope.OPERATOR)


class Refund(Shape):
    """How much goes back, in the order's currency."""

    amount: Amount = Field(examples=[3000])


@router.get("")
async def list_payments(
    caller: Annotated[Caller, allows(*_READERS)],
    state: PaymentState | None = None,
    store_id: StoreFilter = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Page[PaymentShape]:
    """List payments, those of the newest orders first: a customer's own, a store's, or all."""
    given = {**_bound(caller), "state": state, "store_id": store_id}
    rows, after = await read_page(caller.context, PAYMENTS, given, cursor, limit)
    return Page(items=[PaymentShape.of(row) for row in rows], next=after)


@router.get("/{order_id}")
async def show_payment(
    order_id: OrderId, caller: Annotated[Caller, allows(*_READERS)]
) -> PaymentShape:
    """Show the payment of one order."""
    return await _read(order_id, caller)


@router.post("/{order_id}/refund")
async def refund(
    order_id: OrderId, wanted: Refund, asked: Annotated[Commands, commands(Scope.OPERATOR)]
) -> PaymentShape:
    """Give a part of what was paid back, as an operator."""
    payment = await _read(order_id, asked.caller)
    amount = Money(wanted.amount, payment.amount.currency)
    await asked.execute(RefundPart(order_id, asked.caller.user_id, amount))
    return await _read(order_id, asked.caller)


async def _read(order_id: str, caller: Caller) -> PaymentShape:
    given = {**_bound(caller), "order_id": order_id}
    return PaymentShape.of(await read_one(caller.context, PAYMENTS, given))


def _bound(caller: Caller) -> dict[str, Any]:
    if caller.token.scope is Scope.CUSTOMER:
        return {"customer_id": caller.user_id}
    return {"for_store": caller.token.store_id} if caller.token.scope is Scope.STORE else {}
