"""What is promised to people: a message, or the card of an order as it then is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from sqlalchemy import RowMapping

from bot.persistence.queues.event_store import decode_event, is_about_an_order
from domain.shared.messages import Event

UNREACHABLE = "unreachable-staff"
"""The subject of the one card that is about no order: the staff whom no message reaches."""


class Priority(IntEnum):
    """Who goes first."""

    REPLY = 0
    """The card of whoever has just done something; handlers' own replies have it, too."""

    ORDER_STEP = 1
    REMINDER = 2
    QUIET = 3
    """A card that is brought up to date, and that nobody waits for."""

    BROADCAST = 4
    CLEANUP = 5
    """Taking away the message that a card was before."""


@dataclass(frozen=True, slots=True)
class Promised:
    """A message that has to be sent.

    Args:
        kind: ``card`` (the live card of an order) or ``notice`` (a short new message).
        about: What a notice is about, or what a card begins with, if with anything.
        news: The number of that event.
        told_at: When it happened (UTC).
        is_news: Whether that event is told with this message, and was not before.
        is_new: Whether a card is sent anew, at the end of its chat, rather than edited.
        language: Its reader's.
        known: The message id and the digest of a card that was sent already.
        promised_at: When it was promised first, since it was sent last (UTC); None if it is not.
    """

    id: int
    chat_id: int
    kind: str
    audience: str
    subject: str
    about: tuple[str, str] | None
    priority: int
    revision: int
    attempts: int
    language: str
    known: tuple[int, str] | None
    news: int | None = None
    told_at: datetime | None = None
    is_news: bool = False
    is_new: bool = False
    promised_at: datetime | None = None

    @property
    def order_id(self) -> str | None:
        """The order that it is about, if it is about one and that is known."""
        if self.about is None:
            is_one = self.kind == "card" and self.subject != UNREACHABLE
            return self.subject if is_one else None
        return self.subject if is_about_an_order(self.about[0]) else None

    @property
    def event(self) -> Event | None:
        """What it is about. Raises KeyError or UnreadableError if it cannot be read."""
        return decode_event(*self.about) if self.about else None


def promised_of(row: RowMapping) -> Promised:
    """A promise from its row, with its reader's language, its event and the card that is there."""
    return Promised(
        id=row["id"],
        chat_id=row["chat_id"],
        kind=row["kind"],
        audience=row["audience"],
        subject=row["subject"],
        about=(row["name"], row["payload"]) if row["name"] else None,
        priority=row["priority"],
        revision=row["revision"],
        attempts=row["attempts"],
        language=row["language"] or "en",
        known=(row["message_id"], row["digest"]) if row["message_id"] else None,
        news=row["news"],
        told_at=row["at"],
        is_news=row["event_seq"] is not None,
        is_new=row["new_at"] is not None,
        promised_at=row.get("created_at"),
    )
