"""The cards that were sent: which message each is, and which it was before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.persistence.database.tables import cards, events, messages, people
from bot.persistence.database.upsert import insert_or_ignore, insert_or_set, wished
from bot.persistence.queues.promises import Priority, Promised, promised_of

CARD_KEY = ("chat_id", "audience", "subject")
"""What a card is known by."""

the_card = and_(
    cards.c.chat_id == bindparam("chat"),
    cards.c.audience == bindparam("for_whom"),
    cards.c.subject == bindparam("about"),
)


@dataclass(frozen=True, slots=True)
class OldCard:
    """The message that a card was before it was sent anew; ``language`` is its reader's."""

    chat_id: int
    audience: str
    subject: str
    message_id: int
    language: str


_sent = wished(cards)
_REMEMBER = insert_or_set(
    cards,
    CARD_KEY,
    {
        "message_id": _sent.message_id,
        "digest": _sent.digest,
        "event_seq": _sent.event_seq,
        # Of an edit there is none to add.
        "old_messages": func.coalesce(
            cards.c.old_messages + " " + _sent.old_messages,
            _sent.old_messages,
            cards.c.old_messages,
        ),
    },
)
# The digest of a message that has become a card, and does not say yet what that says.
NOTHING_SHOWN = ""
# No message has this number (Bot API): the chat has no such card any more.
NO_MESSAGE = 0
_this_one = cast(cards.c.message_id, Text)
_with_this_one = func.coalesce(cards.c.old_messages + " " + _this_one, _this_one)
_IS_GONE = (
    update(cards)
    .where(the_card, cards.c.message_id != NO_MESSAGE)
    .values(
        message_id=NO_MESSAGE,
        digest=NOTHING_SHOWN,
        old_messages=_with_this_one,
    )
)
_NOTE_CARD = insert_or_ignore(cards)
_MOVE_CARD = insert_or_set(
    cards,
    CARD_KEY,
    {
        "message_id": _sent.message_id,
        "digest": NOTHING_SHOWN,
        "old_messages": _with_this_one,
    },
)
_OLD = (
    select(cards, people.c.language)
    .outerjoin(people, people.c.user_id == cards.c.chat_id)
    .where(cards.c.old_messages.is_not(None), people.c.reachable.is_not(False))
    .limit(bindparam("most"))
)
of_its_promise = and_(
    messages.c.kind == "card",
    messages.c.chat_id == cards.c.chat_id,
    messages.c.audience == cards.c.audience,
    messages.c.subject == cards.c.subject,
)
newest = func.coalesce(messages.c.event_seq, cards.c.event_seq)
_IN_MESSAGE = (
    select(
        cards.c.chat_id,
        cards.c.audience,
        cards.c.subject,
        cards.c.message_id,
        cards.c.digest,
        literal("card").label("kind"),
        func.coalesce(messages.c.id, 0).label("id"),
        func.coalesce(messages.c.priority, int(Priority.QUIET)).label("priority"),
        func.coalesce(messages.c.revision, 0).label("revision"),
        func.coalesce(messages.c.attempts, 0).label("attempts"),
        messages.c.event_seq,
        messages.c.new_at,
        events.c.name,
        events.c.payload,
        events.c.at,
        people.c.language,
        newest.label("news"),
    )
    .outerjoin(messages, of_its_promise)
    .outerjoin(people, people.c.user_id == cards.c.chat_id)
    .outerjoin(events, events.c.seq == newest)
    .where(
        cards.c.chat_id == bindparam("chat"),
        or_(
            cards.c.message_id == bindparam("number"),
            (" " + cards.c.old_messages + " ").like(bindparam("among_old")),
        ),
    )
)
_OLD_OF = select(cards.c.old_messages).where(the_card).with_for_update()
_STILL_OLD = update(cards).where(the_card).values(old_messages=bindparam("still"))


class SqlCards:
    """Which message of a chat is the card of what."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection."""
        self._connection = connection

    def remember(self, promised: Promised, message_id: int, digest: str) -> None:
        """Note which message is the card, what it shows and begins with.

        Of one that was sent anew the message before is noted, too, until it is gone.
        """
        was_sent_anew = promised.known is not None and promised.known[0] != message_id
        row: dict[str, Any] = {
            "chat_id": promised.chat_id,
            "audience": promised.audience,
            "subject": promised.subject,
            "message_id": message_id,
            "digest": digest,
            "event_seq": promised.news,
            "old_messages": str(promised.known[0]) if promised.known and was_sent_anew else None,
        }
        self._connection.execute(_REMEMBER, row)

    def take_away(self, promised: Promised) -> None:
        """The chat shall have no such card any more; its message is old until it is gone."""
        card = {
            "chat": promised.chat_id,
            "for_whom": promised.audience,
            "about": promised.subject,
        }
        self._connection.execute(_IS_GONE, card)

    def note(self, chat_id: int, audience: str, subject: str, message_id: int) -> None:
        """A message that is there already becomes the card, unless there is one.

        What it shall say is yet to come.
        """
        row = {"chat_id": chat_id, "audience": audience, "subject": subject}
        self._connection.execute(
            _NOTE_CARD, row | {"message_id": message_id, "digest": NOTHING_SHOWN}
        )

    def move(self, chat_id: int, audience: str, subject: str, message_id: int) -> None:
        """A message that is there already becomes the card; the one that it was is old."""
        row = {"chat_id": chat_id, "audience": audience, "subject": subject}
        self._connection.execute(
            _MOVE_CARD, row | {"message_id": message_id, "digest": NOTHING_SHOWN}
        )

    def in_message(self, chat_id: int, message_id: int) -> Promised | None:
        """The card that a message of a chat is, or was before, as if it were promised now."""
        wanted = {"chat": chat_id, "number": message_id, "among_old": f"% {message_id} %"}
        row = self._connection.execute(_IN_MESSAGE, wanted).mappings().first()
        return promised_of(row) if row else None

    def old(self, limit: int) -> list[OldCard]:
        """The messages that cards were before, of people who can be reached."""
        return [
            OldCard(
                row["chat_id"],
                row["audience"],
                row["subject"],
                int(number),
                row["language"] or "en",
            )
            for row in self._connection.execute(_OLD, {"most": limit}).mappings()
            for number in row["old_messages"].split()
        ]

    def old_is_gone(self, old: OldCard) -> None:
        """Such a message is gone, or no card any more."""
        card = {"chat": old.chat_id, "for_whom": old.audience, "about": old.subject}
        known = self._connection.scalar(_OLD_OF, card) or ""
        still = " ".join(it for it in known.split() if it != str(old.message_id))
        self._connection.execute(_STILL_OLD, card | {"still": still or None})
