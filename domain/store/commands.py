"""What the store context can be told to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.shared.messages import Command
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.shared.terms import NO_TERMS, Terms
from domain.store.model import Category
from domain.store.ticket_requests import TicketLine


@dataclass(frozen=True, slots=True)
class StoreFile:
    """A store as its file describes it.

    ``is_open`` None leaves an open or closed store as it is (a new one opens); dishes in
    ``silent`` say nothing about being available, so they stay as the owner marked them.
    """

    id: str
    name: str
    currency: str
    phone: str
    address: str
    is_open: bool | None
    categories: tuple[Category, ...]
    owners: frozenset[int]
    couriers: frozenset[int]
    methods: tuple[PaymentMethod, ...]
    silent: frozenset[str] = frozenset()
    capacity: int | None = None
    terms: Terms = NO_TERMS
    region: str = ""


@dataclass(frozen=True, slots=True)
class ImportStore(Command[str]):
    """Create or update a store; answers ``added`` or ``updated``. Past orders are untouched.

    ``only_new`` leaves a store that exists as it is and answers ``kept``.
    """

    store: StoreFile
    only_new: bool = False


@dataclass(frozen=True, slots=True)
class OpenStore(Command[str]):
    """An owner opens; answers the store's name."""

    store_id: str
    user_id: int


@dataclass(frozen=True, slots=True)
class CloseStore(Command[str]):
    """An owner closes; answers the store's name."""

    store_id: str
    user_id: int


@dataclass(frozen=True, slots=True)
class PauseStore(Command[str]):
    """An operator stops a store from taking orders; answers its name."""

    store_id: str
    user_id: int


@dataclass(frozen=True, slots=True)
class ResumeStore(Command[str]):
    """An operator lets a store that was paused take orders again; answers its name."""

    store_id: str
    user_id: int


@dataclass(frozen=True, slots=True)
class SuspendStore(Command[None]):
    """No owner of the store can be reached: it takes no more orders."""

    store_id: str


@dataclass(frozen=True, slots=True)
class SetCapacity(Command[str]):
    """An owner says how many orders the kitchen takes at once (None: as many as come).

    Answers the store's name.
    """

    store_id: str
    user_id: int
    capacity: int | None


@dataclass(frozen=True, slots=True)
class SetDishAvailable(Command[None]):
    """An owner marks a dish as sold out, or as available again."""

    store_id: str
    user_id: int
    dish_id: str
    available: bool


@dataclass(frozen=True, slots=True)
class OpenTicket(Command[None]):
    """A paid order reaches the store.

    The point (in degrees) is the one that the customer shared; ``tip`` what came on top of the
    total, whoever gets it.
    """

    order_id: str
    store_id: str
    customer_name: str
    customer_phone: str
    address: str
    lines: tuple[TicketLine, ...]
    total: Money
    method: PaymentMethod
    delivery_fee: Money
    latitude: float | None = None
    longitude: float | None = None
    tip: Money | None = None


@dataclass(frozen=True, slots=True)
class CancelTicket(Command[None]):
    """The customer cancelled."""

    order_id: str


@dataclass(frozen=True, slots=True)
class HandOver(Command[None]):
    """Somebody has set out with the food."""

    order_id: str


@dataclass(frozen=True, slots=True)
class FailTicket(Command[None]):
    """The order has failed."""

    order_id: str


@dataclass(frozen=True, slots=True)
class EndTicket(Command[None]):
    """The customer has the food."""

    order_id: str


@dataclass(frozen=True, slots=True)
class AcceptOrder(Command[datetime]):
    """An owner accepts with a promise in minutes; answers the promised time (UTC)."""

    order_id: str
    user_id: int
    minutes: int


@dataclass(frozen=True, slots=True)
class RejectOrder(Command[None]):
    """An owner rejects; ``reason`` is whatever the button said, and is checked."""

    order_id: str
    user_id: int
    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class PutOff(Command[datetime]):
    """An owner needs so many minutes more; answers the newly promised time (UTC).

    ``words`` say why, to the customer; they may be empty.
    """

    order_id: str
    user_id: int
    minutes: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class CallOff(Command[None]):
    """An owner cannot bring an order that was accepted; ``reason`` as for ``RejectOrder``."""

    order_id: str
    user_id: int
    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class MarkCooked(Command[None]):
    """An owner says that the food is ready."""

    order_id: str
    user_id: int


@dataclass(frozen=True, slots=True)
class RemindStore(Command[None]):
    """The store has not answered yet."""

    order_id: str


@dataclass(frozen=True, slots=True)
class GiveUpOnStore(Command[None]):
    """The store never answered."""

    order_id: str


@dataclass(frozen=True, slots=True)
class RemindToCook(Command[None]):
    """The promised time has come."""

    order_id: str


@dataclass(frozen=True, slots=True)
class EscalateCooking(Command[None]):
    """The store has not answered for an order that is late."""

    order_id: str


@dataclass(frozen=True, slots=True)
class CallOffUntaken(Command[None]):
    """No courier takes it, and nobody has decided what becomes of it."""

    order_id: str


@dataclass(frozen=True, slots=True)
class CallOffUncooked(Command[None]):
    """Nobody ever said that an order is cooked."""

    order_id: str


@dataclass(frozen=True, slots=True)
class ShowTickets(Command[tuple[str, ...]]):
    """An owner wants to see what has to be answered or cooked; answers the orders' ids."""

    user_id: int
