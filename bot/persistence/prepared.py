"""Statements that are compiled once.

Building, keying and compiling a Core statement costs several times what SQLite needs to run it.
A prepared one is built from the same Core tables, for whatever dialect, and costs little more
than the driver's call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, CursorResult, Delete, Dialect, Insert, Update

Change = Insert | Update | Delete
Convert = Callable[[Any], Any] | None


class Prepared:
    """An INSERT, UPDATE or DELETE whose values are named when it is run."""

    def __init__(self, statement: Change, *names: str) -> None:
        """Prepare a statement; ``names`` are the columns that an INSERT or UPDATE sets."""
        self._statement = statement
        self._names = names
        self._compiled = lru_cache(maxsize=4)(self._compile)

    def run(self, connection: Connection, values: Mapping[str, Any]) -> CursorResult[Any]:
        """Run it once."""
        sql, order = self._compiled(connection.dialect)
        return connection.exec_driver_sql(sql, _row(order, values))

    def run_many(self, connection: Connection, rows: list[dict[str, Any]]) -> None:
        """Run it for each row."""
        sql, order = self._compiled(connection.dialect)
        connection.exec_driver_sql(sql, [_row(order, values) for values in rows])

    def _compile(self, dialect: Dialect) -> tuple[str, list[tuple[str, Any, Convert]]]:
        compiled = self._statement.compile(
            dialect=dialect, column_keys=list(self._names) if self._names else None
        )
        if compiled.positiontup is None:
            raise TypeError("this dialect does not number its parameters")
        order: list[tuple[str, Any, Convert]] = []
        for name in compiled.positiontup:
            bind = compiled.binds[name]
            convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
            # What the statement says itself (a condition, a default) is its own value.
            order.append((name, None if bind.required else bind.effective_value, convert))
        return str(compiled), order


def _row(order: list[tuple[str, Any, Convert]], values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(
        [
            convert(value) if convert else value
            for name, own, convert in order
            for value in (values.get(name, own),)
        ]
    )
