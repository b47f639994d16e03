"""What can be asked of the customer context; order views answer."""

from __future__ import annotations

from dataclasses import dataclass

from domain.customer.model import OrderView
from domain.shared.messages import Query


@dataclass(frozen=True, slots=True)
class MyOrders(Query[tuple[OrderView, ...]]):
    """A customer's newest orders, newest first."""

    customer_id: int
    limit: int = 10


@dataclass(frozen=True, slots=True)
class GetMyOrder(Query[OrderView]):
    """One of the customer's own orders."""

    order_id: str
    customer_id: int
