"""Whole orders whose events travel over a real broker, which may go and come back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.e2e.conftest import living_town
from tests.e2e.journey import DAN, MINA, SORA, pay_by_card, place_order, reach_summary
from tests.e2e.test_journey import test_order_paid_by_card_is_cooked_and_delivered as whole_order
from tests.e2e.test_link import metric
from tests.support.apart import delivery_url
from tests.support.broker import own_broker
from tests.support.engines import BROKER, needs_broker

if TYPE_CHECKING:
    from pathlib import Path

    from bot.runtime import Runtime
    from tests.support.clock import MovableClock

pytestmark = [needs_broker, pytest.mark.timeout(180)]

READY = {"status": "ready"}
AWAY = {"status": "ready", "degraded": ["broker_away"]}
TWICE = "select name, subject from events group by name, subject, payload having count(*) > 1"


async def until_it_says(runtime: Runtime, wanted: object) -> None:
    """Ask whether it is ready, which it always is, until it says so."""
    async with asyncio.timeout(60), aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"{runtime.http_address}/health/ready") as response:
                assert response.status == 200
                if await response.json() == wanted:
                    return


@pytest.mark.each_engine
async def test_whole_order_goes_over_the_broker(
    tmp_path: Path, clock: MovableClock, database_url: str
) -> None:
    async with living_town(
        tmp_path, clock, database_url=database_url, kafka_bootstrap_servers=BROKER
    ) as town:
        await whole_order(town)
        assert await metric(town.running.runtime, 'azer_events_lag{consumer="store"}') == 0


@pytest.mark.each_engine
async def test_whole_order_goes_over_the_broker_with_deliveries_apart(
    tmp_path: Path, clock: MovableClock, database_url: str
) -> None:
    with delivery_url("sqlite", tmp_path) as apart:
        async with living_town(
            tmp_path,
            clock,
            database_url=database_url,
            delivery_database_url=apart,
            kafka_bootstrap_servers=BROKER,
        ) as town:
            await whole_order(town)
            assert town.rows("select state from deliveries") == [("delivered",)]
            assert await metric(town.running.runtime, 'azer_events_lag{consumer="delivery"}') == 0
            assert town.rows(TWICE) == []


async def test_broker_that_dies_in_the_middle_of_an_order_delays_it_and_loses_and_doubles_nothing(
    tmp_path: Path, clock: MovableClock
) -> None:
    with own_broker(tmp_path) as broker:
        broker.start()
        async with living_town(tmp_path, clock, kafka_bootstrap_servers=broker.servers) as town:
            runtime = town.running.runtime
            mina = await town.person(MINA)
            sora, dan = await town.staff(SORA, DAN)
            await place_order(mina)
            await pay_by_card(mina)
            await sora.sees_button("✅ 30 min")

            broker.kill()
            await sora.taps("✅ 30 min")
            await until_it_says(runtime, AWAY)
            assert await metric(runtime, "azer_events_unpublished") > 0
            await asyncio.to_thread(broker.start)
            await mina.sees("being cooked", timeout=60)
            await until_it_says(runtime, READY)

            await sora.taps("🥡 Cooked", timeout=60)
            await dan.sees_button("🙋 Take it", timeout=60)
            broker.kill()
            await dan.taps("🙋 Take it")
            await asyncio.to_thread(broker.start)
            await dan.taps("📦 Picked up", timeout=60)
            await mina.sees("is on the way to you", timeout=60)
            await dan.taps("✅ Delivered", timeout=60)
            await mina.sees("Enjoy your meal", timeout=60)
            await sora.sees("Delivered: nothing left to do", timeout=60)

            await town.rest()
            assert town.rows("select state from orders") == [("delivered",)]
            assert town.rows("select count(*), max(state) from order_views") == [(1, "delivered")]
            assert town.rows(TWICE) == []
            assert len(town.charges()) == 1


async def test_platform_starts_and_takes_orders_while_no_broker_is_there(
    tmp_path: Path, clock: MovableClock
) -> None:
    with own_broker(tmp_path) as broker:
        async with living_town(tmp_path, clock, kafka_bootstrap_servers=broker.servers) as town:
            runtime = town.running.runtime
            mina = await town.person(MINA)
            (sora,) = await town.staff(SORA)
            await reach_summary(mina)
            await mina.taps("✅ Place the order")
            await until_it_says(runtime, AWAY)
            assert await metric(runtime, "azer_events_unpublished") > 0
            assert town.rows("select state from orders") == [("placed",)]
            await asyncio.to_thread(broker.start)
            await mina.sees("Waiting for payment", timeout=60)
            await pay_by_card(mina)
            await sora.sees_button("✅ 30 min", timeout=60)
            await until_it_says(runtime, READY)
