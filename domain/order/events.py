"""What happened to orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.order.basket import Line
from domain.order.details import DeliveryDetails
from domain.shared.failures import Failure
from domain.shared.messages import OrderEvent
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(OrderEvent):
    """An order and its payment record exist; it is not paid yet.

    ``cash_refused``: it cannot be paid in cash, because one before it was not paid.
    """

    customer_id: int
    customer_name: str
    store_id: str
    store_name: str
    store_phone: str
    lines: tuple[Line, ...]
    total: Money
    details: DeliveryDetails
    methods: tuple[PaymentMethod, ...]
    delivery_fee: Money
    cash_refused: bool = False


@dataclass(frozen=True, kw_only=True)
class OrderPaid(OrderEvent):
    """The order is paid, or cash is promised: the store may see it. Carries all the store needs."""

    customer_id: int
    customer_name: str
    store_id: str
    lines: tuple[Line, ...]
    total: Money
    method: PaymentMethod
    details: DeliveryDetails
    delivery_fee: Money
    tip: Money | None = None


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(OrderEvent):
    """The customer cancelled in time, or an operator did (``by``), with ``words`` or without."""

    customer_id: int
    store_id: str
    was_paid: bool
    by: int | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class OrderExpired(OrderEvent):
    """The order was not paid in time; or, if it ``was_held``, its turn never came."""

    customer_id: int
    store_id: str
    was_held: bool = False


@dataclass(frozen=True, kw_only=True)
class OrderFailed(OrderEvent):
    """It was cooked and did not get to the customer; its money follows what was decided."""

    customer_id: int
    store_id: str
    failure: Failure


@dataclass(frozen=True, kw_only=True)
class OrderHeld(OrderEvent):
    """The kitchen is full: the order waits in line.

    ``place`` 1 is next; ``expected_at`` (UTC) is an estimate, from the store's recent pace.
    """

    customer_id: int
    store_id: str
    place: int
    expected_at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderReleased(OrderEvent):
    """It is the order's turn: it may be paid now."""

    customer_id: int
    store_id: str


@dataclass(frozen=True, kw_only=True)
class DeliverySilent(OrderEvent):
    """It is cooked, and nothing is heard of its delivery ``since`` a time (UTC)."""

    customer_id: int
    store_id: str
    since: datetime
