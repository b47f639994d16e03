"""A clock that is put back two hours makes nobody wait two hours."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, cast

import pytest
from apscheduler.schedulers import base
from telegram.error import NetworkError
from telegram.ext import ExtBot

from bot.notifications.message_queue import MessageQueue
from bot.notifications.sender import Sender
from bot.payments.workers.refund_worker import RefundWorker
from bot.persistence.queues import messages, outbox
from bot.scheduling import deadline_worker as worker_module
from bot.scheduling.clock import ClockWatch
from bot.scheduling.deadline_worker import DeadlineWorker
from bot.scheduling.schedule import Schedule
from domain.order.events import OrderPlaced
from domain.payment.commands import RecordCharge
from domain.payment.errors import ProviderUnavailable
from domain.processes.checkout import ChooseCash
from domain.shared.errors import DatabaseUnavailable
from domain.store.commands import RejectOrder
from tests.integration.platform.test_refund_worker import FakeProvider
from tests.integration.platform.test_relay import breaking  # noqa: F401 - a fixture
from tests.integration.platform.test_sender import FakeBot
from tests.support.samples import CUSTOMER, ORDER, OWNER, WON_18000, place

if TYPE_CHECKING:
    from tests.integration.conftest import Platform

STATE = "select state from orders"


def test_clock_watch_notices_only_a_clock_that_was_put_back() -> None:
    now, ticks = datetime(2026, 3, 1, tzinfo=UTC), 0.0
    watch = ClockWatch(lambda: now, lambda: ticks)
    assert watch.was_put_back()
    for jump in (1, 3600, -1):
        ticks += 5
        now += timedelta(seconds=5 + jump)
        assert not watch.was_put_back()
    now -= timedelta(hours=2)
    assert watch.was_put_back()
    assert not watch.was_put_back()


async def test_message_that_failed_before_the_clock_went_back_goes_out(
    platform: Platform,
) -> None:
    bot = FakeBot()
    sender = Sender(
        MessageQueue(platform.database, UTC),
        platform.bus,
        cast("ExtBot[int]", bot),
        platform.clock,
    )
    await platform.run(place())
    bot.raises = [("send", NetworkError("down"))]
    await sender.send_once()
    platform.clock.advance(hours=-2)
    await sender.send_once()
    assert len(bot.to(CUSTOMER)) == 1


async def test_message_never_waits_longer_than_can_be_told_from_a_clock_put_back(
    platform: Platform,
) -> None:
    await platform.run(place())
    (promised,) = await platform.database.read(lambda uow: uow.messages.pending(10))
    later = platform.clock() + timedelta(hours=1)
    await platform.database.write(lambda uow: uow.messages.failed(promised, later, counts=True))
    assert await platform.database.read(lambda uow: uow.messages.pending(10)) == []
    platform.clock.advance(seconds=messages.LONGEST_WAIT.total_seconds() + 1)
    assert len(await platform.database.read(lambda uow: uow.messages.pending(10))) == 1


async def test_event_that_failed_before_the_clock_went_back_is_handled(
    platform: Platform,
    breaking: Any,  # noqa: F811 - the fixture
) -> None:
    mended = breaking("customer", ORDER)
    await platform.run(place())
    mended.append(1)
    platform.clock.advance(hours=-2)
    await platform.settle()
    assert await platform.look("select count(*) from outbox") == [(0,)]


async def test_event_waits_for_its_next_try_while_the_clock_goes_on(
    platform: Platform,
    breaking: Any,  # noqa: F811 - the fixture
) -> None:
    breaking("customer", ORDER)
    await platform.run(place())
    assert await platform.relay.relay_once() == 0
    platform.clock.advance(seconds=outbox.LONGEST_WAIT.total_seconds())
    assert await platform.relay.relay_once() == 1
    assert OrderPlaced.__name__ in {
        name for (name,) in await platform.look("select name from events")
    }


async def test_refund_that_failed_before_the_clock_went_back_is_made(platform: Platform) -> None:
    seconds, provider = 0.0, FakeProvider()
    charge = RecordCharge(ORDER, "simulated", "ch_1", "tg_1", WON_18000, CUSTOMER)
    await platform.run(place(), charge, RejectOrder(ORDER, OWNER, "closing"))
    desk = RefundWorker(platform.bus, {"simulated": provider}, lambda: seconds)
    provider.raises = [ProviderUnavailable("simulated", "down")]
    await desk.refund_once()
    platform.clock.advance(hours=-2)
    seconds += 1
    await desk.refund_once()
    assert len(provider.calls) == 2


async def test_deadline_set_before_the_clock_went_back_comes_no_later_than_it_may(
    platform: Platform,
) -> None:
    await platform.run(place())
    await platform.deadline_worker.fire_due()
    platform.clock.advance(hours=-2)
    assert await platform.deadline_worker.fire_due() == 0
    platform.clock.advance(minutes=14, seconds=50)
    assert await platform.deadline_worker.fire_due() == 0
    platform.clock.advance(seconds=15)
    assert await platform.deadline_worker.fire_due() == 1
    assert await platform.look(STATE) == [("expired",)]


async def test_deadlines_of_a_ticket_set_before_the_clock_went_back_come_in_time(
    platform: Platform,
) -> None:
    await platform.run(place(), ChooseCash(ORDER, CUSTOMER))
    await platform.deadline_worker.fire_due()
    platform.clock.advance(hours=-2)
    await platform.deadline_worker.fire_due()
    platform.clock.advance(minutes=11)
    await platform.deadline_worker.fire_due()
    assert await platform.look(STATE) == [("rejected",)]


async def test_orders_admitted_by_a_clock_that_was_ahead_fill_no_rate(platform: Platform) -> None:
    await platform.run(place())
    platform.clock.advance(hours=-2)
    now = platform.clock()
    minute = timedelta(minutes=1)
    admitted = await platform.database.read(
        lambda uow: uow.orders.admitted_between(now - minute, now)
    )
    assert admitted == 0


async def test_deadline_fires_although_the_scheduler_sleeps_through_a_clock_put_back(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert worker_module.SAFETY_POLL <= 10
    monkeypatch.setattr(worker_module, "SAFETY_POLL", 0.2)

    class PutBack(datetime):
        ahead = timedelta()

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + cls.ahead

    monkeypatch.setattr(base, "datetime", PutBack)
    caught_up = asyncio.Event()
    caught_up.set()
    looked, fired_some = asyncio.Event(), asyncio.Event()
    deadline_worker = DeadlineWorker(platform.database, platform.bus, platform.clock, caught_up)
    real = deadline_worker.fire_due

    async def fire_due() -> int:
        fired = await real()
        (fired_some if fired else looked).set()
        return fired

    monkeypatch.setattr(deadline_worker, "fire_due", fire_due)
    await platform.run(place())
    schedule = Schedule(UTC)
    schedule.every(worker_module.EVERY_SECONDS, deadline_worker.wakeup.set)
    with schedule.running():
        firing = asyncio.create_task(deadline_worker.run())
        await asyncio.wait_for(looked.wait(), 10)
        PutBack.ahead = timedelta(hours=-2)
        platform.clock.advance(minutes=16)
        await asyncio.wait_for(fired_some.wait(), 10)
        firing.cancel()
        await asyncio.gather(firing, return_exceptions=True)
    assert await platform.look(STATE) == [("expired",)]


async def test_clock_put_back_while_the_database_is_away_is_not_forgotten(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    await platform.run(place())
    await platform.deadline_worker.fire_due()
    platform.clock.advance(hours=-2)

    async def away(*_: Any, **__: Any) -> None:
        raise DatabaseUnavailable("locked")

    with monkeypatch.context() as patch:
        patch.setattr(platform.database, "write", away)
        with pytest.raises(DatabaseUnavailable):
            await platform.deadline_worker.fire_due()
    await platform.deadline_worker.fire_due()
    platform.clock.advance(minutes=16)
    assert await platform.deadline_worker.fire_due() == 1
