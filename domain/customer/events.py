"""What happened to the people we talk to."""

from __future__ import annotations

from dataclasses import dataclass

from domain.payment.commands import RecordCharge
from domain.shared.messages import Event, OrderEvent


@dataclass(frozen=True, kw_only=True)
class PersonEvent(Event):
    """A fact about somebody, by their Telegram user id."""

    user_id: int

    @property
    def subject(self) -> str:
        """The person."""
        return f"person-{self.user_id}"


@dataclass(frozen=True, kw_only=True)
class PersonUnreachable(PersonEvent):
    """Telegram says that no message reaches this person any more."""


@dataclass(frozen=True, kw_only=True)
class MessageRefused(PersonEvent):
    """Telegram would not take a message to this person, however often it was tried.

    ``message`` says which, for whoever else it was meant: the kind of reader, what it was about,
    and which event it told of.
    """

    problem: str
    message: str = ""

    @property
    def subject(self) -> str:
        """The message, which may be meant for many; the person, where that is not known."""
        return self.message or super().subject


@dataclass(frozen=True, kw_only=True)
class UpdateSetAside(PersonEvent):
    """What somebody sent could not be handled; it is kept for the operators.

    Args:
        user_id: Who sent it; 0 where it has no sender.
        update_id: Telegram's number of the update.
        kind: Which kind of update it is (Bot API, Update), such as ``message``.
        incident: What its person and the log call it.
        problem: The error in one line.
        charge: The payment that it reports, if it reports one.
    """

    update_id: int
    kind: str
    incident: str
    problem: str
    charge: RecordCharge | None = None


@dataclass(frozen=True, kw_only=True)
class TokenContested(Event):
    """Somebody else takes updates with this bot's token; ``problem`` is what Telegram says."""

    problem: str

    @property
    def subject(self) -> str:
        """The token, of which there is one."""
        return "token"


@dataclass(frozen=True, kw_only=True)
class DraftAbandoned(PersonEvent):
    """An order was begun and not touched for a day; it is put away."""


@dataclass(frozen=True, kw_only=True)
class PersonBanned(PersonEvent):
    """An operator (``by``) wants no more orders from this person."""

    by: int


@dataclass(frozen=True, kw_only=True)
class BanLifted(PersonEvent):
    """An operator (``by``) takes this person's orders again."""

    by: int


@dataclass(frozen=True, kw_only=True)
class CashLimited(PersonEvent):
    """A cash order of this person was cooked and not paid: from now on they pay by card."""

    order_id: str


@dataclass(frozen=True, kw_only=True)
class CashAllowed(PersonEvent):
    """An operator (``by``) lets this person pay in cash again."""

    by: int


@dataclass(frozen=True, kw_only=True)
class OperatorWrote(OrderEvent):
    """An operator (``by``) has something to say to whoever ordered."""

    customer_id: int
    by: int
    words: str


@dataclass(frozen=True, kw_only=True)
class RejectionAbandoned(PersonEvent):
    """An owner was asked in which words to reject an order, and never said."""

    order_id: str
