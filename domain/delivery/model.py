"""The delivery aggregate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from domain.delivery.errors import AlreadyTaken, NotTheirs
from domain.delivery.events import (
    ArrivalOverdue,
    ArrivalUnanswered,
    CourierAssigned,
    Delivered,
    DeliveryCancelled,
    DeliveryCollectable,
    DeliveryGivenUp,
    DeliveryHandedBack,
    DeliveryOffered,
    DeliveryOfferedAgain,
    DeliveryScheduled,
    DeliveryStarted,
    DeliveryTakenAway,
    DeliveryUncollected,
    DeliveryUntaken,
    PickUpOverdue,
    PickUpUnanswered,
    StoreBringsIt,
)
from domain.delivery.states import ENDS, TRANSITIONS, DeliveryState
from domain.shared.aggregate import Aggregate, moved
from domain.shared.messages import OrderEvent
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class Destination:
    """What was fetched from the order (and its store) on acceptance, and is kept from then on.

    Args:
        customer_name: Whom to ask for.
        phone: How to reach them.
        address: Where, in words.
        latitude: Where, in degrees, if the customer shared a point.
        longitude: The same.
        store_name: Where to pick up.
        store_address: The same, in words.
        store_phone: How to reach the store.
        to_collect: Cash to take at the door; None when the order is paid.
        tip: What the courier gets on top; None for nothing.
    """

    customer_name: str
    phone: str
    address: str
    latitude: float | None
    longitude: float | None
    store_name: str
    store_address: str
    store_phone: str
    to_collect: Money | None
    tip: Money | None = None


@dataclass(kw_only=True)
class Delivery(Aggregate):
    """One trip from a store to a door.

    ``asked``: how often somebody was asked about it since its last step; ``declined``: who had it
    and could not go; ``trips``: how often somebody has set out with the food.
    """

    kind: ClassVar[str] = "delivery"

    order_id: str
    store_id: str
    destination: Destination
    state: DeliveryState = DeliveryState.SCHEDULED
    courier_id: int | None = None
    courier_name: str = ""
    asked: int = 0
    declined: tuple[int, ...] = ()
    trips: int = 0

    def schedule(self) -> None:
        """Announce the new delivery."""
        self._tell(DeliveryScheduled)

    def offer(self, total: Money | None = None, *, to_nobody: bool = False) -> None:
        """Offer it to every courier of the store.

        Args:
            total: What the order costs now, which is what is to be collected, if anything is.
            to_nobody: Whether there is no courier whom to ask twice.
        """
        self._move("offer")
        self.asked = int(to_nobody)
        if total and self.destination.to_collect:
            self.destination = replace(self.destination, to_collect=total)
        self._tell(DeliveryOffered)

    def assign(self, courier_id: int, courier_name: str) -> None:
        """Give it to the courier who asks first.

        Raises:
            AlreadyTaken: Somebody has it.
            WrongState: It is not offered yet, or was called off.
        """
        if self.courier_id is not None and self.state is not DeliveryState.CANCELLED:
            raise AlreadyTaken(self.order_id, self.courier_id, self.courier_name)
        self._move("take")
        self._hand_to(courier_id, courier_name, CourierAssigned)

    def skip_asking_again(self) -> None:
        """There is no courier left whom to ask twice; it stays offered."""
        self.asked = max(self.asked, 1)

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

    def pick_up(self, courier_id: int, courier_name: str = "") -> None:
        """The courier has the food; one that nobody has taken is theirs from now on.

        Raises:
            NotTheirs: Somebody else has it.
            WrongState: It is not offered or assigned.
        """
        self._require_courier(courier_id)
        self._move("pick_up")
        self.trips += 1
        self._hand_to(courier_id, self.courier_name or courier_name, DeliveryStarted)

    def deliver(self, courier_id: int) -> None:
        """The customer has the food. Raises NotTheirs, WrongState."""
        self._require_courier(courier_id)
        self._move("deliver")
        self._tell(Delivered, courier_id=courier_id, collected=self.destination.to_collect)

    def cancel(self) -> None:
        """The order was called off; whoever has it is told. Raises WrongState."""
        was_offered = self.state is not DeliveryState.SCHEDULED
        had_food = self.state is DeliveryState.PICKED_UP
        self._move("cancel")
        self._tell(
            DeliveryCancelled,
            was_offered=was_offered,
            courier_id=self.courier_id,
            had_food=had_food,
        )

    def offer_again(self, by: int) -> None:
        """Ask the couriers once more, because somebody wants it so. Raises WrongState."""
        self._move("offer_again")
        self.asked = 0
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

    def bring(self, owner_id: int, owner_name: str) -> None:
        """Let an owner of the store bring it, whoever has it.

        Raises:
            AlreadyTaken: It is theirs already.
            WrongState: It is not cooked yet, or has ended.
        """
        state, instead_of = self._after("bring"), self.courier_id
        if instead_of == owner_id:
            raise AlreadyTaken(self.order_id, owner_id, self.courier_name)
        was_collectable = self.state is DeliveryState.COLLECTABLE
        if instead_of is not None:
            self._free(instead_of, to_nobody=False)
        self.state = state
        more = {"instead_of": instead_of, "was_collectable": was_collectable}
        self._hand_to(owner_id, owner_name, StoreBringsIt, **more)

    def let_collect(self, by: int) -> None:
        """Tell the customer to come for it. Raises WrongState."""
        self._move("let_collect")
        self.asked = 0
        where = self.destination
        self._tell(
            DeliveryCollectable,
            store_name=where.store_name,
            store_address=where.store_address,
            store_phone=where.store_phone,
            by=by,
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
            case _:
                self._tell(DeliveryUncollected)
        self.asked += 1

    def confirm(self, by: int) -> None:
        """Somebody who knows says that the customer has the food. Raises WrongState."""
        was_collected = self.state is DeliveryState.COLLECTABLE
        was_started = self.state is DeliveryState.PICKED_UP
        self._move("confirm")
        self._tell(
            Delivered,
            courier_id=self.courier_id,
            by=by,
            was_collected=was_collected,
            was_started=was_started,
            collected=self.destination.to_collect,
        )

    def can(self, action: str) -> bool:
        """Return whether the state allows an action, whoever asks."""
        return action in TRANSITIONS.get(self.state, {})

    def _free(self, courier_id: int, *, to_nobody: bool) -> None:
        self.courier_id, self.courier_name = None, ""
        self.declined = (*(it for it in self.declined if it != courier_id), courier_id)
        self.asked = int(to_nobody)

    def _hand_to(
        self, courier_id: int, courier_name: str, kind: type[OrderEvent], **more: Any
    ) -> None:
        self.courier_id, self.courier_name, self.asked = courier_id, courier_name, 0
        more |= {"courier_id": courier_id, "courier_name": courier_name}
        self._tell(kind, **more, revision=self.version)

    def _tell(self, kind: type[OrderEvent], **more: Any) -> None:
        # Every event of a delivery names its order and its store.
        self.record(kind(order_id=self.order_id, store_id=self.store_id, **more))  # type: ignore[call-arg]

    def _require_courier(self, courier_id: int) -> None:
        if self.state not in ENDS and self.courier_id not in {None, courier_id}:
            assert self.courier_id is not None  # noqa: S101 - it is neither None nor theirs
            raise NotTheirs(self.order_id, self.courier_id, self.courier_name)

    def _move(self, action: str) -> None:
        self.state = self._after(action)

    def _after(self, action: str) -> DeliveryState:
        by = self.courier_id
        return moved(self.kind, self.order_id, TRANSITIONS, self.state, action, by=by)
