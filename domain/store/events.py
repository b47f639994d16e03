"""What happened in the stores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.shared.messages import OrderEvent, StoreEvent
from domain.shared.money import Money
from domain.store.reasons import CloseReason, RejectionReason


@dataclass(frozen=True, kw_only=True)
class StoreOpened(StoreEvent):
    """The store takes orders; or an operator (``by``) lets it, after it was paused by one.

    ``opened_by`` is the owner who opened it after its last orders were not answered.
    """

    store_name: str
    by: int | None = None
    opened_by: int | None = None


@dataclass(frozen=True, kw_only=True)
class StoreClosed(StoreEvent):
    """The store takes no more orders; ``by`` is the operator who paused it, if one did."""

    store_name: str
    reason: CloseReason
    by: int | None = None


@dataclass(frozen=True, kw_only=True)
class CapacityChanged(StoreEvent):
    """The kitchen takes another number of orders at once; None knows no limit."""

    capacity: int | None


@dataclass(frozen=True, kw_only=True)
class TicketReceived(OrderEvent):
    """A paid order is in front of the store."""

    store_id: str


@dataclass(frozen=True, kw_only=True)
class StoreReminded(OrderEvent):
    """A ticket still waits for an answer until ``answer_by`` (UTC)."""

    store_id: str
    answer_by: datetime


@dataclass(frozen=True, kw_only=True)
class TicketCancelled(OrderEvent):
    """The customer cancelled; nobody cooks it."""

    store_id: str


@dataclass(frozen=True, kw_only=True)
class OrderAccepted(OrderEvent):
    """The store cooks; the food is promised for ``ready_at`` (UTC)."""

    store_id: str
    accepted_by: int
    minutes: int
    ready_at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderRejected(OrderEvent):
    """The store will not cook it; ``words`` are the owner's own, where the reason is ``OTHER``.

    ``by`` is that owner; None when nobody answered in time, or when it is not known any more.
    """

    store_id: str
    reason: RejectionReason
    words: str
    by: int | None = None


@dataclass(frozen=True, kw_only=True)
class OrderPutOff(OrderEvent):
    """The store needs more time: the food is promised for ``ready_at`` (UTC) now.

    ``words`` are the owner's own reason, or empty; ``by`` is that owner.
    """

    store_id: str
    minutes: int
    ready_at: datetime
    words: str = ""
    by: int | None = None


@dataclass(frozen=True, kw_only=True)
class CookingOverdue(OrderEvent):
    """The promised time (``ready_at``, UTC) has come, and nobody has said that it is cooked.

    Owners are asked and the customer is told; ``ends_at`` (UTC) is when it is called off.
    """

    store_id: str
    ready_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class CookingUnanswered(OrderEvent):
    """Nobody in the store has answered ``CookingOverdue``: the operators are asked to act.

    The times (UTC) are those of ``CookingOverdue``.
    """

    store_id: str
    ready_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderCalledOff(OrderEvent):
    """An order that was paid is not brought; what was paid goes back.

    ``by`` is who decided so; None for the platform, when nobody did. ``words`` are theirs, where
    the reason is ``OTHER`` or ``BY_OPERATOR``; ``was_accepted``: it has a delivery, or will;
    ``kept`` is what the store keeps of what was paid, if the customer asked for it.
    """

    store_id: str
    reason: RejectionReason
    words: str
    by: int | None
    was_accepted: bool
    kept: Money | None = None


@dataclass(frozen=True, kw_only=True)
class CancellationRequested(OrderEvent):
    """The customer asks to cancel an accepted order; the owners answer by a time (UTC), or not.

    It is the ``number``-th thing that was asked about this order; ``words`` are the customer's,
    or empty.
    """

    store_id: str
    number: int
    answer_by: datetime
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class CancellationRefused(OrderEvent):
    """An owner says no to what the customer asked: the order goes on."""

    store_id: str
    number: int
    by: int


@dataclass(frozen=True, kw_only=True)
class CancellationUnanswered(OrderEvent):
    """No owner answered in time: the order goes on."""

    store_id: str
    number: int


@dataclass(frozen=True, kw_only=True)
class CancellationOvertaken(OrderEvent):
    """A courier had the food before any owner answered: the order goes on."""

    store_id: str
    number: int


@dataclass(frozen=True, kw_only=True)
class OrderCooked(OrderEvent):
    """The food waits for its courier; ``total`` is what the order costs as it is brought.

    ``by`` is the owner who says so.
    """

    store_id: str
    total: Money | None = None
    by: int | None = None


@dataclass(frozen=True, kw_only=True)
class DishesReportedMissing(OrderEvent):
    """Dishes of an accepted order cannot be had: the customer chooses by a time (UTC).

    It is the ``number``-th thing that was asked about this order; ``lines`` are places in its
    lines, from 0.
    """

    store_id: str
    number: int
    lines: tuple[int, ...]
    choose_by: datetime


@dataclass(frozen=True, kw_only=True)
class DishesLeftOut(OrderEvent):
    """The order goes on without some dishes, and costs ``total`` now.

    ``lines`` are all that are left out so far (places from 0), ``dishes`` the names of the new ones;
    ``by`` is the customer who chose so, None when nobody chose in time.
    """

    store_id: str
    number: int
    lines: tuple[int, ...]
    dishes: tuple[str, ...]
    total: Money
    by: int | None
