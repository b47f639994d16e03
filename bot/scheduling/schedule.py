"""The one scheduler of a process: it says when to look, and the loops look."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator
    from datetime import tzinfo

# A job that is late, or was missed several times, is done once and as soon as it can be.
_JOBS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}


class Schedule:
    """Wakes loops at their times.

    Each loop keeps a safety poll of its own on the monotonic clock: APScheduler sleeps through a
    clock on the wall that was put back.
    """

    def __init__(self, zone: tzinfo) -> None:
        """Times of day are those of ``zone``."""
        self._zone = zone
        self._scheduler = AsyncIOScheduler(timezone=zone, job_defaults=_JOBS)

    def every(self, seconds: int, wake: Callable[[], None]) -> None:
        """Wake a loop again and again, so many seconds apart."""
        self._scheduler.add_job(_on_the_loop(wake), "interval", seconds=seconds)

    def nightly(self, hour: int, minute: int, wake: Callable[[], None]) -> None:
        """Wake a loop once a day, at a time of day."""
        self._scheduler.add_job(_on_the_loop(wake), nightly(hour, minute, self._zone))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Wake while this lasts; on the event loop."""
        self._scheduler.start()
        try:
            yield
        finally:
            self._scheduler.shutdown(wait=False)


def _on_the_loop(wake: Callable[[], None]) -> Callable[[], Coroutine[Any, Any, None]]:
    """The same as a coroutine: APScheduler runs anything else on a thread, where no loop wakes."""

    async def woken() -> None:
        wake()

    return woken


def nightly(hour: int, minute: int, zone: tzinfo) -> CronTrigger:
    """A time of day in a time zone."""
    return CronTrigger(hour=hour, minute=minute, timezone=zone)
