"""What a customer and a store ask each other about an accepted order, and how that ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.shared.messages import Command
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class AskToCancel(Command[datetime]):
    """The customer asks to cancel an accepted order; answers until when they are answered (UTC).

    ``words`` say why; they may be empty.
    """

    order_id: str
    customer_id: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class AgreeToCancel(Command[None]):
    """An owner agrees to what the customer asks; ``kept`` is what the store keeps, if anything."""

    order_id: str
    user_id: int
    kept: Money | None = None


@dataclass(frozen=True, slots=True)
class RefuseToCancel(Command[None]):
    """An owner says no to what the customer asks."""

    order_id: str
    user_id: int


@dataclass(frozen=True, slots=True)
class LetRequestLapse(Command[None]):
    """No owner has answered the customer's request."""

    order_id: str


@dataclass(frozen=True, slots=True)
class ReportMissing(Command[datetime | None]):
    """An owner says which lines (places from 0) of an accepted order cannot be had.

    Answers until when the customer chooses (UTC); None when nothing would be left, and the order
    is called off.
    """

    order_id: str
    user_id: int
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LeaveOut(Command[None]):
    """The customer takes the order without the dishes of the question with this number."""

    order_id: str
    customer_id: int
    number: int


@dataclass(frozen=True, slots=True)
class CancelForMissing(Command[None]):
    """The customer does not want the order without the dishes of the question."""

    order_id: str
    customer_id: int
    number: int


@dataclass(frozen=True, slots=True)
class LeaveOutUnanswered(Command[None]):
    """The customer has not chosen in time."""

    order_id: str
