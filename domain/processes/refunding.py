"""Finding the order that an operator means to refund."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.processes.operating import order_meant
from domain.shared.messages import Query, Services

if TYPE_CHECKING:
    from domain.processes.context_gateways import FullUnitOfWork


@dataclass(frozen=True, slots=True)
class RefundableOrder:
    """The order that was meant; amounts for it are typed in its currency."""

    order_id: str
    currency: str


@dataclass(frozen=True, slots=True)
class FindRefundable(Query[RefundableOrder]):
    """Which order does an operator mean by ``code``: its first five digits or more of them."""

    user_id: int
    code: str


def find_refundable(query: FindRefundable, uow: FullUnitOfWork) -> RefundableOrder:
    """Find the one order whose id begins with a code.

    Raises:
        NotAllowed: Not an operator.
        NotFound: No order's id begins so, or this is no code.
        SeveralOrders: The ids of several orders do.
    """
    uow.limits.require_operator(query.user_id, "refund_part")
    order = order_meant(query.code, uow)
    return RefundableOrder(order.id, order.total.currency)


SERVICES: Services = {FindRefundable: find_refundable}
