"""Finding the order that an operator means to refund."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.order.errors import SeveralOrders
from domain.shared.errors import NotAllowed, NotFound
from domain.shared.messages import Query, Services

if TYPE_CHECKING:
    from domain.processes.context_gateways import FullUnitOfWork

_CODE = re.compile(r"#?([0-9a-f]{5,32})")
_MOST = 5


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
    if query.user_id not in uow.limits.operators:
        raise NotAllowed(query.user_id, "refund_part")
    code = _CODE.fullmatch(query.code.lower())
    found = uow.orders.beginning_with(code[1], _MOST) if code else []
    if not found:
        raise NotFound("order_code", query.code)
    if len(found) > 1:
        raise SeveralOrders(query.code, tuple(order.id for order in found))
    return RefundableOrder(found[0].id, found[0].total.currency)


SERVICES: Services = {FindRefundable: find_refundable}
