"""Loops in the background: waking them, pausing them, keeping them going."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress

import structlog

from domain.shared.errors import DatabaseLost, DatabaseUnavailable

_log = structlog.get_logger(__name__)

_PAUSE_AFTER_BREAKING = 1.0
# While the database is away each loop looks again after a while that grows up to this.
_LONGEST_PAUSE = 10.0


def backoff(tries: int, *, first: float = 1.0, most: float = 60.0) -> float:
    """Return the seconds to wait after so many tries in vain (from 0 on): doubled, up to ``most``."""
    return min(most, first * 2.0 ** min(tries, 32))


class Wakeup:
    """An event that a waiter forgets about after a while."""

    def __init__(self, safety_poll: float) -> None:
        """Wake by itself after ``safety_poll`` seconds, for work that nobody announced."""
        self._safety_poll = safety_poll
        self._event = asyncio.Event()

    def set(self) -> None:
        """Wake the waiter; from the event loop's thread."""
        self._event.set()

    def clear(self) -> None:
        """Begin to look for work: what is announced from now on wakes the next wait."""
        self._event.clear()

    async def wait(self) -> None:
        """Wait for work, or for the safety poll."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._safety_poll):
                await self._event.wait()


@asynccontextmanager
async def working(name: str, work: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Run a loop in the background; one that breaks is logged and begins again.

    It ends by itself when the database is lost, because then there is nothing to do.
    """
    async with working_together({name: work}):
        yield


@asynccontextmanager
async def working_together(
    parts: Mapping[str, Callable[[], Awaitable[None]]],
) -> AsyncIterator[None]:
    """Run loops in the background, each as ``working`` does; they are stopped at the same time."""
    tasks = [asyncio.create_task(_forever(name, work), name=name) for name, work in parts.items()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _forever(name: str, work: Callable[[], Awaitable[None]]) -> None:
    tries = 0
    while True:
        began = time.monotonic()
        try:
            await work()
        except DatabaseLost as error:
            _log.error("a part ends, because the database is lost", part=name, problem=str(error))
            return
        except DatabaseUnavailable as error:
            tries = 0 if time.monotonic() - began > _LONGEST_PAUSE else tries
            pause = backoff(tries, first=_PAUSE_AFTER_BREAKING, most=_LONGEST_PAUSE)
            _log.warning("the database is away", part=name, problem=str(error), pause=pause)
            await asyncio.sleep(pause)
            tries += 1
        except Exception as error:
            _log.error("a part broke and begins again", part=name, exc_info=error)
            await asyncio.sleep(_PAUSE_AFTER_BREAKING)
