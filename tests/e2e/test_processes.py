"""Several processes on one database: each thing is done once, by whoever is there."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
from telegram.error import Conflict

from bot.events.consumers import CONSUMERS
from bot.worker import working
from tests.e2e.journey import JUNHO, MINA, SORA, pay_by_card, place_order
from tests.e2e.restarts import Telegram, telegram
from tests.support.engines import fresh_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.e2e.journey import TestTown
    from tests.support.clock import MovableClock

pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(120)]

SESSION = "select pid from pg_stat_activity where query like '%azer_rows%'"


@pytest.fixture
async def line(tmp_path: Path, clock: MovableClock) -> AsyncIterator[Telegram]:
    with fresh_url() as url:
        async with telegram(tmp_path, clock, database_url=url) as it:
            yield it


def is_leading(town: TestTown) -> bool:
    session = town.running.runtime.session
    return session is not None and session.is_leading


async def elected(*towns: TestTown) -> TestTown:
    """Who of them leads, as soon as somebody does."""
    sessions = {it.running.runtime.session: it for it in towns}
    waiting = {asyncio.create_task(key.elected.wait()): key for key in sessions if key}
    done, others = await asyncio.wait(waiting, timeout=20, return_when=asyncio.FIRST_COMPLETED)
    for task in others:
        task.cancel()
    return sessions[waiting[done.pop()]]


async def test_second_process_takes_over_when_the_first_stops(line: Telegram) -> None:
    mina = await line.people.person(MINA)
    async with AsyncExitStack() as later:
        async with line.bot() as first:
            await elected(first)
            second = await later.enter_async_context(line.bot())
            sora = (await first.staff(SORA))[0]
            await place_order(mina)
            assert (is_leading(first), is_leading(second)) == (True, False)
        await elected(second)
        await pay_by_card(mina)
        await sora.taps("✅ 15 min")
        await mina.sees("being cooked")


async def test_process_that_leads_no_more_says_nothing_of_the_line_to_telegram(
    line: Telegram,
) -> None:
    async with line.bot() as first, line.bot() as second:
        await elected(first)
        runtime = first.running.runtime
        runtime.link.failed(Conflict("terminated by other getUpdates request"))
        assert runtime.standing.degraded == {"conflict"}
        assert runtime.session is not None
        changed = asyncio.Event()
        runtime.link._on_change = lambda _state, _problem: changed.set()
        await runtime.session.resign()
        await elected(second)
        # What it did as the leader is ended first.
        await asyncio.wait_for(changed.wait(), 10)
        assert runtime.standing.degraded == set()


def end_session_of_leader(town: TestTown) -> None:
    """Let the server end it; nobody has noticed yet when this returns."""
    for (pid,) in town.rows(
        "select pid from pg_locks where locktype = 'advisory' and objid = 3"
        " and database = (select oid from pg_database where datname = current_database())"
    ):
        town.rows(f"select pg_terminate_backend({pid}, 20000)")


async def test_process_that_does_not_know_yet_that_it_leads_no_more_tells_nobody_of_its_successor(
    line: Telegram,
) -> None:
    async with line.bot() as town:
        await elected(town)
        runtime = town.running.runtime
        # As for one that was frozen: what its successor's poll did to its own is what it reads first.
        end_session_of_leader(town)
        runtime.link.failed(Conflict("terminated by other getUpdates request"))
        await asyncio.gather(*runtime._telling._under_way)
        assert town.rows("select count(*) from events where name = 'TokenContested'") == [(0,)]
        assert runtime.session is not None
        await asyncio.wait_for(runtime.session.deposed.wait(), 20)
        await elected(town)
        assert runtime.standing.degraded == set()
        # One who does lead tells.
        runtime.link.failed(Conflict("terminated by other getUpdates request"))
        await asyncio.gather(*runtime._telling._under_way)
        assert town.rows("select count(*) from events where name = 'TokenContested'") == [(1,)]


async def test_process_whose_session_is_ended_by_the_server_recovers(line: Telegram) -> None:
    mina = await line.people.person(MINA)
    async with line.bot() as town:
        await elected(town)
        await place_order(mina)
        session = town.running.runtime.session
        assert session is not None
        end_session_of_leader(town)
        await asyncio.wait_for(session.deposed.wait(), 20)
        await pay_by_card(mina)
        assert is_leading(town)


async def test_orders_go_on_without_the_stores_consumers_and_it_all_arrives_when_they_are_back(
    line: Telegram,
) -> None:
    mina, junho = await line.people.person(MINA), await line.people.person(JUNHO)
    await junho.changes(language_code="en")
    others = tuple(it for it in CONSUMERS if it != "store")
    async with line.bot(consumers=others) as town:
        sora = (await town.staff(SORA))[0]
        codes = []
        for person in (mina, junho):
            codes.append(await place_order(person))
            await pay_by_card(person)
        assert town.rows("select count(*) from tickets") == [(0,)]
        async with line.bot(consumers=("store",)):
            for code in codes:
                await sora.sees(code, timeout=30)
            async with asyncio.timeout(30):
                left = "select count(*) from outbox where consumer = 'store'"
                while await asyncio.to_thread(town.rows, left) != [(0,)]:
                    pass
        assert town.rows("select count(*) from tickets") == [(2,)]


async def test_process_that_stops_tells_the_others_to_look_for_what_it_leaves(
    line: Telegram,
) -> None:
    told = asyncio.Event()
    async with AsyncExitStack() as later:
        async with line.bot() as town:
            await elected(town)
            session = town.running.runtime.location.session()
            assert session is not None
            await session.open()
            later.push_async_callback(session.close)
            await later.enter_async_context(working("session", session.run))
            # It has begun, and said to itself what whoever begins does.
            assert await session.take("nothing")
            session.on_rows = lambda table: None if table else told.set()
        await asyncio.wait_for(told.wait(), 10)
