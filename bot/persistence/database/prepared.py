"""Statements that are compiled once and run by the driver.

Building, keying and compiling a Core statement, and carrying it to the driver and its rows back,
cost several times what SQLite needs to run it. A prepared one is built from the same Core
tables, for whatever dialect, and costs little more than the driver's call.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Dialect,
    Insert,
    Select,
    String,
    Table,
    TypeDecorator,
    Update,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DBAPIError

Convert = Callable[[Any], Any] | None
Row = dict[str, Any]
_Order = list[tuple[str, Any, Convert]]


def listed(name: str) -> Select[Any]:
    """A list of values that is given as one: ``column.in_(listed("ids"))``, ``ids=[1, 2]``."""
    rows = func.json_each(bindparam(name, type_=_Json())).table_valued("value")
    return select(rows.c.value)


def any_of(column: ColumnElement[Any], values: Iterable[str]) -> ColumnElement[bool]:
    """A column has one of a few values that never change."""
    return or_(*(column == str(value) for value in values))


class _Json(TypeDecorator[Any]):
    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """To the database."""
        return json.dumps(list(value))


class _Prepared:
    def __init__(self, statement: Insert | Update | Delete | Select[Any], *names: str) -> None:
        self._statement = statement
        self._names = names
        self._compiled = lru_cache(maxsize=4)(self._compile)

    def _run(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        sql, order = self._compiled(connection.dialect)
        return execute(connection, sql, _row(order, values))

    def _compile(self, dialect: Dialect) -> tuple[str, _Order]:
        compiled = self._statement.compile(
            dialect=dialect, column_keys=list(self._names) if self._names else None
        )
        if compiled.positiontup is None:
            raise TypeError("this dialect does not number its parameters")
        order: _Order = []
        for name in compiled.positiontup:
            bind = compiled.binds[name]
            convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
            # What the statement says itself (a condition, a default) is its own value.
            order.append((name, None if bind.required else bind.effective_value, convert))
        return str(compiled), order


class Prepared(_Prepared):
    """An INSERT, UPDATE or DELETE whose values are named when it is run."""

    def __init__(self, statement: Insert | Update | Delete, *names: str) -> None:
        """Prepare a statement; ``names`` are the columns that an INSERT or UPDATE sets."""
        super().__init__(statement, *names)

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Run it once; answers how many rows it changed. Raises DBAPIError."""
        return int(self._run(connection, values).rowcount)

    def returning(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Run it once; answers the one value that it returns. Raises DBAPIError."""
        (value,) = self._run(connection, values).fetchone()
        return value

    def run_many(self, connection: Connection, rows: list[Row]) -> None:
        """Run it for each row. Raises DBAPIError."""
        sql, order = self._compiled(connection.dialect)
        for values in rows:
            execute(connection, sql, _row(order, values))


def replacing(table: Table, key: tuple[str, ...], *changed: str) -> Prepared:
    """An INSERT of a whole row, which changes some columns of the row with that key, if any."""
    new = insert(table)
    statement = new.on_conflict_do_update(
        index_elements=list(key), set_={name: new.excluded[name] for name in changed}
    )
    return Prepared(statement, *(column.name for column in table.columns))


class Question(_Prepared):
    """A SELECT whose values are named when it is asked."""

    def __init__(self, statement: Select[Any]) -> None:
        """Prepare a question; see ``listed`` for lists of values."""
        super().__init__(statement)
        self._columns = statement.selected_columns
        self._converts = lru_cache(maxsize=4)(self._result_converts)

    def all(self, connection: Connection, **values: Any) -> list[Row]:
        """Every row, by the names of its columns. Raises DBAPIError."""
        columns = self._converts(connection.dialect)
        return [
            {
                name: convert(value) if convert else value
                for (name, convert), value in zip(columns, row, strict=True)
            }
            for row in self._run(connection, values).fetchall()
        ]

    def one(self, connection: Connection, **values: Any) -> Row | None:
        """The first row, or nothing. Raises DBAPIError."""
        rows = self.all(connection, **values)
        return rows[0] if rows else None

    def value(self, connection: Connection, **values: Any) -> Any:
        """The first column of the first row, or nothing. Raises DBAPIError."""
        row = self.one(connection, **values)
        return next(iter(row.values())) if row else None

    def _result_converts(self, dialect: Dialect) -> list[tuple[str, Convert]]:
        return [
            (str(column.key), column.type.dialect_impl(dialect).result_processor(dialect, None))
            for column in self._columns
        ]


def execute(connection: Connection, sql: str, parameters: tuple[Any, ...] = ()) -> Any:
    """Let the driver run something, in the transaction that ``connection`` is in.

    Raises:
        DBAPIError: As Core would, without the parameters, which are people's own data.
    """
    driver: Any = connection.connection.driver_connection
    try:
        return driver.execute(sql, parameters)
    except connection.dialect.loaded_dbapi.Error as error:
        kind = connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(sql, None, error, kind) from error


def _row(order: _Order, values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(
        [
            convert(value) if convert else value
            for name, own, convert in order
            for value in (values.get(name, own),)
        ]
    )
