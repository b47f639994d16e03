"""What happened to deliveries. Every transition publishes exactly one of these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.shared.failures import Failure, Problem
from domain.shared.messages import OrderEvent
from domain.shared.money import Money


@dataclass(frozen=True, kw_only=True)
class DeliveryScheduled(OrderEvent):
    """The delivery and its details are saved; the food is being cooked."""

    store_id: str


@dataclass(frozen=True, kw_only=True)
class DeliveryOffered(OrderEvent):
    """The food is ready: any courier of the store may take it."""

    store_id: str


@dataclass(frozen=True, kw_only=True)
class CourierAssigned(OrderEvent):
    """One courier won.

    ``revision`` grows whenever it changes hands: what is told late is older than what is known.
    """

    store_id: str
    courier_id: int
    courier_name: str
    revision: int = 0


@dataclass(frozen=True, kw_only=True)
class DeliveryHandedBack(OrderEvent):
    """Its courier cannot go: the others are offered it again.

    ``declined`` are all who have had it and cannot go.
    """

    store_id: str
    courier_id: int
    courier_name: str
    declined: tuple[int, ...]
    revision: int


@dataclass(frozen=True, kw_only=True)
class DeliveryTakenAway(OrderEvent):
    """It was taken from a courier who does not answer, and is offered anew.

    ``by`` is who decided so; None for the platform, when nobody did. ``had_food``: the courier had
    picked it up.
    """

    store_id: str
    courier_id: int
    courier_name: str
    by: int | None
    had_food: bool
    declined: tuple[int, ...]
    revision: int


@dataclass(frozen=True, kw_only=True)
class StoreBringsIt(OrderEvent):
    """An owner brings it: ``courier_id``, instead of a courier, if anybody had it before.

    ``was_collectable``: the customer had been told to come for it.
    """

    store_id: str
    courier_id: int
    courier_name: str
    instead_of: int | None
    was_collectable: bool
    revision: int


@dataclass(frozen=True, kw_only=True)
class DeliveryCollectable(OrderEvent):
    """Nobody can bring it: the customer is told to come for it."""

    store_id: str
    store_name: str
    store_address: str
    store_phone: str
    by: int
    revision: int


@dataclass(frozen=True, kw_only=True)
class DeliveryUncollected(OrderEvent):
    """The customer has not come for it: owners and operators are asked, again and again."""

    store_id: str


@dataclass(frozen=True, kw_only=True)
class DeliveryOfferedAgain(OrderEvent):
    """Nobody has taken it: the couriers are asked once more, ``declined`` without a new message.

    ``by`` is who wants it so; None when it is only time.
    """

    store_id: str
    by: int | None
    declined: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class DeliveryUntaken(OrderEvent):
    """No courier takes it: owners and operators are asked to decide.

    ``ends_at`` (UTC) is when the order is called off; None for never, since somebody has had the
    food before.
    """

    store_id: str
    ends_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DeliveryGivenUp(OrderEvent):
    """No courier takes it and nobody decides: its order is called off."""

    store_id: str


@dataclass(frozen=True, kw_only=True)
class PickUpOverdue(OrderEvent):
    """Its courier should have picked it up by now, and is reminded."""

    store_id: str
    courier_id: int


@dataclass(frozen=True, kw_only=True)
class PickUpUnanswered(OrderEvent):
    """Its courier does not answer: owners and operators are asked to decide.

    ``ends_at`` (UTC) is when it is taken away and offered anew.
    """

    store_id: str
    courier_id: int
    courier_name: str
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class ArrivalOverdue(OrderEvent):
    """Its courier should have delivered it by now, and is reminded."""

    store_id: str
    courier_id: int


@dataclass(frozen=True, kw_only=True)
class ArrivalUnanswered(OrderEvent):
    """Its courier has the food and does not answer: owners and operators are asked, again and again."""

    store_id: str
    courier_id: int
    courier_name: str


@dataclass(frozen=True, kw_only=True)
class DeliveryStarted(OrderEvent):
    """The courier has the food."""

    store_id: str
    courier_id: int
    courier_name: str
    revision: int = 0


@dataclass(frozen=True, kw_only=True)
class ProblemReported(OrderEvent):
    """Whoever brings it cannot hand it over: owners are asked to decide what now.

    ``revision`` is as in ``CourierAssigned``; ``has_photo``: there is a photo of it.
    """

    store_id: str
    courier_id: int
    courier_name: str
    problem: Problem
    has_photo: bool
    store_phone: str
    revision: int


@dataclass(frozen=True, kw_only=True)
class ProblemUnanswered(OrderEvent):
    """Nobody has decided what becomes of it: owners and operators are asked, again and again."""

    store_id: str
    problem: Problem


@dataclass(frozen=True, kw_only=True)
class AnotherTripDecided(OrderEvent):
    """It is brought again, as ``by`` decided: it is offered anew, also to whoever has the food.

    ``courier_id`` is who could not hand it over, because of ``problem``; ``trips`` have been made.
    """

    store_id: str
    by: int
    problem: Problem
    courier_id: int
    trips: int
    declined: tuple[int, ...]
    revision: int


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(OrderEvent):
    """There is no other trip, as somebody decided, and what becomes of the money.

    ``courier_id`` is whoever had taken it, if anybody had; ``had_food``: they have the food.
    """

    store_id: str
    failure: Failure
    courier_id: int | None
    had_food: bool


@dataclass(frozen=True, kw_only=True)
class DeliveryCancelled(OrderEvent):
    """The order was called off before the customer had the food.

    ``courier_id`` is whoever had taken it, if anybody had; ``was_offered``: couriers have seen it;
    ``had_food``: it was picked up in the very moment in which it was called off.
    """

    store_id: str
    was_offered: bool
    courier_id: int | None
    had_food: bool


@dataclass(frozen=True, kw_only=True)
class Delivered(OrderEvent):
    """The customer has the food.

    ``courier_id`` is whoever has brought it, or had taken it, if anybody had; ``by`` is the owner or the
    operator who says so, where it was not who brought it; ``was_collected``: the customer came for it;
    ``was_started``: it was picked up before, as far as is known; ``collected`` is the cash that was
    taken for it.
    """

    store_id: str
    courier_id: int | None
    was_collected: bool = False
    by: int | None = None
    was_started: bool = True
    collected: Money | None = None
