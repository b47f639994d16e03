"""What stands between the platform and a provider that fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest
import stamina

from bot.payments.resilience.breaker import BreakerState
from bot.payments.resilience.guarded import GuardedProvider, Patience
from domain.payment.errors import ProviderUnavailable, RefundRefused
from domain.shared.money import Money
from tests.support.samples import WON_9000

AT_ONCE = Patience(each=0.02, in_all=5, pause=0)
DOWN = ProviderUnavailable("shop", "down")


class FakeProvider:
    """Raises what it is told to, one after the other."""

    def __init__(self) -> None:
        self.raises: list[Exception] = []
        self.keys: list[str] = []
        self.asks: Callable[[], Awaitable[None]] | None = None

    async def check(self) -> None:
        self.keys.append("check")
        if self.asks:
            await self.asks()
        if self.raises:
            raise self.raises.pop(0)

    async def refund(self, charge_id: str, amount: Money, idempotency_key: str) -> None:
        self.keys.append(idempotency_key)
        if self.raises:
            raise self.raises.pop(0)


class Guarded(GuardedProvider):
    """Guarded, with a clock to be moved and no pauses."""

    def __init__(self) -> None:
        self.inner, self.now, self.told = FakeProvider(), 0.0, list[BreakerState]()
        super().__init__(
            "shop",
            self.inner,
            clock=lambda: self.now,
            check=AT_ONCE,
            refund=AT_ONCE,
            on_change=lambda _name, state: self.told.append(state),
        )

    async def fail(self, calls: int = 5) -> None:
        self.inner.raises = [DOWN] * (3 * calls)
        for _ in range(calls):
            with pytest.raises(ProviderUnavailable, match="down"):
                await self.check()


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3):
        yield


async def test_refund_that_fails_twice_is_tried_again_with_the_same_key() -> None:
    guarded = Guarded()
    guarded.inner.raises = [DOWN, DOWN]
    await guarded.refund("ch_1", WON_9000, "refund-ch_1")
    assert guarded.inner.keys == ["refund-ch_1"] * 3
    assert guarded.told == []


async def test_refund_that_is_refused_is_not_tried_again_and_no_failure() -> None:
    guarded = Guarded()
    guarded.inner.raises = [RefundRefused("ch_1", "no")] * 9
    for _ in range(9):
        with pytest.raises(RefundRefused):
            await guarded.refund("ch_1", WON_9000, "refund-ch_1")
    assert len(guarded.inner.keys) == 9
    assert guarded.is_working


async def test_check_without_an_answer_is_given_up() -> None:
    guarded = Guarded()
    guarded.inner.asks = asyncio.Event().wait  # type: ignore[assignment]
    with pytest.raises(ProviderUnavailable, match=r"no answer in 0\.02 s"):
        await guarded.check()
    assert len(guarded.inner.keys) == 3


async def test_call_while_the_breaker_is_open_is_refused_without_asking() -> None:
    guarded = Guarded()
    await guarded.fail()
    assert (guarded.state, len(guarded.inner.keys)) == (BreakerState.OPEN, 15)
    with pytest.raises(ProviderUnavailable, match="breaker open"):
        await guarded.refund("ch_1", WON_9000, "refund-ch_1")
    assert len(guarded.inner.keys) == 15


async def test_call_after_the_rest_closes_the_breaker() -> None:
    guarded = Guarded()
    await guarded.fail()
    guarded.now = 10
    await guarded.check()
    assert guarded.is_working
    assert guarded.told == [BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.CLOSED]


async def test_suspected_provider_works_again_after_its_first_answer() -> None:
    guarded = Guarded()
    guarded.suspect()
    assert not guarded.is_working
    await guarded.check()
    assert guarded.is_working
