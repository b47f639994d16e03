"""Messages that are promised but not sent yet, and the cards that were sent."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.persistence.database.lists import is_one_of
from bot.persistence.database.tables import cards, events, messages, people
from bot.persistence.database.upsert import insert_or_set, wished
from bot.persistence.queues.cards import CARD_KEY, NO_MESSAGE, newest, of_its_promise, the_card
from bot.persistence.queues.event_store import known_names
from bot.persistence.queues.promises import Priority, Promised, promised_of

# No message waits longer for another try. A row that says otherwise is from before the clock was
# set back, and is due.
LONGEST_WAIT = timedelta(minutes=1)
# What nobody waits for makes way for what is new, but no longer than this.
YIELDS_FOR = timedelta(minutes=1)


_wished = wished(messages)
_is_more_urgent = _wished.priority < messages.c.priority
_CARD_PROMISED_BEFORE = {
    "revision": messages.c.revision + 1,
    "attempts": 0,
    "retry_at": None,
    "dead_at": None,
    "priority": case((_is_more_urgent, _wished.priority), else_=messages.c.priority),
    "event_seq": func.coalesce(_wished.event_seq, messages.c.event_seq),
    # What must not wait, or has waited already, goes when it would have gone without this.
    "not_before": case((_wished.not_before.is_not(None), messages.c.not_before), else_=None),
    "new_at": case(
        (_wished.new_at.is_not(None), messages.c.revision + 1), else_=messages.c.new_at
    ),
}
_IS_CARD = "kind = 'card'"
_CARD = insert_or_set(messages, CARD_KEY, _CARD_PROMISED_BEFORE, where=_IS_CARD)
_SETTLED_CARD = insert_or_set(
    messages, CARD_KEY, _CARD_PROMISED_BEFORE | {"priority": _wished.priority}, where=_IS_CARD
)
_NOTICE = insert(messages)
_SENT = delete(messages).where(
    messages.c.id == bindparam("sent"),
    or_(messages.c.kind != "card", messages.c.revision == bindparam("shown")),
)
# What was wished for before this sending is done, though the card changed again meanwhile.
_IS_SENT_ANEW = (
    update(messages)
    .where(messages.c.id == bindparam("sent"), messages.c.new_at <= bindparam("shown"))
    .values(new_at=None)
)
_same = messages.c.id == bindparam("same")
_as_it_was = and_(_same, messages.c.revision == bindparam("read"))
_DROP = delete(messages).where(_as_it_was)
_FAILED = update(messages).where(_same)
_SET_ASIDE = update(messages).where(_as_it_was).values(retry_at=None)
_REVIVE = update(messages).where(messages.c.dead_at.is_not(None)).values(dead_at=None, attempts=0)
_waiting = messages.alias("waiting")
_has_yielded = and_(
    messages.c.priority == int(Priority.QUIET), messages.c.created_at <= bindparam("yielded")
)
_urgency = case((_has_yielded, int(Priority.ORDER_STEP)), else_=messages.c.priority)
_PENDING = (
    select(
        messages,
        events.c.name,
        events.c.payload,
        events.c.at,
        people.c.language,
        cards.c.message_id,
        cards.c.digest,
        newest.label("news"),
    )
    .outerjoin(people, people.c.user_id == messages.c.chat_id)
    .outerjoin(cards, of_its_promise)
    .outerjoin(events, events.c.seq == newest)
    .where(
        ~exists().where(
            _waiting.c.chat_id == messages.c.chat_id,
            _waiting.c.retry_at > bindparam("now"),
            _waiting.c.retry_at <= bindparam("latest"),
        ),
        messages.c.dead_at.is_(None),
        or_(
            messages.c.not_before.is_(None),
            messages.c.not_before <= bindparam("now"),
            # It is from before the clock was set back.
            messages.c.created_at > bindparam("now"),
        ),
        people.c.reachable.is_not(False),
        ~is_one_of(messages.c.chat_id, "busy"),
        or_(_urgency < int(Priority.QUIET), ~is_one_of(messages.c.chat_id, "crowded")),
    )
    .order_by(_urgency, messages.c.id)
    .limit(bindparam("most"))
)
# What nobody can write now waits, and holds up nothing else of its chat.
_PENDING_BUT = _PENDING.where(~is_one_of(messages.c.audience, "unwritable"))
# What a newer version of the program promised, with news that only it can tell.
_is_known = or_(events.c.name.is_(None), is_one_of(events.c.name, "names"))
_HAS_CARD = select(
    or_(
        exists().where(the_card, cards.c.message_id != NO_MESSAGE),
        exists().where(
            messages.c.kind == "card",
            messages.c.chat_id == bindparam("chat"),
            messages.c.audience == bindparam("for_whom"),
            messages.c.subject == bindparam("about"),
        ),
    )
)


class SqlMessages:
    """The queue between notifications and the sender."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        """Work on a connection, at ``now`` (UTC)."""
        self._connection = connection
        self._now = now
        self.promised = False

    def card(
        self,
        chat_id: int,
        audience: str,
        subject: str,
        priority: Priority = Priority.ORDER_STEP,
        *,
        is_new: bool = False,
        news: int | None = None,
        not_before: datetime | None = None,
        is_settled: bool = False,
    ) -> None:
        """Promise that a chat's card of an order will be brought up to date.

        Promises for the same card collapse; the revision tells a sender that is busy with
        the card that it has to come back.

        Args:
            chat_id: Whose.
            audience: As what they read it.
            subject: What it is about, an order mostly.
            priority: How urgent it is.
            is_new: Whether it is sent at the end of the chat, so that it is noticed.
            news: The number of the event that it begins with from now on.
            not_before: When it may be sent (UTC), unless it is promised again without waiting;
                until then something else may make it needless.
            is_settled: Whether what was promised before is no more urgent than this either.
        """
        row = self._row(chat_id, "card", audience, subject, priority)
        new_at = 0 if is_new else None
        waits = {"event_seq": news, "new_at": new_at, "not_before": not_before}
        statement = _SETTLED_CARD if is_settled else _CARD
        self._connection.execute(statement, row | waits)

    def move_down(
        self,
        user_id: int,
        audience: str,
        order_id: str,
        priority: Priority = Priority.ORDER_STEP,
        news: int | None = None,
    ) -> None:
        """Promise a card anew, at the end of its chat."""
        self.card(user_id, audience, order_id, priority, is_new=True, news=news)

    def refresh(self, chat_id: int, audience: str, subject: str) -> None:
        """Promise to bring a card up to date, where the chat has one or will have."""
        if self.has_card(chat_id, audience, subject):
            self.card(chat_id, audience, subject, Priority.QUIET)

    def has_card(self, chat_id: int, audience: str, subject: str) -> bool:
        """Whether the chat has such a card, or will have."""
        card = {"chat": chat_id, "for_whom": audience, "about": subject}
        return bool(self._connection.scalar(_HAS_CARD, card))

    def notice(
        self, chat_id: int, audience: str, subject: str, event_seq: int, priority: Priority
    ) -> None:
        """Promise a short message about an event."""
        row = self._row(chat_id, "notice", audience, subject, priority)
        self._connection.execute(_NOTICE, row | {"event_seq": event_seq})

    def pending(
        self,
        limit: int,
        busy: Collection[int] = (),
        crowded: Collection[int] = (),
        unwritable: Collection[str] = (),
    ) -> list[Promised]:
        """What may be sent now, most urgent first.

        Within a chat a message that waits for another try holds up the ones behind it. What nobody
        waits for comes last for a minute, and then in turn. Nothing is for people out of reach, and
        nothing begins with what only a newer version knows.

        Args:
            limit: How many at most.
            busy: Chats for which there is nothing.
            crowded: Chats for which there is nothing that nobody waits for.
            unwritable: Audiences whose messages cannot be written now.
        """
        wanted = {
            "busy": list(busy),
            "crowded": list(crowded),
            "now": self._now,
            "latest": self._now + LONGEST_WAIT,
            "yielded": self._now - YIELDS_FOR,
            "most": limit,
        }
        statement = _PENDING
        if unwritable:
            statement, wanted["unwritable"] = _PENDING_BUT, list(unwritable)
        found = self._connection.execute(statement, wanted).mappings().all()
        known = known_names()
        if any(row["name"] is not None and row["name"] not in known for row in found):
            wanted["names"] = list(known)
            found = self._connection.execute(statement.where(_is_known), wanted).mappings().all()
        return [promised_of(row) for row in found]

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

    def sent_card(self, promised: Promised) -> None:
        """The promise of a card is kept; if it changed again meanwhile, that is still to come."""
        if not self.sent(promised) and promised.is_new:
            values = {"sent": promised.id, "shown": promised.revision}
            self._connection.execute(_IS_SENT_ANEW, values)

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
