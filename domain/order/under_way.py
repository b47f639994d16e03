"""The deadline by which something must be heard of the delivery of a cooked order, where it lies apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.order.model import OrderState
from domain.shared.deadlines import DeadlineKind

if TYPE_CHECKING:
    from domain.order.model import Order
    from domain.order.ports import OrderUnitOfWork


def await_delivery(order: Order, uow: OrderUnitOfWork) -> None:
    """Wait for news of the delivery while the order is cooked, and no longer, as the limits say."""
    patience = uow.limits.under_way_within
    if patience is None:
        return
    if order.state is OrderState.COOKED:
        uow.deadlines.set(DeadlineKind.UNDER_WAY_BY, order.id, uow.now + patience)
    else:
        uow.deadlines.clear(DeadlineKind.UNDER_WAY_BY, order.id)
