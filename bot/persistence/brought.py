"""What a transaction has to know of deliveries that lie in another database: read there before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from domain.shared.errors import NotFound

if TYPE_CHECKING:
    from bot.persistence.repositories.couriers import SqlCouriers
    from bot.persistence.repositories.deadlines import SqlDeadlines
    from bot.persistence.repositories.deliveries import SqlDeliveries
    from domain.delivery.model import Delivery
    from domain.shared.deadlines import DeadlineKind

Waits = Mapping[str, tuple[tuple["DeadlineKind", datetime], ...]]


@dataclass(frozen=True, slots=True)
class DeliveryQuestion:
    """What is asked of the delivery context.

    Args:
        orders: Of which orders the delivery is wanted, and what it waits for.
        couriers: Of whom it is wanted whether they are on shift and carry something.
        stores_of: For which stores somebody delivers who wants to know what is open.
    """

    orders: frozenset[str] = frozenset()
    couriers: frozenset[int] = frozenset()
    stores_of: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def together(cls, questions: list[DeliveryQuestion]) -> DeliveryQuestion:
        """One question instead of several."""
        return cls(
            frozenset().union(*(it.orders for it in questions)),
            frozenset().union(*(it.couriers for it in questions)),
            {key: value for it in questions for key, value in it.stores_of.items()},
        )


@dataclass(frozen=True, slots=True)
class Brought:
    """The answer, as the two repositories of the delivery context; nothing can be changed in it."""

    question: DeliveryQuestion
    deliveries: Mapping[str, Delivery] = field(default_factory=dict)
    waits: Waits = field(default_factory=dict)
    off: frozenset[int] = frozenset()
    busy: frozenset[int] = frozenset()
    open: Mapping[int, list[Delivery]] = field(default_factory=dict)

    @classmethod
    def answer(
        cls,
        question: DeliveryQuestion,
        deliveries: SqlDeliveries,
        couriers: SqlCouriers,
        deadlines: SqlDeadlines,
    ) -> Brought:
        """Read the answer, in the database of the delivery context."""
        found = {id: deliveries.find(id) for id in sorted(question.orders)}
        return cls(
            question,
            deliveries={id: it for id, it in found.items() if it is not None},
            waits={id: tuple(deadlines.of(id)) for id in found},
            off=couriers.off_shift(question.couriers) if question.couriers else frozenset(),
            busy=deliveries.carrying(question.couriers) if question.couriers else frozenset(),
            open={
                courier_id: deliveries.open_for(list(stores), courier_id)
                for courier_id, stores in question.stores_of.items()
            },
        )

    def find(self, order_id: str) -> Delivery | None:
        """A delivery, if there is one and it could be asked about."""
        return self.deliveries.get(order_id)

    def get(self, order_id: str) -> Delivery:
        """A delivery. Raises NotFound."""
        found = self.deliveries.get(order_id)
        if found is None:
            raise NotFound("delivery", order_id)
        return found

    def open_for(self, _store_ids: list[str], courier_id: int) -> list[Delivery]:
        """What a courier can take or carries. Raises KeyError if that was not asked."""
        return self.open[courier_id]

    def off_shift(self, courier_ids: frozenset[int]) -> frozenset[int]:
        """Which of them are off shift. Raises LookupError if that was not asked."""
        return self._asked(courier_ids) & self.off

    def carrying(self, courier_ids: frozenset[int]) -> frozenset[int]:
        """Which of them have a delivery in hand. Raises LookupError if that was not asked."""
        return self._asked(courier_ids) & self.busy

    def _asked(self, courier_ids: frozenset[int]) -> frozenset[int]:
        if missing := courier_ids - self.question.couriers:
            raise LookupError(f"nobody asked about couriers {sorted(missing)}")
        return courier_ids
