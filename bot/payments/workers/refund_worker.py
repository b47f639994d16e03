"""The refund worker: works off the charges that wait to be given back."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

import structlog

from bot.payments.providers.manual import ManualProvider
from bot.worker import Wakeup, backoff
from domain.payment import (
    ConfirmRefund,
    DueRefund,
    DueRefunds,
    FailRefund,
    ProviderUnavailable,
    RefundRefused,
)
from domain.shared.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.command_bus import CommandBus
    from domain.payment import PaymentProvider

_log = structlog.get_logger(__name__)

SAFETY_POLL = 2.0
_LONGEST_PAUSE = 300.0


class RefundWorker:
    """Asks providers for refunds until they are confirmed or refused for good.

    The queue is the charges in state ``refunding``, so a restart loses none; the idempotency
    key is the same for every try, so a repeated request gives the money back once.
    """

    def __init__(
        self,
        bus: CommandBus,
        providers: Mapping[str, PaymentProvider],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Refund through ``providers``, by the name that the charge was recorded with.

        ``clock`` tells the time in seconds and never goes back.
        """
        self._bus, self._providers, self._clock = bus, providers, clock
        self._retries: dict[str, tuple[int, float]] = {}
        self.wakeup = Wakeup(SAFETY_POLL)

    async def run(self) -> None:
        """Work until cancelled; what an earlier run put off is tried at once."""
        # Others may have refunded since, and of a provider that came back only they have heard.
        self._retries.clear()
        while True:
            await self.refund_once()
            await self.wakeup.wait()

    def resume(self) -> None:
        """A provider works again: whatever waited for another try is tried now.

        How often it was tried stays known: one refund that fails while everything else works is
        tried once then, and not so often in a row that it brings the breaker down again.
        """
        now = self._clock()
        self._retries = {key: (tries, now) for key, (tries, _) in self._retries.items()}
        self.wakeup.set()

    async def refund_once(self) -> None:
        """Try every refund that is due now."""
        self.wakeup.clear()
        for due in await self._bus.query(DueRefunds()):
            _, retry_at = self._retries.get(due.idempotency_key, (0, self._clock()))
            if retry_at <= self._clock():
                await self._refund_or_later(due)

    async def _refund_or_later(self, due: DueRefund) -> None:
        try:
            await self._refund(due)
        except DatabaseUnavailable as error:
            _log.warning("refund not noted", charge=due.charge_id, error=str(error))
            raise
        except Exception as error:  # one refund must not hold up the others
            _log.error("refund broke", charge=due.charge_id, exc_info=error)
            self._later(due)

    def _later(self, due: DueRefund) -> None:
        tries, _ = self._retries.get(due.idempotency_key, (0, self._clock()))
        wait = backoff(tries, most=_LONGEST_PAUSE)
        self._retries[due.idempotency_key] = (tries + 1, self._clock() + wait)

    async def _refund(self, due: DueRefund) -> None:
        provider = self._providers.get(due.provider) or ManualProvider()
        try:
            await provider.refund(due.charge_id, due.amount, due.idempotency_key)
        except RefundRefused as error:
            await self._bus.execute(
                FailRefund(due.order_id, due.charge_id, error.problem, due.number)
            )
        except ProviderUnavailable as error:
            _log.warning("refund not made", charge=due.charge_id, error=str(error))
            self._later(due)
            return
        else:
            await self._bus.execute(ConfirmRefund(due.order_id, due.charge_id, due.number))
        self._retries.pop(due.idempotency_key, None)
