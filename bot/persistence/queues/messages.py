"""Messages that are promised but not sent yet, and the cards that were sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    or_,
    select,
    update,
)

from bot.persistence.database.lists import is_one_of
from bot.persistence.database.tables import cards, events, messages, people
from bot.persistence.database.upsert import insert_or_replace, insert_or_set
from bot.persistence.queues.event_store import decode_event
from domain.shared.messages import Event

# No message waits longer for another try. A row that says otherwise is from before the clock was
# set back, and is due.
LONGEST_WAIT = timedelta(minutes=1)
# Stands for the digest of a card that shall be sent again at the end of its chat.
MOVE = "move"


class Priority(IntEnum):
    """Who goes first; replies to a person's own tap do not pass through here at all."""

    ORDER_STEP = 1
    REMINDER = 2
    BROADCAST = 3


@dataclass(frozen=True, slots=True)
class Promised:
    """A message that has to be sent.

    ``kind`` is ``card`` (the live card of an order, sent once and edited from then on) or
    ``notice`` (a short new message about ``event``); ``language`` is its reader's, ``known`` the
    message id and the digest of a card that was sent already.
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

    @property
    def event(self) -> Event | None:
        """What a notice is about. Raises KeyError or UnreadableError if it cannot be read."""
        return decode_event(*self.about) if self.about else None


_CARD_KEY = ("chat_id", "audience", "subject")
_CARD = insert_or_set(
    messages,
    _CARD_KEY,
    {
        "revision": messages.c.revision + 1,
        "attempts": 0,
        "retry_at": None,
        "dead_at": None,
    },
    where="kind = 'card'",
)
_NOTICE = insert(messages)
_SENT = delete(messages).where(
    messages.c.id == bindparam("sent"),
    or_(messages.c.kind != "card", messages.c.revision == bindparam("shown")),
)
_same = messages.c.id == bindparam("same")
_as_it_was = and_(_same, messages.c.revision == bindparam("read"))
_DROP = delete(messages).where(_as_it_was)
_FAILED = update(messages).where(_same)
_SET_ASIDE = update(messages).where(_as_it_was).values(retry_at=None)
_REVIVE = update(messages).where(messages.c.dead_at.is_not(None)).values(dead_at=None, attempts=0)
_waiting = messages.alias("waiting")
_PENDING = (
    select(
        messages,
        events.c.name,
        events.c.payload,
        people.c.language,
        cards.c.message_id,
        cards.c.digest,
    )
    .outerjoin(events, events.c.seq == messages.c.event_seq)
    .outerjoin(people, people.c.user_id == messages.c.chat_id)
    .outerjoin(
        cards,
        and_(
            messages.c.kind == "card",
            cards.c.chat_id == messages.c.chat_id,
            cards.c.audience == messages.c.audience,
            cards.c.subject == messages.c.subject,
        ),
    )
    .where(
        ~exists().where(
            _waiting.c.chat_id == messages.c.chat_id,
            _waiting.c.retry_at > bindparam("now"),
            _waiting.c.retry_at <= bindparam("latest"),
        ),
        messages.c.dead_at.is_(None),
        people.c.reachable.is_not(False),
        ~is_one_of(messages.c.chat_id, "busy"),
    )
    .order_by(messages.c.priority, messages.c.id)
    .limit(bindparam("most"))
)
_the_card = and_(
    cards.c.chat_id == bindparam("chat"),
    cards.c.audience == bindparam("for_whom"),
    cards.c.subject == bindparam("about"),
)
_HAS_CARD = select(
    or_(
        exists().where(_the_card),
        exists().where(
            messages.c.kind == "card",
            messages.c.chat_id == bindparam("chat"),
            messages.c.audience == bindparam("for_whom"),
            messages.c.subject == bindparam("about"),
        ),
    )
)
_MOVE = update(cards).where(_the_card).values(digest=MOVE)
# A wish to move the card that came while it was on its way stays.
_IS_TO_MOVE = and_(cards.c.digest == MOVE, ~bindparam("was_moved", type_=Boolean))
_REMEMBER = insert_or_replace(
    cards, _CARD_KEY, "message_id", "digest", unless={"digest": _IS_TO_MOVE}
)


class SqlMessages:
    """The queue between notifications and the sender."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        """Work on a connection, at ``now`` (UTC)."""
        self._connection = connection
        self._now = now
        self.promised = False

    def card(self, chat_id: int, audience: str, subject: str) -> None:
        """Promise that a chat's card of an order will be brought up to date.

        Promises for the same card collapse; the revision tells a sender that is busy with
        the card that it has to come back.
        """
        row = self._row(chat_id, "card", audience, subject, Priority.ORDER_STEP)
        self._connection.execute(_CARD, row)

    def move_down(self, user_id: int, audience: str, order_id: str) -> None:
        """Promise a card anew, and let the sender know that the old message shall go."""
        card = {"chat": user_id, "for_whom": audience, "about": order_id}
        self._connection.execute(_MOVE, card)
        self.card(user_id, audience, order_id)

    def refresh(self, chat_id: int, audience: str, subject: str) -> None:
        """Promise to bring a card up to date, where the chat has one or will have."""
        card = {"chat": chat_id, "for_whom": audience, "about": subject}
        if self._connection.scalar(_HAS_CARD, card):
            self.card(chat_id, audience, subject)

    def notice(
        self, chat_id: int, audience: str, subject: str, event_seq: int, priority: Priority
    ) -> None:
        """Promise a short message about an event."""
        row = self._row(chat_id, "notice", audience, subject, priority)
        self._connection.execute(_NOTICE, row | {"event_seq": event_seq})

    def pending(self, limit: int, busy: Collection[int] = ()) -> list[Promised]:
        """What may be sent now, most urgent first; nothing for people out of reach or busy.

        Within a chat a message that waits for another try holds up the ones behind it.
        """
        latest = self._now + LONGEST_WAIT
        wanted = {"busy": list(busy), "now": self._now, "latest": latest, "most": limit}
        return [
            Promised(
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
            )
            for row in self._connection.execute(_PENDING, wanted).mappings()
        ]

    def sent(self, promised: Promised) -> bool:
        """The promise is kept; False when the card changed again meanwhile."""
        values = {"sent": promised.id, "shown": promised.revision}
        return self._connection.execute(_SENT, values).rowcount == 1

    def drop(self, promised: Promised) -> None:
        """Give a message up; a card that changed again meanwhile is another one."""
        self._connection.execute(_DROP, {"same": promised.id, "read": promised.revision})

    def failed(self, promised: Promised, retry_at: datetime, *, counts: bool) -> None:
        """Try again at ``retry_at`` (UTC), or after ``LONGEST_WAIT``; ``counts`` as an attempt."""
        values = {
            "same": promised.id,
            "attempts": promised.attempts + counts,
            "retry_at": min(retry_at, self._now + LONGEST_WAIT),
        }
        self._connection.execute(_FAILED, values)

    def set_aside(self, promised: Promised) -> None:
        """Keep a message that cannot be made, out of the way of those behind it.

        A card that changed again meanwhile is another one.
        """
        values = {"same": promised.id, "read": promised.revision, "dead_at": self._now}
        self._connection.execute(_SET_ASIDE, values)

    def revive(self) -> int:
        """Let messages be tried again that were set aside; answers how many there were."""
        return self._connection.execute(_REVIVE).rowcount

    def remember_card(
        self, promised: Promised, message_id: int, digest: str, *, was_moved: bool
    ) -> None:
        """The promise is kept: note which message is the card and what it shows.

        Unless this sending ``was_moved`` itself, a wish to move the card that came while it was
        on its way stays. The card comes before the promise, as it does when it is moved: two that
        lock both in another order would wait for each other.
        """
        row: dict[str, Any] = {
            "chat_id": promised.chat_id,
            "audience": promised.audience,
            "subject": promised.subject,
            "message_id": message_id,
            "digest": digest,
            "was_moved": was_moved,
        }
        self._connection.execute(_REMEMBER, row)
        self.sent(promised)

    def _row(
        self, chat_id: int, kind: str, audience: str, subject: str, priority: Priority
    ) -> dict[str, Any]:
        self.promised = True
        return {
            "chat_id": chat_id,
            "kind": kind,
            "audience": audience,
            "subject": subject,
            "priority": int(priority),
            "created_at": self._now,
        }
