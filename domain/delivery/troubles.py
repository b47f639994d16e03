"""The part of a delivery in which something goes wrong: it is late, given back, or stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.delivery.events import (
    AnotherTripDecided,
    ArrivalOverdue,
    ArrivalUnanswered,
    DeliveryFailed,
    DeliveryGivenUp,
    DeliveryHandedBack,
    DeliveryOfferedAgain,
    DeliveryTakenAway,
    DeliveryUncollected,
    DeliveryUntaken,
    PickUpOverdue,
    PickUpUnanswered,
    ProblemReported,
    ProblemUnanswered,
)
from domain.delivery.states import WITH_FOOD, DeliveryState
from domain.delivery.trip import Trip
from domain.shared.errors import InvalidInput, WrongState
from domain.shared.failures import AT_THE_DOOR, Failure, Problem, Settlement
from domain.shared.money import Money

MAX_PHOTO = 200
"""How long the chat's name of a photo may be; Telegram's have about 100 characters."""


@dataclass(kw_only=True)
class Troubles(Trip):
    """A trip that does not go as it should."""

    def hand_back(self, courier_id: int, *, to_nobody: bool = False) -> None:
        """Its courier cannot go; ``to_nobody``: there is no other whom to ask.

        Raises:
            NotTheirs: Somebody else has it.
            WrongState: It is not assigned.
        """
        self._require_courier(courier_id)
        courier_name = self.courier_name
        self._move("hand_back")
        self._free(courier_id, to_nobody=to_nobody)
        self._tell(
            DeliveryHandedBack,
            courier_id=courier_id,
            courier_name=courier_name,
            declined=self.declined,
            revision=self.version,
        )

    def offer_again(self, by: int, *, to_nobody: bool = False) -> None:
        """Ask the couriers once more, because somebody wants it so. Raises WrongState."""
        self._move("offer_again")
        self.asked = int(to_nobody)
        self._tell(DeliveryOfferedAgain, by=by, declined=self.declined)

    def take_away(self, by: int | None, *, to_nobody: bool = False) -> None:
        """Take it from a courier who does not answer, and offer it anew. Raises WrongState."""
        courier_id, courier_name = self.courier_id, self.courier_name
        had_food = self.state is DeliveryState.PICKED_UP
        self._move("take_away")
        assert courier_id is not None  # noqa: S101 - somebody has it in each of these states
        self._free(courier_id, to_nobody=to_nobody)
        self._tell(
            DeliveryTakenAway,
            courier_id=courier_id,
            courier_name=courier_name,
            by=by,
            had_food=had_food,
            declined=self.declined,
            revision=self.version,
        )

    def ask(self, ends_at: datetime) -> None:
        """The next step is late: ask whoever can take it, each time somebody further up.

        ``ends_at`` (UTC) is when the platform decides by itself, where it does. Raises WrongState.
        """
        self._move("ask")
        has_it = {"courier_id": self.courier_id}
        named = has_it | {"courier_name": self.courier_name}
        match self.state:
            case DeliveryState.OFFERED if self.asked == 0:
                self._tell(DeliveryOfferedAgain, by=None, declined=self.declined)
            case DeliveryState.OFFERED if self.asked == 1 or self.trips:
                self._tell(DeliveryUntaken, ends_at=None if self.trips else ends_at)
            case DeliveryState.OFFERED:
                self._tell(DeliveryGivenUp)
            case DeliveryState.ASSIGNED if self.asked == 0:
                self._tell(PickUpOverdue, **has_it)
            case DeliveryState.ASSIGNED:
                self._tell(PickUpUnanswered, **named, ends_at=ends_at)
            case DeliveryState.PICKED_UP if self.asked == 0:
                self._tell(ArrivalOverdue, **has_it)
            case DeliveryState.PICKED_UP:
                self._tell(ArrivalUnanswered, **named)
            case DeliveryState.STOPPED:
                self._tell(ProblemUnanswered, problem=self.problem)
            case _:
                self._tell(DeliveryUncollected)
        self.asked += 1

    def stop(self, courier_id: int, problem: Problem, photo: str = "") -> None:
        """It cannot be handed over: wait for a decision. ``photo`` is the chat's name of one.

        Raises:
            InvalidInput: No such thing happens at a door, or nothing is to be paid there.
            NotTheirs: Somebody else has it.
            WrongState: It is not picked up.
        """
        self._require_courier(courier_id)
        state = self._after("stop")
        is_owed = problem is not Problem.NOT_PAID or self.destination.to_collect
        if problem not in AT_THE_DOOR or not is_owed or len(photo) > MAX_PHOTO:
            raise InvalidInput("problem", "missing")
        self.state, self.problem, self.photo, self.asked = state, problem, photo, 0
        self._tell(
            ProblemReported,
            courier_id=courier_id,
            courier_name=self.courier_name,
            problem=problem,
            has_photo=bool(photo),
            store_phone=self.destination.store_phone,
            revision=self.version,
        )

    def bring_again(self, by: int, *, to_nobody: bool = False) -> None:
        """Offer it anew, also to whoever has the food; ``to_nobody``: there is nobody to ask.

        Raises:
            WrongState: Nothing stopped it, or it is decided already.
        """
        courier_id, problem = self.courier_id, self.problem
        self._move("bring_again")
        self.courier_id, self.courier_name, self.asked = None, "", int(to_nobody)
        self.problem, self.photo = None, ""
        self._tell(
            AnotherTripDecided,
            by=by,
            problem=problem,
            courier_id=courier_id,
            trips=self.trips,
            declined=self.declined,
            revision=self.version,
        )

    def fail(self, by: int | None, settlement: Settlement, amount: Money | None = None) -> None:
        """There is no other trip: the order has failed, and this becomes of its money.

        Args:
            by: Who decided so; None for the platform.
            settlement: What becomes of the money.
            amount: How much goes back, where it is a part.

        Raises:
            InvalidInput: That cannot be done with the money of this order.
            WrongState: The food is not on its way or waiting for its customer, or it has ended.
        """
        state = self._after("fail")
        if not self.can_fail:
            raise WrongState(self.kind, self.order_id, self.state, "fail")
        is_part = amount is not None and amount.amount > 0
        is_waived = settlement is Settlement.WAIVE
        if is_waived != self.is_cash or is_part != (settlement is Settlement.PART):
            raise InvalidInput("settlement", "missing")
        had_food = self.state in WITH_FOOD
        is_collectable = self.state is DeliveryState.COLLECTABLE
        self.problem = self.problem or (
            Problem.NOT_COLLECTED if is_collectable else Problem.NOT_BROUGHT
        )
        self.state, self.settlement = state, settlement
        self._tell(
            DeliveryFailed,
            failure=Failure(self.problem, settlement, amount, by),
            courier_id=self.courier_id,
            had_food=had_food,
        )

    @property
    def is_cash(self) -> bool:
        """Whether it is to be paid at the door."""
        return self.destination.to_collect is not None

    @property
    def can_fail(self) -> bool:
        """Whether somebody may decide against another trip.

        Before anybody has set out the order is called off instead; and whoever carries the food is
        left alone, until they do not answer, as is the customer who was asked to come for it.
        """
        match self.state:
            case DeliveryState.OFFERED:
                return self.trips > 0
            case DeliveryState.PICKED_UP:
                return self.asked > 1
            case DeliveryState.COLLECTABLE:
                return self.asked > 0
        return self.can("fail")
