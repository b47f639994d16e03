"""Deadlines in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.persistence.tables import deadlines
from domain.processes.deadlines import FireDeadline


class SqlDeadlines:
    """The ``Deadlines`` port."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection."""
        self._connection = connection

    def set(self, kind: str, order_id: str, due_at: datetime) -> None:
        """Keep one row per kind and order, with its newest time."""
        upsert = insert(deadlines).values(kind=kind, order_id=order_id, due_at=due_at)
        self._connection.execute(
            upsert.on_conflict_do_update(
                index_elements=["kind", "order_id"], set_={"due_at": upsert.excluded.due_at}
            )
        )

    def clear(self, kind: str, order_id: str) -> None:
        """Forget a deadline."""
        self._connection.execute(
            delete(deadlines).where(deadlines.c.kind == kind, deadlines.c.order_id == order_id)
        )

    def due(self, now: datetime, limit: int) -> list[FireDeadline]:
        """What is due at ``now`` (UTC), in the order in which it fell due."""
        query = (
            select(deadlines)
            .where(deadlines.c.due_at <= now)
            .order_by(deadlines.c.due_at, deadlines.c.kind)
            .limit(limit)
        )
        return [
            FireDeadline(row["kind"], row["order_id"])
            for row in self._connection.execute(query).mappings()
        ]
