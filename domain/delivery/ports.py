"""What the delivery context needs from the outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from domain.shared.ports import UnitOfWork

if TYPE_CHECKING:
    from domain.delivery.courier import Courier
    from domain.delivery.model import Delivery


class Deliveries(Protocol):
    """Where deliveries are kept, one for each accepted order."""

    def has(self, order_id: str) -> bool:
        """Whether there is such a delivery."""

    def find(self, order_id: str) -> Delivery | None:
        """Load a delivery, or nothing."""

    def get(self, order_id: str) -> Delivery:
        """Load a delivery. Raises NotFound."""

    def open_for(self, store_ids: list[str], courier_id: int) -> list[Delivery]:
        """Offered by these stores, or in this courier's hands; oldest first."""

    def add(self, delivery: Delivery) -> None:
        """Keep a new delivery."""

    def save(self, delivery: Delivery) -> None:
        """Keep a change. Raises Conflict when the version is not the one that was read."""


class Couriers(Protocol):
    """Where couriers are kept who have ever said whether they are on shift; the others are."""

    def find(self, courier_id: int) -> Courier | None:
        """Load a courier, or nothing."""

    def off_shift(self, courier_ids: frozenset[int]) -> frozenset[int]:
        """Which of them are off shift."""

    def add(self, courier: Courier) -> None:
        """Keep a new courier."""

    def save(self, courier: Courier) -> None:
        """Keep a change. Raises Conflict when the version is not the one that was read."""


class DeliveryUnitOfWork(UnitOfWork, Protocol):
    """A unit of work of the delivery context."""

    @property
    def deliveries(self) -> Deliveries:
        """The deliveries."""

    @property
    def couriers(self) -> Couriers:
        """The couriers."""
