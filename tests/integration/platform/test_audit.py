"""The audit reads the books aside, asks the providers, and tells the operators once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.payments.reconciliation.audit import audit
from bot.payments.workers.refund_worker import RefundWorker
from bot.persistence.database.migrate import migrate
from bot.scheduling.nightly_audit import HOUR, MINUTE, NightlyAudit
from bot.scheduling.schedule import nightly
from bot.worker import working
from domain.order.commands import CancelOrder
from domain.payment.commands import FailRefund, RecordCharge, RefundPart
from domain.payment.errors import ProviderUnavailable
from domain.payment.ports import PaymentProvider, ProviderCharge
from domain.shared.errors import DatabaseUnavailable
from domain.shared.money import Money
from tests.integration.conftest import Platform
from tests.support.clock import MovableClock
from tests.support.samples import CUSTOMER, OPERATOR, ORDER, WON_9000, WON_18000, place

CHARGE = RecordCharge(ORDER, "p", "ch_1", "tg_1", WON_18000, CUSTOMER)
NOTHING = Money(0, "KRW")


class ListingProvider:
    """Remembers what it gave back, and lists it."""

    def __init__(self, *listed: ProviderCharge) -> None:
        self.listed = list(listed)
        self.since: datetime | None = None
        self.is_away = False

    async def check(self) -> None:
        """It works."""

    async def refund(self, charge_id: str, amount: Money, idempotency_key: str) -> None:
        """It does."""

    async def charges(self, since: datetime) -> list[ProviderCharge]:
        if self.is_away:
            raise ProviderUnavailable("p", "down")
        self.since = since
        return self.listed


def audited(platform: Platform, **providers: PaymentProvider) -> NightlyAudit:
    zone = ZoneInfo("Asia/Seoul")
    return NightlyAudit(platform.database, platform.location, providers, platform.clock, zone)


@pytest.mark.timeout(10)
def test_audit_that_is_cancelled_while_it_reads_keeps_nobody_from_stopping() -> None:
    reads, may_end = threading.Event(), threading.Event()

    class Slow:
        @contextmanager
        def one_moment(self) -> Iterator[None]:
            reads.set()
            may_end.wait()
            yield

    async def stop_meanwhile() -> None:
        location: Any = Slow()
        auditing = asyncio.create_task(audit(location, {}, datetime(2026, 5, 1, tzinfo=UTC)))
        await asyncio.to_thread(reads.wait)
        auditing.cancel()
        await asyncio.wait([auditing])

    try:
        asyncio.run(stop_meanwhile())
    finally:
        may_end.set()


async def test_audit_of_a_partly_refunded_and_called_off_order_finds_nothing(
    platform: Platform,
) -> None:
    provider = ListingProvider()
    desk = RefundWorker(platform.bus, {"p": provider}, platform.clock.seconds)
    await platform.run(place(), CHARGE, RefundPart(ORDER, OPERATOR, WON_9000))
    for step in (None, CancelOrder(ORDER, CUSTOMER)):
        if step:
            await platform.run(step)
        await desk.refund_once()
        await platform.settle()
        assert (await audit(platform.location, {}, platform.clock())).differences == ()
    assert await platform.look("select state from payments") == [("refunded",)]
    kinds = "select movement, number, amount from ledger order by seq"
    assert await platform.look(kinds) == [
        ("charged", 1, 18_000),
        ("refund_requested", 1, 9_000),
        ("refunded", 1, 9_000),
        ("refund_requested", 2, 9_000),
        ("refunded", 2, 9_000),
    ]


async def test_audit_while_an_event_is_on_its_way_waits_for_it(platform: Platform) -> None:
    await platform.run(place(), CHARGE)
    await platform.bus.execute(CancelOrder(ORDER, CUSTOMER))
    assert (await audit(platform.location, {}, platform.clock())).differences == ()
    await platform.database.write(
        lambda uow: uow._connection.exec_driver_sql("update outbox set dead_at = '2026-01-01'")
    )
    (found,) = (await audit(platform.location, {}, platform.clock())).differences
    assert found.kind == "order_and_payment"


async def test_audit_asks_the_providers_that_can_list(platform: Platform) -> None:
    await platform.run(place(), CHARGE)
    platform.clock.advance(hours=1)
    stranger = ProviderCharge("ch_2", None, WON_9000, NOTHING)
    provider = ListingProvider(ProviderCharge("x", "ch_1", WON_18000, NOTHING), stranger)
    found = await audit(platform.location, {"p": provider}, platform.clock())
    assert [str(it) for it in found.differences] == ["unknown_to_us: p ch_2: 9000 KRW taken there"]
    assert provider.since is not None
    assert (platform.clock() - provider.since).days == 32
    provider.is_away = True
    found = await audit(platform.location, {"p": provider}, platform.clock())
    assert (found.differences, found.unasked) == ((), ("p: down",))


async def test_nightly_audit_tells_each_operator_in_one_message(platform: Platform) -> None:
    await platform.run(place(), CHARGE)
    assert await audited(platform).audit_once() == 0
    await platform.settle()
    told = "select count(*) from messages where audience = 'operator' and subject = 'books'"
    assert await platform.look(told) == [(0,)]
    await platform.run(CancelOrder(ORDER, CUSTOMER), FailRefund(ORDER, "ch_1", "no", 1))
    assert await audited(platform).audit_once() == 1
    await platform.settle()
    assert await platform.look(told) == [(1,)]


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Seoul", 18), ("UTC", 3)])
def test_nightly_audit_is_due_at_half_past_three_of_the_platforms_zone(
    zone: str, hour: int
) -> None:
    due = nightly(HOUR, MINUTE, ZoneInfo(zone)).get_next_fire_time(None, MovableClock()())
    assert (due.astimezone(ZoneInfo("UTC")).hour, due.minute) == (hour, 30)


async def test_nightly_audit_that_met_trouble_is_made_up_for(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    nightly_audit = audited(platform)
    audits, done = [DatabaseUnavailable("full")], asyncio.Event()

    async def audit_once() -> int:
        if audits:
            raise audits.pop()
        done.set()
        return 0

    monkeypatch.setattr(nightly_audit, "audit_once", audit_once)
    monkeypatch.setattr("bot.worker._PAUSE_AFTER_BREAKING", 0.0)
    platform.clock.advance(days=1)
    async with working("nightly audit", nightly_audit.run):
        await asyncio.wait_for(done.wait(), 5)


@pytest.mark.sqlite
async def test_audit_of_a_database_that_is_away_says_so(platform: Platform) -> None:
    platform.database.close()
    platform.path.unlink()
    platform.path.mkdir()
    with pytest.raises(DatabaseUnavailable):
        await audit(platform.location, {}, platform.clock())
    platform.path.rmdir()
    migrate(platform.path)
    platform.open()


@pytest.fixture
def look(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> Callable[[NightlyAudit], Awaitable[int]]:
    """Let an audit run until it waits; answers how often anybody has audited so far."""
    audits = 0

    async def audit_once(_self: NightlyAudit) -> int:
        nonlocal audits
        audits += 1
        return 0

    monkeypatch.setattr(NightlyAudit, "audit_once", audit_once)

    async def until_it_waits(nightly_audit: NightlyAudit) -> int:
        waits = asyncio.Event()

        async def wait() -> None:
            waits.set()
            await asyncio.Event().wait()

        monkeypatch.setattr(nightly_audit.wakeup, "wait", wait)
        async with working("nightly audit", nightly_audit.run):
            await asyncio.wait_for(waits.wait(), 5)
        return audits

    return until_it_waits


async def test_nightly_audit_is_made_once_a_night_whoever_wakes_it(
    platform: Platform, look: Callable[[NightlyAudit], Awaitable[int]]
) -> None:
    nightly_audit = audited(platform)
    assert await look(nightly_audit) == 0
    platform.clock.advance(days=1)
    assert [await look(nightly_audit), await look(nightly_audit)] == [1, 1]
    platform.clock.advance(days=3)
    assert await look(nightly_audit) == 2


@pytest.mark.parametrize(("minutes", "audits"), [(-1, 0), (59, 1), (61, 0)])
async def test_audit_whose_leader_may_have_died_in_it_is_made_again(
    platform: Platform,
    look: Callable[[NightlyAudit], Awaitable[int]],
    minutes: int,
    audits: int,
) -> None:
    due = nightly(HOUR, MINUTE, ZoneInfo("Asia/Seoul")).get_next_fire_time(None, platform.clock())
    platform.clock.advance(seconds=(due - platform.clock()).total_seconds() + 60 * minutes)
    successor = audited(platform)
    successor.begin()
    assert await look(successor) == audits
