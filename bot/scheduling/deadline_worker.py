"""Firing the deadlines that are due."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from bot.scheduling.clock import ClockWatch
from bot.worker import Wakeup
from domain.processes.deadlines import DEADLINES
from domain.shared.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.command_bus import CommandBus
    from bot.persistence.unit_of_work import Database, UnitOfWork
    from domain.processes.deadlines import FireDeadline

_log = structlog.get_logger(__name__)

BATCH = 100
EVERY_SECONDS = 1
# On the monotonic clock: the scheduler sleeps through a clock that was put back.
SAFETY_POLL = 5.0
# Deadlines wait for the updates that came meanwhile, but not for ever.
CATCH_UP_WITHIN = 300.0
PUT_OFF = timedelta(minutes=1)


class DeadlineWorker:
    """Looks once a second for deadlines that are due, and fires each in its own transaction.

    The row goes with what it asked for, so none is lost by a crash and none fires twice;
    after a stop of hours they are caught up in the order in which they fell due.
    """

    def __init__(
        self,
        database: Database,
        bus: CommandBus,
        clock: Callable[[], datetime],
        may_begin: asyncio.Event,
    ) -> None:
        """Fire deadlines through the bus; ``clock`` tells the time in UTC.

        After a stop of hours the answers and payments that came meanwhile are handled first:
        ``may_begin`` says that they are. After five minutes deadlines fire in any case.
        """
        self._may_begin = may_begin
        self._clock_watch = ClockWatch(clock)
        self._must_bring_forward = False
        self._database, self._bus, self._clock = database, bus, clock
        self.wakeup = Wakeup(SAFETY_POLL)

    async def run(self) -> None:
        """Fire until cancelled: each time that the schedule says so, or after the safety poll."""
        await self._caught_up()
        while True:
            self.wakeup.clear()
            await self.fire_due()
            await self.wakeup.wait()

    async def _caught_up(self) -> None:
        try:
            async with asyncio.timeout(CATCH_UP_WITHIN):
                await self._may_begin.wait()
        except TimeoutError:
            _log.warning("deadlines begin although older updates wait")

    async def fire_due(self) -> int:
        """Fire everything that is due now; answers how many deadlines that were."""
        self._must_bring_forward |= self._clock_watch.was_put_back()
        if self._must_bring_forward:
            await self._database.write(_bring_forward)
            self._must_bring_forward = False
        fired = 0
        while True:
            if not (due := await self._due()):
                return fired
            for deadline in due:
                await self._fire(deadline)
            fired += len(due)

    async def _fire(self, deadline: FireDeadline) -> None:
        try:
            acted = await self._bus.execute(deadline)
            _log.info("deadline", kind=deadline.kind, order=deadline.order_id, acted=acted)
        except DatabaseUnavailable:
            raise
        except Exception as error:  # it must not hold up the others
            _log.error("deadline not fired", kind=deadline.kind, exc_info=error)
            later = self._clock() + PUT_OFF
            await self._database.write(
                lambda uow: uow.deadlines.set(deadline.kind, deadline.order_id, later)
            )

    async def _due(self) -> list[FireDeadline]:
        now = self._clock()
        return await self._database.read(lambda uow: uow.deadlines.due(now, BATCH))


def _bring_forward(uow: UnitOfWork) -> None:
    """What was set by a clock that was ahead would come that much too late."""
    for kind, deadline in DEADLINES.items():
        latest = uow.now + deadline.longest_wait(uow.limits)
        if count := uow.deadlines.bring_forward(kind, latest):
            _log.warning("deadlines brought forward", kind=kind, count=count)
