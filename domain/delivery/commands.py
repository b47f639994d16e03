"""What the delivery context can be told to do."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.failures import Problem, Settlement
from domain.shared.messages import Command
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class ScheduleDelivery(Command[None]):
    """The store accepted: fetch the details and save the delivery."""

    order_id: str
    store_id: str


@dataclass(frozen=True, slots=True)
class OfferDelivery(Command[None]):
    """The food is cooked: offer it to the couriers; ``total`` is what the order costs now."""

    order_id: str
    total: Money | None = None


@dataclass(frozen=True, slots=True)
class CancelDelivery(Command[None]):
    """The order was called off."""

    order_id: str


@dataclass(frozen=True, slots=True)
class TakeDelivery(Command[None]):
    """A courier wants it."""

    order_id: str
    courier_id: int
    courier_name: str


@dataclass(frozen=True, slots=True)
class HandBack(Command[None]):
    """Its courier cannot go."""

    order_id: str
    courier_id: int


@dataclass(frozen=True, slots=True)
class PickUp(Command[None]):
    """Its courier has the food; an owner may set out with one that nobody has taken."""

    order_id: str
    courier_id: int
    courier_name: str = ""


@dataclass(frozen=True, slots=True)
class Deliver(Command[None]):
    """Its courier handed it over."""

    order_id: str
    courier_id: int


@dataclass(frozen=True, slots=True)
class ReportProblem(Command[None]):
    """Whoever brings it cannot hand it over.

    ``has_called``: they have tried to call; ``photo`` is what the chat knows a photo of it by.
    """

    order_id: str
    courier_id: int
    problem: Problem
    has_called: bool = False
    photo: str = ""


@dataclass(frozen=True, slots=True)
class BringAgain(Command[None]):
    """An owner or an operator wants it to be brought again."""

    order_id: str
    user_id: int


@dataclass(frozen=True, slots=True)
class FailDelivery(Command[None]):
    """An owner or an operator decides against another trip, and about the money.

    ``amount`` is how much goes back, where that is a part.
    """

    order_id: str
    user_id: int
    settlement: Settlement
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class AskAboutDelivery(Command[None]):
    """Its next step is late."""

    order_id: str


@dataclass(frozen=True, slots=True)
class CallAgain(Command[None]):
    """An owner or an operator wants the couriers to be asked once more."""

    order_id: str
    user_id: int


@dataclass(frozen=True, slots=True)
class SkipToDeciders(Command[None]):
    """It was offered anew by itself: where nobody is left to ask, somebody decides."""

    order_id: str


@dataclass(frozen=True, slots=True)
class BringOurselves(Command[None]):
    """An owner brings it, whoever has it now."""

    order_id: str
    user_id: int
    name: str


@dataclass(frozen=True, slots=True)
class LetCollect(Command[None]):
    """An owner or an operator asks the customer to come for it."""

    order_id: str
    user_id: int


@dataclass(frozen=True, slots=True)
class TakeAway(Command[None]):
    """An owner or an operator takes it from a courier who does not answer."""

    order_id: str
    user_id: int


@dataclass(frozen=True, slots=True)
class ConfirmDelivered(Command[None]):
    """An owner or an operator knows that the customer has the food."""

    order_id: str
    user_id: int


@dataclass(frozen=True, slots=True)
class SetShift(Command[tuple[str, ...]]):
    """A courier goes on shift or off; answers the ids of the orders that wait for one who goes on."""

    user_id: int
    on: bool


@dataclass(frozen=True, slots=True)
class ShowDeliveries(Command[tuple[str, ...]]):
    """A courier wants to see what they may take or carry; answers the orders' ids."""

    user_id: int
