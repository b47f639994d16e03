"""Deadlines in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from operator import itemgetter

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.persistence.database.batching import add
from bot.persistence.database.lists import is_one_of
from bot.persistence.database.tables import deadlines
from bot.persistence.database.upsert import insert_or_replace
from domain.processes.deadlines import FireDeadline
from domain.shared.deadlines import DeadlineKind

_SET = insert_or_replace(deadlines, ("kind", "order_id"), "due_at")
_CLEAR = delete(deadlines).where(
    deadlines.c.kind == bindparam("met"), deadlines.c.order_id == bindparam("order")
)
_TAKE = _CLEAR.where(deadlines.c.due_at <= bindparam("now"))
_OF_ORDER = (
    select(deadlines.c.kind, deadlines.c.due_at)
    .where(deadlines.c.order_id == bindparam("order"))
    .order_by(deadlines.c.due_at)
)
_BRING_FORWARD = update(deadlines).where(
    deadlines.c.kind == bindparam("met"), deadlines.c.due_at > bindparam("latest")
)
_DUE = (
    select(deadlines.c.kind, deadlines.c.order_id)
    .where(deadlines.c.due_at <= bindparam("now"))
    .order_by(deadlines.c.due_at, deadlines.c.kind)
    .limit(bindparam("most"))
)
# Those of a newer version of the program are left to it.
_KNOWN = [kind.value for kind in DeadlineKind]
_DUE_AND_KNOWN = _DUE.where(is_one_of(deadlines.c.kind, "kinds"))


class SqlDeadlines:
    """The ``Deadlines`` port."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection."""
        self._connection = connection
        # What other contexts keep in databases of their own, where somebody has asked them.
        self.elsewhere: Mapping[str, tuple[tuple[DeadlineKind, datetime], ...]] = {}

    def set(self, kind: str, order_id: str, due_at: datetime) -> None:
        """Keep one row per kind and order, with its newest time."""
        row = {"kind": kind, "order_id": order_id, "due_at": due_at}
        add(self._connection, _SET, row)

    def clear(self, kind: str, order_id: str) -> None:
        """Forget a deadline."""
        self._connection.execute(_CLEAR, {"met": kind, "order": order_id})

    def of(self, order_id: str) -> list[tuple[DeadlineKind, datetime]]:
        """What waits for an order, the next first; kinds that are of a newer version do not."""
        rows = self._connection.execute(_OF_ORDER, {"order": order_id})
        known = set(DeadlineKind)
        here = [(DeadlineKind(kind), due_at) for kind, due_at in rows if kind in known]
        elsewhere = self.elsewhere.get(order_id, ())
        return sorted((*here, *elsewhere), key=itemgetter(1)) if elsewhere else here

    def take(self, kind: str, order_id: str, now: datetime) -> bool:
        """Forget a deadline that is due; False if there is none (any more)."""
        values = {"met": kind, "order": order_id, "now": now}
        return self._connection.execute(_TAKE, values).rowcount == 1

    def bring_forward(self, kind: str, latest: datetime) -> int:
        """Let no deadline of a kind lie beyond a time (UTC); answers how many did."""
        values = {"met": kind, "latest": latest, "due_at": latest}
        return self._connection.execute(_BRING_FORWARD, values).rowcount

    def due(self, now: datetime, limit: int) -> list[FireDeadline]:
        """What is due at ``now`` (UTC), in the order in which it fell due; all of kinds we know."""
        wanted = {"now": now, "most": limit}
        due = self._connection.execute(_DUE, wanted).all()
        # With the list a file would be read by kind, and not by time.
        if any(kind not in _KNOWN for kind, _ in due):
            due = self._connection.execute(_DUE_AND_KNOWN, wanted | {"kinds": _KNOWN}).all()
        return [FireDeadline(kind, order_id) for kind, order_id in due]
