"""What every context needs from the outside: a transaction with a clock and deadlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from domain.shared.deadlines import DeadlineKind
    from domain.shared.limits import OperatingLimits
    from domain.shared.messages import Event


class Deadlines(Protocol):
    """Things that must happen by a time, kept with the state that they guard."""

    def set(self, kind: DeadlineKind, order_id: str, due_at: datetime) -> None:
        """Ask for ``kind`` to happen to the order at ``due_at`` (UTC), replacing an earlier time."""

    def clear(self, kind: DeadlineKind, order_id: str) -> None:
        """Forget a deadline; silently, if there is none."""

    def of(self, order_id: str) -> list[tuple[DeadlineKind, datetime]]:
        """What waits for an order, by when (UTC), the next first."""

    def take(self, kind: DeadlineKind, order_id: str, now: datetime) -> bool:
        """Forget a deadline that is due at ``now`` (UTC); False if there is none (any more)."""


class UnitOfWork(Protocol):
    """One unit of work: everything done through it is committed together or not at all."""

    @property
    def now(self) -> datetime:
        """The time of this transaction, in UTC."""

    @property
    def happened_at(self) -> datetime:
        """When the event that is being handled happened, in UTC; else the same as ``now``."""

    @property
    def limits(self) -> OperatingLimits:
        """The operator's times and limits."""

    @property
    def deadlines(self) -> Deadlines:
        """The deadlines."""

    def publish(self, event: Event) -> None:
        """Publish an event that belongs to no aggregate, with this transaction."""
