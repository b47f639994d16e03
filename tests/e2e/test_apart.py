"""The delivery context on a database of its own: whole orders, and what goes on while it is away."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from sqlalchemy.engine import make_url

from bot.events.consumers import CONSUMERS
from tests.e2e.conftest import living_town
from tests.e2e.journey import DAN, JUNHO, MINA, OLGA, SORA, patient, pay_by_card, place_order
from tests.e2e.restarts import telegram
from tests.e2e.test_journey import test_order_paid_by_card_is_cooked_and_delivered as whole_order
from tests.support.apart import COMBINATIONS, delivery_url, main_url
from tests.support.door import Door
from tests.support.engines import SERVER, fresh_url, look

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from bot.runtime import Runtime
    from bot.simulator import PersonClient
    from tests.e2e.journey import TestTown
    from tests.support.clock import MovableClock

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.skipif(not SERVER, reason="needs PostgreSQL: `make engines` starts one"),
]

READY = {"status": "ready"}
AWAY = {"status": "ready", "degraded": ["delivery_away"]}
TWICE = "select name, subject from events group by name, subject, payload having count(*) > 1"


async def until_it_says(runtime: Runtime, wanted: object) -> None:
    """Ask whether it is ready, as whoever watches over a process does, until it says so."""
    async with asyncio.timeout(40), aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"{runtime.http_address}/health/ready") as response:
                if await response.json() == wanted:
                    return


@pytest.fixture(params=COMBINATIONS, ids="+".join)
async def town(
    request: pytest.FixtureRequest, tmp_path: Path, clock: MovableClock
) -> AsyncIterator[TestTown]:
    main, delivery = request.param
    with main_url(main) as url, delivery_url(delivery, tmp_path) as apart:
        async with living_town(
            tmp_path, clock, database_url=url, delivery_database_url=apart
        ) as living:
            yield living


@pytest.fixture
def door() -> Iterator[Door]:
    """In front of a database that is migrated."""
    with fresh_url() as url, Door.standing(make_url(url)) as door:
        yield door


@pytest.fixture(params=["sqlite", "postgresql"])
def changes(request: pytest.FixtureRequest, door: Door) -> Iterator[dict[str, Any]]:
    """Settings with the main database on each engine, and that of deliveries behind the door."""
    with main_url(request.param) as url:
        yield {"database_url": url, "delivery_database_url": door.url}


async def accepted(town: TestTown, customer: PersonClient, owner: PersonClient) -> str:
    code = await place_order(customer)
    await pay_by_card(customer)
    await owner.sees(f"Order {code}")
    await owner.taps("✅ 30 min")
    await customer.sees("being cooked")
    return code


async def delivered(customer: PersonClient, courier: PersonClient) -> None:
    await courier.taps("🙋 Take it")
    await courier.taps("📦 Picked up")
    await customer.sees("is on the way to you")
    await courier.taps("✅ Delivered")
    await customer.sees("Enjoy your meal")


async def test_whole_order_is_delivered_with_two_databases(town: TestTown) -> None:
    await whole_order(town)
    await town.rest()
    assert town.rows("select state from deliveries") == [("delivered",)]
    assert look(town.running.runtime.location, "select * from deliveries") == []
    assert town.rows(TWICE) == []


async def test_delivery_side_that_is_away_delays_couriers_and_nobody_else(
    tmp_path: Path, clock: MovableClock, door: Door, changes: dict[str, Any]
) -> None:
    door.open()
    async with living_town(tmp_path, clock, **changes) as town:
        runtime = town.running.runtime
        mina, junho = await town.person(MINA), await town.person(JUNHO)
        await junho.changes(language_code="en")
        sora, dan = await town.staff(SORA, DAN)
        await accepted(town, mina, sora)
        await town.rest()
        door.shut()
        await until_it_says(runtime, AWAY)
        await sora.taps("🥡 Cooked")
        await sora.sees("Cooked: hand it")
        await dan.says("/deliveries")
        await dan.sees("Deliveries cannot be reached")
        other = await accepted(town, junho, sora)
        assert town.rows("select count(*) from orders where state = 'cooked'") == [(1,)]
        door.open()
        await until_it_says(runtime, READY)
        dan = patient(dan, 20)
        await delivered(mina, dan)
        await sora.taps("🥡 Cooked")
        await dan.sees(f"Delivery {other}")
        await delivered(junho, dan)
        await town.rest()
        assert town.rows("select state from orders") == [("delivered",)] * 2
        assert town.rows("select state from deliveries") == [("delivered",)] * 2
        assert town.rows(TWICE) == []
        assert town.rows("select count(*) from outbox") == [(0,)]


async def test_delivery_side_that_stays_away_is_told_to_customer_and_operators(
    tmp_path: Path, clock: MovableClock, door: Door, changes: dict[str, Any]
) -> None:
    door.open()
    async with living_town(tmp_path, clock, **changes) as town:
        mina = await town.person(MINA)
        sora, dan, olga = await town.staff(SORA, DAN, OLGA)
        code = await accepted(town, mina, sora)
        await town.rest()
        door.shut()
        await until_it_says(town.running.runtime, AWAY)
        await sora.taps("🥡 Cooked")
        await asked_to_wait(town)
        await town.pass_time(minutes=10)
        await mina.sees(f"{code} is cooked, but not on its way yet")
        await olga.sees("Delivery is silent: call the store")
        door.open()
        await until_it_says(town.running.runtime, READY)
        await delivered(mina, patient(dan, 20))
        await patient(olga, 20).sees("Settled: nothing left to do here")


async def asked_to_wait(town: TestTown) -> None:
    """Wait until the order has its own deadline."""
    async with asyncio.timeout(20):
        asked = "select count(*) from deadlines where kind = 'under_way_by'"
        while await asyncio.to_thread(town.rows, asked) != [(1,)]:
            pass


async def test_platform_starts_and_takes_orders_while_the_delivery_side_is_away(
    tmp_path: Path, clock: MovableClock, door: Door, changes: dict[str, Any]
) -> None:
    async with living_town(tmp_path, clock, **changes) as town:
        await until_it_says(town.running.runtime, AWAY)
        mina = await town.person(MINA)
        sora, dan = await town.staff(SORA, DAN)
        await accepted(town, mina, sora)
        await sora.taps("🥡 Cooked")
        door.open()
        await until_it_says(town.running.runtime, READY)
        await delivered(mina, patient(dan, 20))


async def test_main_server_that_goes_and_comes_back_loses_no_delivery(
    tmp_path: Path, clock: MovableClock, door: Door
) -> None:
    door.open()
    with delivery_url("sqlite", tmp_path) as apart:
        async with living_town(
            tmp_path, clock, database_url=door.url, delivery_database_url=apart
        ) as town:
            mina = await town.person(MINA)
            sora, dan = await town.staff(SORA, DAN)
            await accepted(town, mina, sora)
            await sora.taps("🥡 Cooked")
            await dan.sees_button("🙋 Take it")
            door.shut()
            await until_it_says(town.running.runtime, {"status": "database_away"})
            door.open()
            await until_it_says(town.running.runtime, READY)
            await delivered(mina, patient(dan, 30))
            await town.rest()
            assert town.rows(TWICE) == []


async def test_contexts_in_processes_of_their_own_share_two_servers(
    tmp_path: Path, clock: MovableClock, door: Door
) -> None:
    """The process of the deliveries stops in the middle; another one goes on with them."""
    door.open()
    with fresh_url() as url:
        line = telegram(tmp_path, clock, database_url=url, delivery_database_url=door.url)
        others = tuple(it for it in CONSUMERS if it != "delivery")
        async with line as messenger, messenger.bot(consumers=others) as town:
            mina = patient(await messenger.people.person(MINA), 20)
            sora, dan = (patient(it, 20) for it in await town.staff(SORA, DAN))
            async with AsyncExitStack() as first:
                await first.enter_async_context(messenger.bot(consumers=("delivery",)))
                await accepted(town, mina, sora)
                await sora.taps("🥡 Cooked")
                await dan.taps("🙋 Take it")
                await dan.sees_button("📦 Picked up")
            other = patient(await messenger.people.person(JUNHO), 20)
            await other.changes(language_code="en")
            code = await accepted(town, other, sora)
            await sora.taps("🥡 Cooked")
            await dan.taps("📦 Picked up")
            await dan.taps("✅ Delivered")
            await mina.sees("Enjoy your meal")
            async with messenger.bot(consumers=("delivery",)):
                await dan.sees(f"Delivery {code}")
                await delivered(other, dan)
                await town.rest()
            assert town.rows("select state from deliveries") == [("delivered",)] * 2
            assert town.rows(TWICE) == []
