"""The durable inbox of updates, and the conversations that they move on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.persistence.database.prepared import Prepared, Question, Row, replacing
from bot.persistence.database.tables import conversations, updates


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """An update as Telegram sent it, in the user queue in which its order matters.

    ``replies`` says how many messages were sent for it before a crash.
    """

    update_id: int
    user_queue: str
    payload: str
    replies: int = 0


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


_DEAD = and_(updates.c.done_at.is_(None), updates.c.dead_at.is_not(None))
_same = updates.c.update_id == bindparam("same")
_undone = and_(updates.c.done_at.is_(None), updates.c.dead_at.is_(None))
_IS_UNDONE = Question(
    select(updates.c.update_id).where(updates.c.update_id == bindparam("wanted"), _undone)
)
_UNDONE_IN = Question(
    select(updates)
    .where(_undone, updates.c.user_queue == bindparam("user_queue"))
    .order_by(updates.c.update_id)
    .limit(bindparam("most"))
)
_KEEP = Prepared(
    upsert(updates).on_conflict_do_nothing(), "update_id", "user_queue", "payload", "received_at"
)
_REPLIED = Prepared(update(updates).where(_same), "replies")
_DONE = Prepared(update(updates).where(_same), "done_at", "payload")
_LOAD = Question(select(conversations).where(conversations.c.user_id == bindparam("wanted")))
_SAVE = replacing(conversations, ("user_id",), "states", "session", "touched_at")
_END = Prepared(delete(conversations).where(conversations.c.user_id == bindparam("gone")))


class SqlUpdates:
    """Updates that were acknowledged to Telegram, until they are done and for a while after."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        """Work on a connection, at ``now`` (UTC)."""
        self._connection = connection
        self._now = now

    def keep(self, batch: Iterable[StoredUpdate]) -> list[StoredUpdate]:
        """Store a batch; answers those that were not known yet, in their own order."""
        return [
            stored
            for stored in sorted(batch, key=lambda stored: stored.update_id)
            if _KEEP.run(
                self._connection,
                {
                    "update_id": stored.update_id,
                    "user_queue": stored.user_queue,
                    "payload": stored.payload,
                    "received_at": self._now,
                },
            )
        ]

    def is_undone(self, update_id: int) -> bool:
        """Whether an update still has to be handled."""
        return _IS_UNDONE.value(self._connection, wanted=update_id) is not None

    def user_queues(self) -> list[str]:
        """In which user queues something was acknowledged and is not finished."""
        query = select(updates.c.user_queue).where(_undone).distinct()
        return list(self._connection.execute(query).scalars())

    def undone_in(self, user_queue: str, limit: int) -> list[StoredUpdate]:
        """The oldest of a user queue that are not finished."""
        return [
            _stored(row)
            for row in _UNDONE_IN.all(self._connection, user_queue=user_queue, most=limit)
        ]

    def replied(self, update_id: int, replies: int) -> None:
        """Note how many messages were sent for an update that is still being handled."""
        _REPLIED.run(self._connection, {"same": update_id, "replies": replies})

    def done(self, update_id: int) -> None:
        """The update is done, and its id is kept to know it again."""
        values = {"same": update_id, "done_at": self._now, "payload": ""}
        _DONE.run(self._connection, values)

    def set_aside(self, update_id: int, error: str) -> bool:
        """The update cannot be handled: keep it, with what it says, until somebody decides.

        False when it was set aside, or done, before.
        """
        aside = update(updates).where(updates.c.update_id == update_id, _undone)
        changed = self._connection.execute(aside.values(dead_at=self._now, error=error))
        return changed.rowcount == 1

    def dead(self) -> list[DeadUpdate]:
        """Updates that were set aside, oldest first."""
        query = select(updates).where(_DEAD).order_by(updates.c.update_id)
        return [
            DeadUpdate(
                update_id=row["update_id"],
                user_queue=row["user_queue"],
                payload=row["payload"],
                received_at=row["received_at"],
                dead_at=row["dead_at"],
                error=row["error"] or "",
            )
            for row in self._connection.execute(query).mappings()
        ]

    def replay(self, update_id: int) -> bool:
        """Let an update that was set aside be tried again, answers and all; False if it was not."""
        again = {"dead_at": None, "error": None, "replies": 0}
        return self._change_dead(update_id, again)

    def drop(self, update_id: int) -> bool:
        """Give an update up that was set aside; False if it was not."""
        return self._change_dead(update_id, {"done_at": self._now, "payload": ""})

    def _change_dead(self, update_id: int, changed: Row) -> bool:
        dead = update(updates).where(updates.c.update_id == update_id, _DEAD).values(changed)
        return self._connection.execute(dead).rowcount == 1

    def prune(self, before: datetime) -> int:
        """Forget the ids of updates that were done before a time (UTC)."""
        result = self._connection.execute(delete(updates).where(updates.c.done_at < before))
        return result.rowcount


class SqlConversations:
    """Conversation state, written with the done-mark of the update that changed it."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        """Work on a connection, at ``now`` (UTC)."""
        self._connection = connection
        self._now = now

    def load(self, user_id: int) -> Conversation | None:
        """Where somebody is, or nothing for whoever is in no conversation."""
        row = _LOAD.one(self._connection, wanted=user_id)
        return Conversation(user_id, row["states"], row["session"]) if row else None

    def save(self, conversation: Conversation) -> None:
        """Keep where somebody is now."""
        row = {
            "user_id": conversation.user_id,
            "states": conversation.states,
            "session": conversation.session,
            "touched_at": self._now,
        }
        _SAVE.run(self._connection, row)

    def end(self, user_id: int) -> None:
        """Nobody is in a conversation with this person any more."""
        _END.run(self._connection, {"gone": user_id})

    def abandoned(self, before: datetime, limit: int) -> list[int]:
        """Who has not moved a conversation on since a time (UTC)."""
        query = (
            select(conversations.c.user_id)
            .where(conversations.c.touched_at < before)
            .order_by(conversations.c.touched_at)
            .limit(limit)
        )
        return list(self._connection.execute(query).scalars())


def _stored(row: Row) -> StoredUpdate:
    return StoredUpdate(row["update_id"], row["user_queue"], row["payload"], row["replies"])
