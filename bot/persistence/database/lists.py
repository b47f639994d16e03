"""Whether a column is one of many values, asked with one parameter however many they are.

SQLAlchemy writes an ``in_`` with a list anew into its statement each time, as long as the list is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, BigInteger, Column, Integer, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql.compiler import SQLCompiler


class _Values(TypeDecorator[Iterable[Any]]):
    impl = String
    cache_ok = True

    def __init__(self, *, are_numbers: bool) -> None:
        super().__init__()
        self.are_numbers = are_numbers

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """An array for a server, JSON for SQLite."""
        if dialect.name == "sqlite":
            return String()
        return ARRAY(BigInteger if self.are_numbers else String)

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> Any:
        """To the database."""
        values = list(value or ())
        return json.dumps(values) if dialect.name == "sqlite" else values


class is_one_of(FunctionElement[bool]):  # noqa: N801 - it is called like ``func.something``
    """Whether ``column`` is one of the values of the parameter ``name``."""

    # Of no type: a boolean one would be compared with 1, which no index helps with.
    inherit_cache = True

    def __init__(self, column: Column[Any], name: str) -> None:
        """Ask about a column of whole numbers or of text."""
        values = _Values(are_numbers=isinstance(column.type, Integer))
        super().__init__(column, bindparam(name, type_=values))


@compiles(is_one_of, "sqlite")
def _in_json(element: is_one_of, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(it, **options) for it in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({values})))"  # noqa: S608 - SQLAlchemy's own


@compiles(is_one_of, "postgresql")
def _in_array(element: is_one_of, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(it, **options) for it in element.clauses)
    return f"({column} = ANY ({values}))"
