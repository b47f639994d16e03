"""How an operator ends an order: before it is paid, or while a courier carries it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.order.admission import release_next
from domain.order.model import OrderState
from domain.order.under_way import await_delivery
from domain.shared.deadlines import DeadlineKind
from domain.shared.errors import WrongState

if TYPE_CHECKING:
    from domain.order.ports import OrderUnitOfWork, StoreGateway


def cancel_for_operator(
    order_id: str, operator_id: int, words: str, uow: OrderUnitOfWork, store: StoreGateway
) -> None:
    """Cancel an order that no store has; voiding or refunding follows by event.

    Raises:
        NotFound: There is no such order.
        WrongState: The store has accepted, or the order has ended.
    """
    order = uow.orders.get(order_id)
    if not order.can("cancel"):
        raise WrongState(order.kind, order.id, order.state, "cancel")
    order.cancel(operator_id, words)
    uow.orders.save(order)
    uow.deadlines.clear(DeadlineKind.PAY_BY, order.id)
    uow.deadlines.clear(DeadlineKind.RESUME_HELD, order.id)
    release_next(order.store_id, uow, store)


def claim_ending(order_id: str, uow: OrderUnitOfWork, store: StoreGateway) -> None:
    """Answer the store's synchronous call: the paid order is called off, wherever the food is.

    Raises:
        NotFound: There is no such order.
        WrongState: It has ended, or is not paid.
    """
    order = uow.orders.get(order_id)
    if order.state is OrderState.ON_THE_WAY:
        order.recall()
    else:
        order.call_off()
    uow.orders.save(order)
    await_delivery(order, uow)
    release_next(order.store_id, uow, store)
