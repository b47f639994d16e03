"""Deadlines in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.persistence.database.prepared import Prepared, replacing
from bot.persistence.database.tables import deadlines
from domain.processes.deadlines import FireDeadline

_SET = replacing(deadlines, ("kind", "order_id"), "due_at")
_CLEAR = Prepared(
    delete(deadlines).where(
        deadlines.c.kind == bindparam("met"), deadlines.c.order_id == bindparam("order")
    )
)

_TAKE = Prepared(
    delete(deadlines).where(
        deadlines.c.kind == bindparam("met"),
        deadlines.c.order_id == bindparam("order"),
        deadlines.c.due_at <= bindparam("now"),
    )
)


class SqlDeadlines:
    """The ``Deadlines`` port."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection."""
        self._connection = connection

    def set(self, kind: str, order_id: str, due_at: datetime) -> None:
        """Keep one row per kind and order, with its newest time."""
        _SET.run(self._connection, {"kind": kind, "order_id": order_id, "due_at": due_at})

    def clear(self, kind: str, order_id: str) -> None:
        """Forget a deadline."""
        _CLEAR.run(self._connection, {"met": kind, "order": order_id})

    def take(self, kind: str, order_id: str, now: datetime) -> bool:
        """Forget a deadline that is due; False if there is none (any more)."""
        values = {"met": kind, "order": order_id, "now": now}
        return _TAKE.run(self._connection, values) == 1

    def bring_forward(self, kind: str, latest: datetime) -> int:
        """Let no deadline of a kind lie beyond a time (UTC); answers how many did."""
        beyond = update(deadlines).where(deadlines.c.kind == kind, deadlines.c.due_at > latest)
        return self._connection.execute(beyond.values(due_at=latest)).rowcount

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
