"""Messages that are promised but not sent yet, and the cards that were sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    delete,
    exists,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from bot.persistence.database.prepared import Prepared, Question, listed, replacing
from bot.persistence.database.tables import cards, events, messages, people
from bot.persistence.queues.event_store import decode_event
from domain.shared.messages import Event

_COLUMNS = ("chat_id", "kind", "audience", "subject", "priority", "created_at")


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
    ``notice`` (a short new message about ``event``).
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

    @property
    def event(self) -> Event | None:
        """What a notice is about. Raises KeyError or UnreadableError if it cannot be read."""
        return decode_event(*self.about) if self.about else None


_CARD = Prepared(
    insert(messages).on_conflict_do_update(
        index_elements=["chat_id", "audience", "subject"],
        index_where=text("kind = 'card'"),
        set_={
            "revision": messages.c.revision + 1,
            "attempts": 0,
            "retry_at": None,
            "dead_at": None,
        },
    ),
    *_COLUMNS,
)
_NOTICE = Prepared(insert(messages), *_COLUMNS, "event_seq")
_SENT = Prepared(
    delete(messages).where(
        messages.c.id == bindparam("sent"),
        or_(messages.c.kind != "card", messages.c.revision == bindparam("shown")),
    )
)
_waiting = messages.alias("waiting")
_PENDING = Question(
    select(messages, events.c.name, events.c.payload)
    .outerjoin(events, events.c.seq == messages.c.event_seq)
    .where(
        ~exists().where(
            _waiting.c.chat_id == messages.c.chat_id,
            _waiting.c.retry_at > bindparam("now"),
            _waiting.c.retry_at <= bindparam("latest"),
        ),
        messages.c.dead_at.is_(None),
        ~exists().where(people.c.user_id == messages.c.chat_id, people.c.reachable.is_(False)),
        messages.c.chat_id.not_in(listed("busy")),
    )
    .order_by(messages.c.priority, messages.c.id)
    .limit(bindparam("most"))
)
_CARD_OF = Question(
    select(cards.c.message_id, cards.c.digest).where(
        cards.c.chat_id == bindparam("chat"),
        cards.c.audience == bindparam("for_whom"),
        cards.c.subject == bindparam("about"),
    )
)
_REMEMBER = replacing(cards, ("chat_id", "audience", "subject"), "message_id", "digest")


def _as_it_was(promised: Promised) -> ColumnElement[bool]:
    return and_(messages.c.id == promised.id, messages.c.revision == promised.revision)


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
        _CARD.run(self._connection, row)

    def move_down(self, user_id: int, audience: str, order_id: str) -> None:
        """Promise a card anew, and let the sender know that the old message shall go."""
        self._connection.execute(
            update(cards)
            .where(
                cards.c.chat_id == user_id,
                cards.c.audience == audience,
                cards.c.subject == order_id,
            )
            .values(digest=MOVE)
        )
        self.card(user_id, audience, order_id)

    def notice(
        self, chat_id: int, audience: str, subject: str, event_seq: int, priority: Priority
    ) -> None:
        """Promise a short message about an event."""
        row = self._row(chat_id, "notice", audience, subject, priority)
        _NOTICE.run(self._connection, row | {"event_seq": event_seq})

    def pending(self, limit: int, busy: Collection[int] = ()) -> list[Promised]:
        """What may be sent now, most urgent first; nothing for people out of reach or busy.

        Within a chat a message that waits for another try holds up the ones behind it.
        """
        latest = self._now + LONGEST_WAIT
        wanted = {"busy": busy, "now": self._now, "latest": latest, "most": limit}
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
            )
            for row in _PENDING.all(self._connection, **wanted)
        ]

    def sent(self, promised: Promised) -> bool:
        """The promise is kept; False when the card changed again meanwhile."""
        values = {"sent": promised.id, "shown": promised.revision}
        return _SENT.run(self._connection, values) == 1

    def drop(self, promised: Promised) -> None:
        """Give a message up; a card that changed again meanwhile is another one."""
        self._connection.execute(delete(messages).where(_as_it_was(promised)))

    def failed(self, promised: Promised, retry_at: datetime, *, counts: bool) -> None:
        """Try again at ``retry_at`` (UTC), or after ``LONGEST_WAIT``; ``counts`` as an attempt."""
        changed = {
            "attempts": promised.attempts + counts,
            "retry_at": min(retry_at, self._now + LONGEST_WAIT),
        }
        self._connection.execute(
            update(messages).where(messages.c.id == promised.id).values(changed)
        )

    def set_aside(self, promised: Promised) -> None:
        """Keep a message that cannot be made, out of the way of those behind it.

        A card that changed again meanwhile is another one.
        """
        aside = update(messages).where(_as_it_was(promised))
        self._connection.execute(aside.values(dead_at=self._now, retry_at=None))

    def revive(self) -> int:
        """Let messages be tried again that were set aside; answers how many there were."""
        again = update(messages).where(messages.c.dead_at.is_not(None))
        return self._connection.execute(again.values(dead_at=None, attempts=0)).rowcount

    def card_of(self, promised: Promised) -> tuple[int, str] | None:
        """The message id and the digest of a chat's card, if it was sent already."""
        row = _CARD_OF.one(
            self._connection,
            chat=promised.chat_id,
            for_whom=promised.audience,
            about=promised.subject,
        )
        return (row["message_id"], row["digest"]) if row else None

    def remember_card(
        self, promised: Promised, message_id: int, digest: str, *, was_moved: bool
    ) -> None:
        """The promise is kept: note which message is the card and what it shows.

        Unless this sending ``was_moved`` itself, a wish to move the card that came while it was
        on its way stays.
        """
        if not self.sent(promised) and not was_moved:
            known = self.card_of(promised)
            digest = MOVE if known and known[1] == MOVE else digest
        row = {
            "chat_id": promised.chat_id,
            "audience": promised.audience,
            "subject": promised.subject,
        }
        _REMEMBER.run(self._connection, row | {"message_id": message_id, "digest": digest})

    def _row(
        self, chat_id: int, kind: str, audience: str, subject: str, priority: Priority
    ) -> dict[str, object]:
        self.promised = True
        return {
            "chat_id": chat_id,
            "kind": kind,
            "audience": audience,
            "subject": subject,
            "priority": int(priority),
            "created_at": self._now,
        }
