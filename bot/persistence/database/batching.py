"""Rows that a transaction adds, sent to a server together: each statement is a message there and back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import Insert, bindparam, literal, select

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult, Executable, ScalarResult, Select

Row: TypeAlias = Mapping[str, Any]
_Shape: TypeAlias = tuple[Insert, tuple[str, ...]]

_NOTHING = select(literal(1))
# Which tables a command adds to is the same each time, so that there are few ways to combine them.
_MOST_SHAPES = 500


class BatchingConnection:
    """A connection of a server on which rows can be added later, in one statement.

    What was added is sent before anything else is asked, so that everybody finds it; a table gets
    one row at a time, so that rows of the same table come in the order in which they were added.
    """

    def __init__(self, connection: Connection) -> None:
        """Send to a connection, in whose transaction ``flush`` comes last."""
        self._connection = connection
        self._added: dict[Insert, Row] = {}
        self.dialect = connection.dialect

    def add(self, statement: Insert, row: Row) -> None:
        """Let a row be inserted before the next thing that is asked; see ``add``."""
        if any(it.table is statement.table for it in self._added):
            self.flush()
        self._added[statement] = row

    def flush(self) -> None:
        """Send what was added. Raises as the statements would."""
        added, self._added = self._added, {}
        if len(added) == 1:
            ((statement, row),) = added.items()
            self._connection.execute(statement, row)
        elif added:
            shapes = tuple((statement, tuple(row)) for statement, row in added.items())
            values: dict[str, Any] = {}
            for shape, row in zip(shapes, added.values(), strict=True):
                values.update(zip(_names(*shape), row.values(), strict=True))
            self._connection.execute(_together(shapes), values).close()

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Do as the connection does."""
        self.flush()
        return self._connection.execute(statement, parameters)

    def scalar(self, statement: Executable, parameters: Any = None) -> Any:
        """Do as the connection does."""
        self.flush()
        return self._connection.scalar(statement, parameters)

    def scalars(self, statement: Executable, parameters: Any = None) -> ScalarResult[Any]:
        """Do as the connection does."""
        self.flush()
        return self._connection.scalars(statement, parameters)

    def exec_driver_sql(self, statement: str, parameters: Any = None) -> CursorResult[Any]:
        """Do as the connection does."""
        self.flush()
        return self._connection.exec_driver_sql(statement, parameters)


def add(connection: Connection | BatchingConnection, statement: Insert, row: Row) -> None:
    """Insert a row whose outcome nobody looks at; on a server together with others, a bit later.

    Args:
        connection: Where to.
        statement: An INSERT of a module, of one row or FROM a SELECT.
        row: The values of its columns, or those of the parameters in its SELECT, whose names no
            other such statement uses.

    Raises:
        IntegrityError: At once, or when it is sent.
    """
    if isinstance(connection, BatchingConnection):
        connection.add(statement, row)
    else:
        connection.execute(statement, row)


@cache
def _names(statement: Insert, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The parameters for the columns of one of several statements."""
    if statement.select is not None:
        return columns
    return tuple(f"{statement.table.description}_{column}" for column in columns)


@lru_cache(_MOST_SHAPES)
def _together(shapes: tuple[_Shape, ...]) -> Select[Any]:
    """One statement that does what all of them do; the server carries them out in any order."""
    return _NOTHING.add_cte(
        *(
            _with_names(statement, columns).cte(f"added_{number}")
            for number, (statement, columns) in enumerate(shapes)
        )
    )


def _with_names(statement: Insert, columns: tuple[str, ...]) -> Insert:
    if statement.select is not None:
        return statement
    table, names = statement.table, _names(statement, columns)
    return statement.values(
        {
            column: bindparam(name, type_=table.c[column].type)
            for column, name in zip(columns, names, strict=True)
        }
    )
