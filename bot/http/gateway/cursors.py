"""Where the next page begins: a text that only we read."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

import orjson
from fastapi import Query
from pydantic import BaseModel
from sqlalchemy import Integer

from bot.http.gateway.problems import Problem
from bot.persistence.database.types import UtcDateTime

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from bot.http.gateway.context import GatewayContext
    from bot.persistence.pages import Listing
    from bot.persistence.unit_of_work import UnitOfWork

Item = TypeVar("Item")
# Telegram ids and our own numbers have at most 63 bits, on every engine.
_LARGEST = 2**63 - 1

Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.")]
Cursor = Annotated[str | None, Query(max_length=300, description="`next` of the page before.")]


class Page(BaseModel, Generic[Item]):
    """Some of what there is; ``next`` is the cursor of the next page, if there is more."""

    items: list[Item]
    next: str | None = None


async def read_page(
    context: GatewayContext,
    listing: Listing,
    given: Mapping[str, Any],
    cursor: str | None,
    limit: int,
) -> tuple[Sequence[RowMapping], str | None]:
    """Read a page of rows; filters that are None do not limit it.

    Raises:
        Problem: The cursor is none of ours.
        DatabaseUnavailable, ContextAway: Try again.
    """
    filters = {name: value for name, value in given.items() if value is not None}
    after = _decoded(cursor, listing) if cursor is not None else None

    def read(uow: UnitOfWork) -> Sequence[RowMapping]:
        return uow.page(listing, filters, after, limit + 1)

    rows = await context.read(listing, read)
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], _encoded(rows[limit - 1], listing)


async def read_one(
    context: GatewayContext, listing: Listing, given: Mapping[str, Any]
) -> RowMapping:
    """Read the one row that filters leave. Raises Problem (404), and as ``read_page``."""
    rows, _ = await read_page(context, listing, given, None, 1)
    if not rows:
        raise Problem(404, "not-found")
    return rows[0]


def _encoded(row: RowMapping, listing: Listing) -> str:
    values = [row[column.name if column.name in row else "order_id"] for column in listing.key]
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def _decoded(cursor: str, listing: Listing) -> list[Any]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(values, list) or len(values) != len(listing.key):
            raise ValueError  # noqa: TRY301 - the same answer as for any other
        return [
            _value(it, _kind(column.type)) for it, column in zip(values, listing.key, strict=True)
        ]
    except (ValueError, binascii.Error):
        raise Problem(422, "invalid", [("cursor", "unknown")]) from None


def _kind(type_: object) -> type[Any]:
    if isinstance(type_, UtcDateTime):
        return datetime
    return int if isinstance(type_, Integer) else str


def _value(given: object, kind: type[Any]) -> Any:
    if kind is datetime and isinstance(given, str):
        moment = datetime.fromisoformat(given)
        if moment.tzinfo is None:
            raise ValueError
        return moment
    if type(given) is not kind or (isinstance(given, int) and abs(given) > _LARGEST):
        raise ValueError
    if isinstance(given, str) and "\0" in given:
        raise ValueError
    return given
