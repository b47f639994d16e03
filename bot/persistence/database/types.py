"""Column types and the JSON form of domain values."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import DateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

Value = TypeVar("Value")


class UnreadableError(ValueError):
    """A stored value does not fit its type (any more); the text quotes nothing of it."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time in the program, a naive one in the column (SQLite has no zones)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return value.replace(tzinfo=UTC) if value else None


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def to_json(kind: type[Value], value: Value) -> str:
    """Write a domain value as JSON."""
    return _adapter(cast("Any", kind)).dump_json(value).decode()


def from_json(kind: type[Value], text: str) -> Value:
    """Read a domain value back. Raises UnreadableError."""
    try:
        value: Value = _adapter(cast("Any", kind)).validate_json(text)
    except ValidationError as error:
        # What pydantic says quotes the input: people's own data.
        found = error.errors(include_url=False, include_input=False, include_context=False)
        problems = "; ".join(f"{'.'.join(map(str, it['loc']))}: {it['msg']}" for it in found)
        raise UnreadableError(f"{kind}: {problems}") from None
    return value
