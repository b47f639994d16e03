"""The durable inbox of updates, and the conversations that they move on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.persistence.tables import conversations, updates


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """An update as Telegram sent it, in the lane in which its order matters.

    ``replies`` says how many messages were sent for it before a crash.
    """

    update_id: int
    lane: str
    payload: str
    replies: int = 0


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a person is in each conversation, and what they have chosen so far (JSON)."""

    user_id: int
    states: str
    memory: str


class SqlUpdates:
    """Updates that were acknowledged to Telegram, until they are done and for a while after."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        """Work on a connection, at ``now`` (UTC)."""
        self._connection = connection
        self._now = now

    def keep(self, batch: Iterable[StoredUpdate]) -> list[StoredUpdate]:
        """Store a batch; answers those that were not known yet, in their own order."""
        arrived = {stored.update_id: stored for stored in batch}
        query = select(updates.c.update_id).where(updates.c.update_id.in_(arrived))
        known = set(self._connection.execute(query).scalars())
        fresh = [stored for id, stored in sorted(arrived.items()) if id not in known]
        if fresh:
            rows = [
                {
                    "update_id": stored.update_id,
                    "lane": stored.lane,
                    "payload": stored.payload,
                    "received_at": self._now,
                }
                for stored in fresh
            ]
            self._connection.execute(insert(updates), rows)
        return fresh

    def get(self, update_id: int) -> StoredUpdate:
        """An update that was kept."""
        query = select(updates).where(updates.c.update_id == update_id)
        return _stored(self._connection.execute(query).mappings().one())

    def undone(self) -> list[StoredUpdate]:
        """What was acknowledged and not finished, oldest first."""
        query = select(updates).where(updates.c.done_at.is_(None)).order_by(updates.c.update_id)
        return [_stored(row) for row in self._connection.execute(query).mappings()]

    def replied(self, update_id: int, replies: int) -> None:
        """Note how many messages were sent for an update that is still being handled."""
        self._connection.execute(
            update(updates).where(updates.c.update_id == update_id).values(replies=replies)
        )

    def done(self, update_id: int, error: str | None = None) -> None:
        """The update is done (``error``: given up); its id is kept to know it again."""
        self._connection.execute(
            update(updates)
            .where(updates.c.update_id == update_id)
            .values(done_at=self._now, payload="", error=error)
        )

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
        query = select(conversations).where(conversations.c.user_id == user_id)
        row = self._connection.execute(query).mappings().one_or_none()
        return Conversation(user_id, row["states"], row["memory"]) if row else None

    def save(self, conversation: Conversation) -> None:
        """Keep where somebody is now."""
        row = {
            "states": conversation.states,
            "memory": conversation.memory,
            "touched_at": self._now,
        }
        self._connection.execute(
            upsert(conversations)
            .values(user_id=conversation.user_id, **row)
            .on_conflict_do_update(index_elements=["user_id"], set_=row)
        )

    def end(self, user_id: int) -> None:
        """Nobody is in a conversation with this person any more."""
        self._connection.execute(delete(conversations).where(conversations.c.user_id == user_id))

    def abandoned(self, before: datetime, limit: int) -> list[int]:
        """Who has not moved a conversation on since a time (UTC)."""
        query = (
            select(conversations.c.user_id)
            .where(conversations.c.touched_at < before)
            .order_by(conversations.c.touched_at)
            .limit(limit)
        )
        return list(self._connection.execute(query).scalars())


def _stored(row: RowMapping) -> StoredUpdate:
    return StoredUpdate(row["update_id"], row["lane"], row["payload"], row["replies"])
