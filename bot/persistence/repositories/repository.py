"""What the repositories of aggregates share: optimistic versions and collected events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeAlias, TypeVar

from sqlalchemy import (
    Connection,
    Insert,
    RowMapping,
    Select,
    Table,
    Update,
    bindparam,
    insert,
    select,
    update,
)

from bot.persistence.database.batching import add
from domain.shared.aggregate import Aggregate
from domain.shared.errors import Conflict, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.shared.messages import Event

Root = TypeVar("Root", bound=Aggregate)
Row = dict[str, Any]
Stored: TypeAlias = RowMapping | Row
"""Columns as they were read, or as they were added in this transaction."""
Id = str | int


class Repository(Generic[Root]):
    """Rows ↔ aggregates of one table, mapped by hand in ``_row`` and ``_aggregate``."""

    table: Table
    key: str = "order_id"
    kind: str

    _load: ClassVar[Select[Any]]
    _lock: ClassVar[Select[Any]]
    _exists: ClassVar[Select[Any]]
    _insert: ClassVar[Insert]
    _update: ClassVar[Update]

    def __init_subclass__(cls) -> None:
        """Build the statements of the table, once."""
        super().__init_subclass__()
        key, version = cls.table.c[cls.key], cls.table.c.version
        cls._load = select(cls.table).where(key == bindparam("wanted"))
        # Whoever inserts a row that refers to it (a foreign key) does not wait.
        cls._lock = cls._load.with_for_update(key_share=True)
        cls._exists = select(key).where(key == bindparam("wanted"))
        cls._insert = insert(cls.table)
        cls._update = update(cls.table).where(
            key == bindparam("same"), version == bindparam("read")
        )

    def __init__(self, connection: Connection, publish: Callable[[Event], None]) -> None:
        """Work on a connection; ``publish`` takes the events of what is saved."""
        self._connection = connection
        self._publish = publish
        # What the transaction has read or added and not changed since: policy, notification and
        # card ask for the same rows again and again.
        self._rows: dict[Id, Stored] = {}

    def has(self, id: Id) -> bool:
        """Whether there is one; a new one is mostly what is asked about."""
        return self._connection.scalar(self._exists, {"wanted": id}) is not None

    def find(self, id: Id) -> Root | None:
        """Load one, or nothing; each time anew, so that changes without a save are lost."""
        row = self._row_of(id)
        return self._aggregate(row) if row is not None else None

    def row(self, id: Id) -> Stored:
        """The columns of one, as it is in this transaction. Raises NotFound."""
        row = self._row_of(id)
        if row is None:
            raise NotFound(self.kind, str(id))
        return row

    def lock(self, id: Id) -> None:
        """Let no other transaction change or lock one of them until this one has ended."""
        self._read(id, self._lock)

    def get(self, id: Id) -> Root:
        """Load one. Raises NotFound."""
        return self._aggregate(self.row(id))

    def add(self, root: Root) -> None:
        """Insert a new one."""
        root.version = 1
        row = self._row(root) | {"version": 1}
        add(self._connection, self._insert, row)
        self._rows[row[self.key]] = row
        self._announce(root)

    def save(self, root: Root) -> None:
        """Update one. Raises Conflict when somebody saved it since it was read."""
        row = self._row(root)
        self._rows.pop(row[self.key], None)
        guard = {"same": row[self.key], "read": root.version, "version": root.version + 1}
        if self._connection.execute(self._update, row | guard).rowcount != 1:
            raise Conflict(self.kind, str(row[self.key]))
        root.version += 1
        self._announce(root)

    def _row_of(self, id: Id) -> Stored | None:
        return self._rows.get(id) or self._read(id, self._load)

    def _read(self, id: Id, statement: Select[Any]) -> Stored | None:
        row = self._connection.execute(statement, {"wanted": id}).mappings().first()
        if row is not None:
            self._rows[id] = row
        return row

    def _announce(self, root: Root) -> None:
        for event in root.take_events():
            self._publish(event)

    def _one(self, question: Select[Any], **values: Any) -> Root | None:
        row = self._connection.execute(question, values).mappings().one_or_none()
        return self._aggregate(row) if row is not None else None

    def _all(self, question: Select[Any], **values: Any) -> list[Root]:
        rows = self._connection.execute(question, values).mappings().all()
        return [self._aggregate(row) for row in rows]

    def _row(self, root: Root) -> Row:
        raise NotImplementedError

    def _aggregate(self, row: Stored) -> Root:
        raise NotImplementedError
