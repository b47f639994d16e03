"""A provider goes down and comes back: refunds wait and are made, operators are told once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import stamina

from bot.payments.providers.stripe_provider import StripeProvider
from bot.payments.resilience.breaker import BreakerState
from bot.payments.resilience.guarded import CHECK, GuardedProvider, Patience
from bot.payments.workers.provider_monitor import ProviderMonitor
from bot.payments.workers.refund_worker import RefundWorker
from domain.payment.commands import RecordCharge
from domain.payment.errors import ProviderUnavailable
from domain.store.commands import RejectOrder
from tests.integration.conftest import Platform
from tests.support.samples import CUSTOMER, ORDER, OWNER, WON_18000, place
from tests.support.stripe_server import StripeServer

STATE = "select state from payments"
TOLD = """
    select name from messages join events on seq = event_seq
    where audience = 'operator' order by messages.id
"""


@dataclass
class Counter:
    """The desk and the watch around one guarded provider, with a clock for its breaker."""

    platform: Platform
    stripe: StripeProvider

    def __post_init__(self) -> None:
        self.now = 0.0
        self.provider = GuardedProvider(
            "stripe",
            self.stripe,
            clock=lambda: self.now,
            refund=Patience(each=0.1, in_all=5),
            check=CHECK,
            on_change=self._changed,
        )
        self.desk = RefundWorker(
            self.platform.bus, {"stripe": self.provider}, self.platform.clock.seconds
        )
        self.watch = ProviderMonitor(
            self.platform.database, self.platform.bus, {"stripe": self.provider}
        )

    def _changed(self, _name: str, state: BreakerState) -> None:
        if state is BreakerState.CLOSED:
            self.desk.resume()

    async def look_after(self, *, later: float = 0.0) -> None:
        self.now += later
        await self.watch.watch_once()
        await self.platform.settle()

    async def fail_until_open(self) -> None:
        while self.provider.is_working:
            await self.desk.refund_once()
            self.platform.clock.advance(minutes=5)
        await self.look_after()

    async def told(self) -> list[str]:
        return [str(name) for (name,) in await self.platform.look(TOLD)]


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3):
        yield


@pytest.fixture
async def counter(platform: Platform, stripe: StripeProvider, server: StripeServer) -> Counter:
    server.charge("ch_1", 18_000)
    charge = RecordCharge(ORDER, "stripe", "ch_1", "tg_1", WON_18000, CUSTOMER)
    await platform.run(place(), charge, RejectOrder(ORDER, OWNER, "closing"))
    return Counter(platform, stripe)


@pytest.mark.parametrize("trouble", ["error", "limit", "drop", "lost", "silence"])
async def test_refund_during_an_outage_waits_and_is_made_once_after_it(
    counter: Counter, platform: Platform, server: StripeServer, trouble: str
) -> None:
    server.trouble = trouble
    await counter.fail_until_open()
    asked = len(server.requests)
    await counter.desk.refund_once()
    assert len(server.requests) == asked
    assert await platform.look(STATE) == [("refunding",)]
    server.trouble = ""
    await counter.look_after(later=10)
    # Its next try would be due later; that the breaker closed brings it forward.
    await counter.desk.refund_once()
    assert await platform.look(STATE) == [("refunded",)]
    assert (server.charges["ch_1"].refunded, len(server.refunds)) == (18_000, 1)


async def test_outage_is_told_once_when_it_begins_and_once_when_it_ends(
    counter: Counter, server: StripeServer
) -> None:
    server.trouble = "error"
    await counter.fail_until_open()
    for _ in range(3):
        await counter.look_after(later=10)
        assert counter.provider.state is BreakerState.OPEN
    assert await counter.told() == ["ProviderWentDown"]
    server.trouble = ""
    for _ in range(3):
        await counter.look_after(later=10)
    assert await counter.told() == ["ProviderWentDown", "ProviderCameBack"]


async def test_watch_leaves_a_provider_alone_while_it_rests(
    counter: Counter, server: StripeServer
) -> None:
    server.trouble = "error"
    await counter.fail_until_open()
    asked = len(server.requests)
    await counter.look_after(later=9.9)
    assert len(server.requests) == asked
    await counter.look_after(later=0.1)
    assert len(server.requests) == asked + 3


async def test_provider_that_was_down_before_a_restart_is_told_to_be_back(
    counter: Counter, platform: Platform, stripe: StripeProvider, server: StripeServer
) -> None:
    server.trouble = "error"
    await counter.fail_until_open()
    again = Counter(platform, stripe)
    await again.watch.restore()
    assert not again.provider.is_working
    await again.look_after()
    assert await again.told() == ["ProviderWentDown"]
    server.trouble = ""
    await again.look_after(later=10)
    assert await again.told() == ["ProviderWentDown", "ProviderCameBack"]
    last = Counter(platform, stripe)
    await last.watch.restore()
    assert last.provider.is_working


async def test_check_while_the_breaker_is_open_fails_at_once(
    counter: Counter, server: StripeServer
) -> None:
    server.trouble = "error"
    await counter.fail_until_open()
    server.trouble = "silence"
    with pytest.raises(ProviderUnavailable, match="breaker open"):
        await counter.provider.check()


async def test_outage_that_two_processes_see_is_told_once(
    counter: Counter, platform: Platform, stripe: StripeProvider, server: StripeServer
) -> None:
    server.trouble = "error"
    # Both began to watch while all was well, as a leader and the one who follows it.
    other = Counter(platform, stripe)
    await other.watch.restore()
    await counter.fail_until_open()
    await other.fail_until_open()
    assert await counter.told() == ["ProviderWentDown"]
    server.trouble = ""
    await counter.look_after(later=10)
    await other.look_after(later=10)
    assert await counter.told() == ["ProviderWentDown", "ProviderCameBack"]


async def test_refund_that_waited_long_with_a_former_leader_is_tried_when_it_leads_again(
    counter: Counter, platform: Platform, server: StripeServer
) -> None:
    server.trouble = "error"
    for _ in range(9):
        platform.clock.advance(minutes=5)
        await counter.desk.refund_once()
    server.trouble = ""
    counter.now += 10
    asked = len(server.requests)
    await counter.desk.refund_once()
    assert len(server.requests) == asked
    # Meanwhile others lead, and it hears of nothing.
    committed = asyncio.Event()
    platform.heard = lambda _events: committed.set()
    leading = asyncio.create_task(counter.desk.run())
    await asyncio.wait_for(committed.wait(), 10)
    leading.cancel()
    assert await platform.look(STATE) == [("refunded",)]
