"""What the repositories of aggregates share: optimistic versions and collected events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import Connection, Table, insert, select, update

from domain.shared.aggregate import Aggregate
from domain.shared.errors import Conflict, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement, RowMapping

    from domain.shared.messages import Event

Root = TypeVar("Root", bound=Aggregate)


class Repository(Generic[Root]):
    """Rows ↔ aggregates of one table, mapped by hand in ``_row`` and ``_aggregate``."""

    table: Table
    key: str = "order_id"
    kind: str

    def __init__(self, connection: Connection, publish: Callable[[Event], None]) -> None:
        """Work on a connection; ``publish`` takes the events of what is saved."""
        self._connection = connection
        self._publish = publish

    def find(self, id: str) -> Root | None:
        """Load one, or nothing."""
        rows = self._select(self.table.c[self.key] == id)
        return rows[0] if rows else None

    def get(self, id: str) -> Root:
        """Load one. Raises NotFound."""
        found = self.find(id)
        if found is None:
            raise NotFound(self.kind, id)
        return found

    def add(self, root: Root) -> None:
        """Insert a new one."""
        root.version = 1
        self._connection.execute(insert(self.table), {**self._row(root), "version": 1})
        self._announce(root)

    def save(self, root: Root) -> None:
        """Update one. Raises Conflict when somebody saved it since it was read."""
        row = self._row(root)
        changed = self._connection.execute(
            update(self.table).where(
                self.table.c[self.key] == row[self.key], self.table.c.version == root.version
            ),
            {**row, "version": root.version + 1},
        )
        if changed.rowcount != 1:
            raise Conflict(self.kind, str(row[self.key]))
        root.version += 1
        self._announce(root)

    def _announce(self, root: Root) -> None:
        for event in root.take_events():
            self._publish(event)

    def _select(
        self,
        *where: ColumnElement[bool],
        order_by: ColumnElement[Any] | None = None,
        limit: int | None = None,
    ) -> list[Root]:
        query = select(self.table).where(*where).order_by(order_by).limit(limit)
        return [self._aggregate(row) for row in self._connection.execute(query).mappings()]

    def _row(self, root: Root) -> dict[str, Any]:
        raise NotImplementedError

    def _aggregate(self, row: RowMapping) -> Root:
        raise NotImplementedError
