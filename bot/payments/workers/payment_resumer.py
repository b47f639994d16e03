"""the payment resumer: asks a provider that failed until it works, and lets payments go on then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.worker import Wakeup
from domain.payment import IsAnyResting, ProviderUnavailable, ResumePayments

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.command_bus import CommandBus

_log = structlog.get_logger(__name__)

# A customer who waits to pay is told at most about this many seconds after they could.
SAFETY_POLL = 2.0


class PaymentResumer:
    """Resumes the payments that rest as soon as their provider works.

    What rests is in the database, so a restart forgets none. While nothing rests the provider
    is left alone.
    """

    def __init__(self, bus: CommandBus, check: Callable[[], Awaitable[None]]) -> None:
        """Resume through the bus; ``check`` asks the provider and raises ProviderUnavailable."""
        self._bus, self._check = bus, check
        self.wakeup = Wakeup(SAFETY_POLL)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            await self.resume_once()
            await self.wakeup.wait()

    async def resume_once(self) -> int:
        """Resume everything, if the provider works; answers how many payments that were."""
        self.wakeup.clear()
        if not await self._bus.query(IsAnyResting()):
            return 0
        try:
            await self._check()
        except ProviderUnavailable as error:
            _log.debug("payments still rest", problem=error.problem)
            return 0
        count, has_more = 0, True
        while has_more:
            resumed = await self._bus.execute(ResumePayments())
            count, has_more = count + resumed.count, resumed.has_more
        _log.info("payments resumed", count=count)
        return count
