"""What the repositories of aggregates share: optimistic versions and collected events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from sqlalchemy import Connection, Table, bindparam, insert, select, update

from bot.persistence.database.prepared import Prepared, Question, Row
from domain.shared.aggregate import Aggregate
from domain.shared.errors import Conflict, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.shared.messages import Event

Root = TypeVar("Root", bound=Aggregate)


class Repository(Generic[Root]):
    """Rows ↔ aggregates of one table, mapped by hand in ``_row`` and ``_aggregate``."""

    table: Table
    key: str = "order_id"
    kind: str

    _load: ClassVar[Question]
    _insert: ClassVar[Prepared]
    _update: ClassVar[Prepared]

    def __init_subclass__(cls) -> None:
        """Prepare the statements of the table."""
        super().__init_subclass__()
        names = [column.name for column in cls.table.columns]
        key, version = cls.table.c[cls.key], cls.table.c.version
        cls._load = Question(select(cls.table).where(key == bindparam("wanted")))
        cls._insert = Prepared(insert(cls.table), *names)
        cls._update = Prepared(
            update(cls.table).where(key == bindparam("same"), version == bindparam("read")),
            *names,
        )

    def __init__(self, connection: Connection, publish: Callable[[Event], None]) -> None:
        """Work on a connection; ``publish`` takes the events of what is saved."""
        self._connection = connection
        self._publish = publish

    def find(self, id: str) -> Root | None:
        """Load one, or nothing."""
        row = self._load.one(self._connection, wanted=id)
        return self._aggregate(row) if row is not None else None

    def get(self, id: str) -> Root:
        """Load one. Raises NotFound."""
        found = self.find(id)
        if found is None:
            raise NotFound(self.kind, id)
        return found

    def add(self, root: Root) -> None:
        """Insert a new one."""
        root.version = 1
        self._insert.run(self._connection, self._row(root) | {"version": 1})
        self._announce(root)

    def save(self, root: Root) -> None:
        """Update one. Raises Conflict when somebody saved it since it was read."""
        row = self._row(root)
        guard = {"same": row[self.key], "read": root.version, "version": root.version + 1}
        changed = self._update.run(self._connection, row | guard)
        if changed != 1:
            raise Conflict(self.kind, str(row[self.key]))
        root.version += 1
        self._announce(root)

    def _announce(self, root: Root) -> None:
        for event in root.take_events():
            self._publish(event)

    def _ask(self, question: Question, **values: Any) -> list[Root]:
        return [self._aggregate(row) for row in question.all(self._connection, **values)]

    def _row(self, root: Root) -> Row:
        raise NotImplementedError

    def _aggregate(self, row: Row) -> Root:
        raise NotImplementedError
