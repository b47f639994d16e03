"""The audit of each night."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

import structlog

from bot.payments.reconciliation.audit import audit
from bot.worker import Wakeup
from domain.payment import LedgerDisagrees
from domain.shared.errors import DatabaseLost

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.persistence.database.location import Location
    from bot.persistence.unit_of_work import Database
    from domain.payment import PaymentProvider

_log = structlog.get_logger(__name__)

HOUR, MINUTE = 3, 30
SAFETY_POLL = 3_600.0
# Whoever led may have died while it audited. To audit twice does no harm.
AGAIN_WITHIN = timedelta(hours=1)
_LINES, _LINE = 10, 200


class NightlyAudit:
    """Audits the books at 03:30 in the platform's zone and tells the operators what it finds."""

    def __init__(
        self,
        database: Database,
        location: Location,
        providers: Mapping[str, PaymentProvider],
        clock: Callable[[], datetime],
        zone: tzinfo,
    ) -> None:
        """Audit the database at ``location``; what is found is published through it."""
        self._database, self._location, self._providers = database, location, providers
        self._clock, self._zone = clock, zone
        self._audited_at = clock()
        self.wakeup = Wakeup(SAFETY_POLL)

    async def run(self) -> None:
        """Audit until cancelled: when the schedule or the safety poll finds that a night passed."""
        while True:
            self.wakeup.clear()
            if self._audited_at < self._last_due():
                # One that fails is made up for when the loop begins again.
                await self.audit_once()
                self._audited_at = self._clock()
            await self.wakeup.wait()

    def begin(self) -> None:
        """Leave to others what they audited before; of the last hour it may have been their end."""
        self._audited_at = self._clock() - AGAIN_WITHIN

    def _last_due(self) -> datetime:
        now = self._clock().astimezone(self._zone)
        today = now.replace(hour=HOUR, minute=MINUTE, second=0, microsecond=0)
        return today if today <= now else today - timedelta(days=1)

    async def audit_once(self) -> int:
        """Audit now; answers how many differences there are."""
        try:
            result = await audit(self._location, self._providers, self._clock())
        except DatabaseLost as error:
            # It has read what nobody else reads.
            self._database.lose(str(error))
            raise
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
