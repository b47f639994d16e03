"""What a delivery is: where it goes, whose it is, and how it moves from one state to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from domain.delivery.errors import NotTheirs
from domain.delivery.states import ENDS, TRANSITIONS, DeliveryState
from domain.shared.aggregate import Aggregate, moved
from domain.shared.failures import Problem, Settlement
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
class Trip(Aggregate):
    """One way from a store to a door.

    ``asked``: how often somebody was asked about it since its last step; ``declined``: who had it
    and could not go; ``trips``: how often somebody has set out with the food; ``problem`` is what
    stopped it, with a ``photo`` of that (as the chat knows it) or none; ``settlement``: what becomes of
    the money of one that failed.
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
    problem: Problem | None = None
    photo: str = ""
    settlement: Settlement | None = None

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
