"""The audit of each night."""

from __future__ import annotations

import asyncio
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.payments.reconciliation.audit import audit
from domain.payment import LedgerDisagrees

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bot.persistence.unit_of_work import Database
    from domain.payment import PaymentProvider

_log = structlog.get_logger(__name__)

HOUR, MINUTE = 3, 30
_LINES, _LINE = 10, 200


def nightly(zone: tzinfo) -> CronTrigger:
    """Half past three in the morning of a time zone."""
    return CronTrigger(hour=HOUR, minute=MINUTE, timezone=zone)


class NightlyAudit:
    """Audits the books at 03:30 in the platform's zone and tells the operators what it finds."""

    def __init__(
        self,
        database: Database,
        path: Path,
        providers: Mapping[str, PaymentProvider],
        clock: Callable[[], datetime],
        zone: tzinfo,
    ) -> None:
        """Audit the database at ``path``; what is found is published through it."""
        self._database, self._path, self._providers = database, path, providers
        self._clock, self._zone = clock, zone
        self._due = asyncio.Event()

    async def run(self) -> None:
        """Audit until cancelled, each time that the scheduler says so."""
        scheduler = AsyncIOScheduler(timezone=self._zone)
        scheduler.add_job(self._due.set, nightly(self._zone), misfire_grace_time=None)
        scheduler.start()
        try:
            while True:
                await self._due.wait()
                # One that fails is made up for when the loop begins again.
                await self.audit_once()
                self._due.clear()
        finally:
            scheduler.shutdown(wait=False)

    async def audit_once(self) -> int:
        """Audit now; answers how many differences there are."""
        result = await audit(self._path, self._providers, self._clock())
        for problem in result.unasked:
            _log.warning("provider not audited", problem=problem)
        lines = [str(difference) for difference in result.differences]
        for line in lines:
            _log.warning("the books disagree", difference=line)
        if lines:
            first = tuple(line[:_LINE] for line in lines[:_LINES])
            event = LedgerDisagrees(count=len(lines), lines=first)
            await self._database.write(lambda uow: uow.publish(event))
        return len(lines)
