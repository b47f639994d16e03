"""The durable inbox of updates, and the conversations that they move on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, select, update

from bot.persistence.database.tables import conversations, people, updates
from bot.persistence.database.upsert import insert_or_ignore, insert_or_replace


class DoneElsewhereError(Exception):
    """An update was in two hands; what this one has done of it is undone."""


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """An update as Telegram sent it, in the user queue in which its order matters.

    ``replies`` says how many messages were sent for it before a crash, ``received_at`` when it was
    kept (UTC).
    """

    update_id: int
    user_queue: str
    payload: str
    replies: int = 0
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeadUpdate:
    """An update that its handler could not handle; times in UTC."""

    update_id: int
    user_queue: str
    payload: str
    received_at: datetime
    dead_at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a person is in each conversation, and what they have chosen so far (JSON)."""

    user_id: int
    states: str
    session: str


@dataclass(frozen=True, slots=True)
class Known:
    """A sender as they were when they were met last; nobody else whom messages reach.

    ``name``, ``language`` and ``username`` are as ``MeetPerson`` has them, but the last in small
    letters.
    """

    name: str
    language: str
    username: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What there is to an update that still has to be handled, and its sender."""

    conversation: Conversation | None
    known: Known | None


_DEAD = and_(updates.c.done_at.is_(None), updates.c.dead_at.is_not(None))
_same = updates.c.update_id == bindparam("same")
_undone = and_(updates.c.done_at.is_(None), updates.c.dead_at.is_(None))
# Whether an update is undone, where its sender is, and what is known of them, in one look: it is
# made for each update.
_LOOK = (
    select(
        conversations.c.states,
        conversations.c.session,
        people.c.name,
        people.c.language,
        people.c.username,
    )
    .select_from(updates)
    .outerjoin(conversations, conversations.c.user_id == bindparam("user"))
    .outerjoin(people, and_(people.c.user_id == bindparam("user"), people.c.reachable))
    .where(_same, _undone)
)
_USER_QUEUES = select(updates.c.user_queue).where(_undone).distinct()
_UNDONE_IN = (
    select(
        updates.c.update_id,
        updates.c.user_queue,
        updates.c.payload,
        updates.c.replies,
        updates.c.received_at,
    )
    .where(_undone, updates.c.user_queue == bindparam("user_queue"))
    .order_by(updates.c.update_id)
    .limit(bindparam("most"))
)
_KEEP = insert_or_ignore(updates)
_CHANGE = update(updates).where(_same)
_CHANGE_UNDONE = _CHANGE.where(_undone)
_CHANGE_DEAD = _CHANGE.where(_DEAD)
_DEAD_ONES = select(updates).where(_DEAD).order_by(updates.c.update_id)
_PRUNE = delete(updates).where(updates.c.done_at < bindparam("before"))
_SAVE = insert_or_replace(conversations, ("user_id",), "states", "session", "touched_at")
_END = delete(conversations).where(conversations.c.user_id == bindparam("gone"))
_ABANDONED = (
    select(conversations.c.user_id, conversations.c.states, conversations.c.session)
    .where(conversations.c.touched_at < bindparam("before"))
    .order_by(conversations.c.touched_at)
    .limit(bindparam("most"))
)


class SqlUpdates:
    """Updates that were acknowledged to Telegram, until they are done and for a while after."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        """Work on a connection, at ``now`` (UTC)."""
        self._connection = connection
        self._now = now

    def keep(self, batch: Iterable[StoredUpdate]) -> list[StoredUpdate]:
        """Store a batch; answers those that were not known yet, in their own order."""
        return [
            replace(stored, received_at=self._now)
            for stored in sorted(batch, key=lambda stored: stored.update_id)
            if self._connection.execute(
                _KEEP,
                {
                    "update_id": stored.update_id,
                    "user_queue": stored.user_queue,
                    "payload": stored.payload,
                    "received_at": self._now,
                },
            ).rowcount
        ]

    def look(self, update_id: int, user_id: int | None) -> Looked | None:
        """Look whether an update still has to be handled, and where its sender then is."""
        row = self._connection.execute(_LOOK, {"same": update_id, "user": user_id}).first()
        if row is None:
            return None
        states, session, name, language, username = row
        if user_id is None:
            return Looked(None, None)
        return Looked(
            Conversation(user_id, states, session) if states is not None else None,
            Known(name, language, username or "") if name is not None else None,
        )

    def user_queues(self) -> list[str]:
        """In which user queues something was acknowledged and is not finished."""
        return list(self._connection.scalars(_USER_QUEUES))

    def undone_in(self, user_queue: str, limit: int) -> list[StoredUpdate]:
        """The oldest of a user queue that are not finished."""
        wanted = {"user_queue": user_queue, "most": limit}
        return [StoredUpdate(*row) for row in self._connection.execute(_UNDONE_IN, wanted)]

    def replied(self, update_id: int, replies: int) -> None:
        """Note how many messages were sent for an update that is still being handled."""
        self._connection.execute(_CHANGE, {"same": update_id, "replies": replies})

    def done(self, update_id: int) -> None:
        """The update is done, and its id is kept to know it again.

        Raises:
            DoneElsewhereError: It was, by somebody else who had it in hand, too.
        """
        values = {"same": update_id, "done_at": self._now, "payload": ""}
        if self._connection.execute(_CHANGE_UNDONE, values).rowcount != 1:
            raise DoneElsewhereError(update_id)

    def set_aside(self, update_id: int, error: str) -> bool:
        """The update cannot be handled: keep it, with what it says, until somebody decides.

        False when it was set aside, or done, before.
        """
        values = {"same": update_id, "dead_at": self._now, "error": error}
        return self._connection.execute(_CHANGE_UNDONE, values).rowcount == 1

    def dead(self) -> list[DeadUpdate]:
        """Updates that were set aside, oldest first."""
        return [
            DeadUpdate(
                update_id=row["update_id"],
                user_queue=row["user_queue"],
                payload=row["payload"],
                received_at=row["received_at"],
                dead_at=row["dead_at"],
                error=row["error"] or "",
            )
            for row in self._connection.execute(_DEAD_ONES).mappings()
        ]

    def replay(self, update_id: int) -> bool:
        """Let an update that was set aside be tried again, answers and all; False if it was not."""
        again = {"dead_at": None, "error": None, "replies": 0}
        return self._change_dead(update_id, again)

    def drop(self, update_id: int) -> bool:
        """Give an update up that was set aside; False if it was not."""
        return self._change_dead(update_id, {"done_at": self._now, "payload": ""})

    def _change_dead(self, update_id: int, changed: dict[str, Any]) -> bool:
        values = {"same": update_id, **changed}
        return self._connection.execute(_CHANGE_DEAD, values).rowcount == 1

    def prune(self, before: datetime) -> int:
        """Forget the ids of updates that were done before a time (UTC)."""
        return self._connection.execute(_PRUNE, {"before": before}).rowcount


class SqlConversations:
    """Conversation state, written with the done-mark of the update that changed it."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        """Work on a connection, at ``now`` (UTC)."""
        self._connection = connection
        self._now = now

    def save(self, conversation: Conversation) -> None:
        """Keep where somebody is now."""
        row = {
            "user_id": conversation.user_id,
            "states": conversation.states,
            "session": conversation.session,
            "touched_at": self._now,
        }
        self._connection.execute(_SAVE, row)

    def end(self, user_id: int) -> None:
        """Nobody is in a conversation with this person any more."""
        self._connection.execute(_END, {"gone": user_id})

    def abandoned(self, before: datetime, limit: int) -> list[Conversation]:
        """Conversations that nobody has moved on since a time (UTC)."""
        wanted = {"before": before, "most": limit}
        return [Conversation(*row) for row in self._connection.execute(_ABANDONED, wanted)]
