"""A payment provider that may fail without taking anybody else down."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import stamina
import structlog

from bot.payments.resilience.breaker import Breaker, BreakerOpenError, BreakerState
from domain.payment import ProviderUnavailable, RefundRefused

if TYPE_CHECKING:
    from domain.payment import PaymentProvider
    from domain.shared.money import Money

_log = structlog.get_logger(__name__)

REST = 10.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one call is waited for.

    Args:
        each: Seconds that one try may take.
        in_all: No try begins after so many seconds.
        tries: At most so many.
        pause: Seconds before the second try, about; before the third twice as many.
    """

    each: float
    in_all: float
    tries: int = 3
    pause: float = 0.2


# A customer waits for a check, and Telegram for no more than 10 s (Bot API, Payments).
CHECK = Patience(each=3, in_all=5)
REFUND = Patience(each=10, in_all=25)


class GuardedProvider:
    """Puts a time limit, a few tries and a breaker between us and a provider.

    Both calls may be tried again: a check changes nothing, and a refund carries its
    idempotency key. The breaker sees how the whole call ended, not each try.
    """

    def __init__(
        self,
        name: str,
        provider: PaymentProvider,
        *,
        clock: Callable[[], float] = time.monotonic,
        rest: float = REST,
        check: Patience = CHECK,
        refund: Patience = REFUND,
        on_change: Callable[[str, BreakerState], None] = lambda _name, _state: None,
    ) -> None:
        """Guard a provider.

        Args:
            name: The name that charges are recorded with.
            provider: Whom to guard.
            clock: Tells the time in seconds and never goes back.
            rest: Seconds for which the provider is left alone after it failed.
            check: How long a check is waited for.
            refund: How long a refund is waited for.
            on_change: Called after each change of the breaker's state; must not raise.
        """
        self.name, self.provider = name, provider
        self._check, self._refund = check, refund
        self._on_change = on_change
        self._breaker = Breaker(
            name, clock=clock, rest=rest, answers=(RefundRefused,), on_change=self._changed
        )

    @property
    def state(self) -> BreakerState:
        """The breaker's state."""
        return self._breaker.state

    @property
    def is_working(self) -> bool:
        """Whether calls go through; one that only tries does not count."""
        return self._breaker.state is BreakerState.CLOSED

    def suspect(self) -> None:
        """Take it for down until a call succeeds; the first one may go through at once."""
        self._breaker.open(rest=0)

    async def check(self) -> None:
        """Ask whether it works now, for 6 s at most. Raises ProviderUnavailable."""
        await self._call(self.provider.check, self._check)

    async def refund(self, charge_id: str, amount: Money, idempotency_key: str) -> None:
        """Give a charge back. Raises RefundRefused, ProviderUnavailable."""
        work = partial(self.provider.refund, charge_id, amount, idempotency_key)
        await self._call(work, self._refund)

    async def _call(self, work: Callable[[], Awaitable[None]], patience: Patience) -> None:
        try:
            await self._breaker.call(partial(self._try, work, patience))
        except BreakerOpenError as error:
            raise ProviderUnavailable(self.name, "breaker open") from error

    async def _try(self, work: Callable[[], Awaitable[None]], patience: Patience) -> None:
        async for attempt in stamina.retry_context(
            on=ProviderUnavailable,
            attempts=patience.tries,
            timeout=patience.in_all,
            wait_initial=patience.pause,
            wait_jitter=patience.pause,
        ):
            with attempt:
                await self._try_once(work, patience.each)

    async def _try_once(self, work: Callable[[], Awaitable[None]], seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await work()
        except TimeoutError as error:
            raise ProviderUnavailable(self.name, f"no answer in {seconds:g} s") from error

    def _changed(self, name: str, state: BreakerState) -> None:
        _log.warning("payment provider", provider=name, breaker=state.value)
        self._on_change(name, state)


def guarded(
    providers: Mapping[str, PaymentProvider], on_change: Callable[[str, BreakerState], None]
) -> dict[str, GuardedProvider]:
    """Guard each of these, by name; ``on_change`` hears of every breaker."""
    return {
        name: GuardedProvider(name, provider, on_change=on_change)
        for name, provider in providers.items()
    }
