"""The delivery aggregate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from domain.delivery.errors import AlreadyTaken
from domain.delivery.events import (
    CourierAssigned,
    Delivered,
    DeliveryCancelled,
    DeliveryOffered,
    DeliveryScheduled,
    DeliveryStarted,
)
from domain.shared.aggregate import Aggregate, moved
from domain.shared.errors import NotAllowed
from domain.shared.money import Money


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    SCHEDULED = "scheduled"
    OFFERED = "offered"
    ASSIGNED = "assigned"
    PICKED_UP = "picked_up"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


TRANSITIONS: Mapping[DeliveryState, Mapping[str, DeliveryState]] = {
    DeliveryState.SCHEDULED: {
        "offer": DeliveryState.OFFERED,
        "cancel": DeliveryState.CANCELLED,
    },
    DeliveryState.OFFERED: {
        "take": DeliveryState.ASSIGNED,
        "cancel": DeliveryState.CANCELLED,
    },
    DeliveryState.ASSIGNED: {
        "pick_up": DeliveryState.PICKED_UP,
        "cancel": DeliveryState.CANCELLED,
    },
    DeliveryState.PICKED_UP: {
        "deliver": DeliveryState.DELIVERED,
        "cancel": DeliveryState.CANCELLED,
    },
}
"""What can be done in each state, and where it leads; everything else is refused."""

ENDS = frozenset({DeliveryState.DELIVERED, DeliveryState.CANCELLED})


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
    """One trip from a store to a door."""

    kind: ClassVar[str] = "delivery"

    order_id: str
    store_id: str
    destination: Destination
    state: DeliveryState = DeliveryState.SCHEDULED
    courier_id: int | None = None
    courier_name: str = ""

    def schedule(self) -> None:
        """Announce the new delivery."""
        self.record(DeliveryScheduled(order_id=self.order_id, store_id=self.store_id))

    def offer(self) -> None:
        """Offer it to every courier of the store."""
        self._move("offer")
        self.record(DeliveryOffered(order_id=self.order_id, store_id=self.store_id))

    def assign(self, courier_id: int, courier_name: str) -> None:
        """Give it to the courier who asks first.

        Raises:
            AlreadyTaken: Somebody has it.
            WrongState: It is not offered yet, or was called off.
        """
        if self.courier_id is not None and self.state is not DeliveryState.CANCELLED:
            raise AlreadyTaken(self.order_id, self.courier_id, self.courier_name)
        self._move("take")
        self.courier_id, self.courier_name = courier_id, courier_name
        self.record(
            CourierAssigned(
                order_id=self.order_id,
                store_id=self.store_id,
                courier_id=courier_id,
                courier_name=courier_name,
            )
        )

    def pick_up(self, courier_id: int) -> None:
        """The courier has the food. Raises NotAllowed, WrongState."""
        self._require_courier(courier_id, "pick_up")
        self._move("pick_up")
        self.record(
            DeliveryStarted(
                order_id=self.order_id,
                store_id=self.store_id,
                courier_id=courier_id,
                courier_name=self.courier_name,
            )
        )

    def deliver(self, courier_id: int) -> None:
        """The customer has the food. Raises NotAllowed, WrongState."""
        self._require_courier(courier_id, "deliver")
        self._move("deliver")
        self.record(
            Delivered(order_id=self.order_id, store_id=self.store_id, courier_id=courier_id)
        )

    def cancel(self) -> None:
        """The order was called off; whoever has it is told. Raises WrongState."""
        was_offered = self.state is not DeliveryState.SCHEDULED
        had_food = self.state is DeliveryState.PICKED_UP
        self._move("cancel")
        self.record(
            DeliveryCancelled(
                order_id=self.order_id,
                store_id=self.store_id,
                was_offered=was_offered,
                courier_id=self.courier_id,
                had_food=had_food,
            )
        )

    def can(self, action: str) -> bool:
        """Return whether the state allows an action, whoever asks."""
        return action in TRANSITIONS.get(self.state, {})

    def _require_courier(self, courier_id: int, action: str) -> None:
        if self.courier_id is not None and courier_id != self.courier_id:
            raise NotAllowed(courier_id, action)

    def _move(self, action: str) -> None:
        by = self.courier_id
        self.state = moved(self.kind, self.order_id, TRANSITIONS, self.state, action, by=by)
