"""What the customer context can be told to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.shared.messages import Command, OrderEvent


@dataclass(frozen=True, slots=True)
class ProjectOrder(Command[None]):
    """Bring the order view up to an event that happened at ``at`` (UTC)."""

    event: OrderEvent
    at: datetime


@dataclass(frozen=True, slots=True)
class MeetPerson(Command[None]):
    """Remember how somebody is called, which language they read, and their ``@name`` if any."""

    user_id: int
    name: str
    language: str
    username: str = ""


@dataclass(frozen=True, slots=True)
class LosePerson(Command[None]):
    """Telegram says that no message reaches this person any more."""

    user_id: int


@dataclass(frozen=True, slots=True)
class ShowMyOrder(Command[tuple[str, ...]]):
    """A customer wants to see an order; answers its id."""

    order_id: str
    user_id: int
