"""Starting on a database that may not be there yet."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError

from bot.operator_error import OperatorError
from domain.shared.errors import DatabaseLost, DatabaseUnavailable

if TYPE_CHECKING:
    from bot.persistence.database.location import Location

_log = structlog.get_logger(__name__)

T = TypeVar("T")
_LOOK_AGAIN = 0.5


async def available(location: Location, work: Callable[[], Awaitable[T]]) -> T:
    """Do what has to be done, as soon as the database is there.

    Raises:
        OperatorError: It is lost.
        DBAPIError: It cannot be used, and no waiting mends that.
    """
    while True:
        try:
            return await work()
        except DatabaseLost as error:
            raise OperatorError(f"DATABASE: {error}") from error
        except (DatabaseUnavailable, DBAPIError) as error:
            if isinstance(error, DBAPIError) and not location.is_passing(error):
                raise
            _log.warning("the database cannot be used yet", problem=str(error).partition("\n")[0])
            await asyncio.sleep(_LOOK_AGAIN)


@asynccontextmanager
async def only_process(location: Location) -> AsyncIterator[None]:
    """Be the only one who runs the platform on it, as soon as it is there. Raises OperatorError."""
    with ExitStack() as held:

        async def claim() -> None:
            await location.reach()
            # Connecting would stop the event loop.
            claiming = asyncio.ensure_future(
                asyncio.to_thread(lambda: held.enter_context(location.only_process()))
            )
            try:
                await asyncio.shield(claiming)
            finally:
                # Whoever breaks it off lets go of what the thread got all the same.
                await asyncio.wait([claiming])

        await available(location, claim)
        yield


async def check(location: Location) -> None:
    """Look whether the database is sound, unless the start is broken off. Raises OperatorError."""
    given_up = threading.Event()
    try:
        await asyncio.to_thread(location.check, given_up.is_set)
    finally:
        given_up.set()
