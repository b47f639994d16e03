"""Starting on a database that may not be there yet."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import structlog
from sqlalchemy.exc import OperationalError

from bot.operator_error import OperatorError
from bot.persistence.database.engine import is_passing
from domain.shared.errors import DatabaseLost, DatabaseUnavailable

if TYPE_CHECKING:
    from bot.persistence.database.location import Location

_log = structlog.get_logger(__name__)

T = TypeVar("T")
_LOOK_AGAIN = 0.5


async def available(work: Callable[[], Awaitable[T]]) -> T:
    """Do what has to be done, as soon as the database is there. Raises OperatorError if it is lost."""
    while True:
        try:
            return await work()
        except DatabaseLost as error:
            raise OperatorError(f"DATABASE: {error}") from error
        except (DatabaseUnavailable, OperationalError) as error:
            if isinstance(error, OperationalError) and not is_passing(error):
                raise
            _log.warning("the database cannot be used yet", problem=str(error).partition("\n")[0])
            await asyncio.sleep(_LOOK_AGAIN)


async def check(location: Location) -> None:
    """Look whether the database is sound, unless the start is broken off. Raises OperatorError."""
    given_up = threading.Event()
    try:
        await asyncio.to_thread(location.check, given_up.is_set)
    finally:
        given_up.set()
