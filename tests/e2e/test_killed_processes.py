"""Processes that are killed or frozen while others run: somebody else goes on, and nothing comes twice."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.engine import make_url

from bot.persistence.database.location import Location, location_of
from tests.chaos.bot_process import BotProcess
from tests.chaos.plan import Plan
from tests.e2e.journey import MINA
from tests.e2e.restarts import Telegram, telegram
from tests.support.engines import fresh_url, look

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from bot.simulator import Exchange
    from tests.support.clock import MovableClock

pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(150)]

_LOCKS = (
    "select count(*) from pg_locks where locktype = 'advisory' and granted and objid = {what}"
    " and database = (select oid from pg_database where datname = current_database())"
)
UNDONE = "select count(*) from updates where done_at is null"
RUNNING, LEADING = _LOCKS.format(what=2), _LOCKS.format(what=3)


async def until(location: Location, query: str, wanted: int) -> None:
    async with asyncio.timeout(60):
        # It is the server that knows, and it tells nobody.
        while await asyncio.to_thread(look, location, query) != [(wanted,)]:
            pass


@asynccontextmanager
async def two(
    line: Telegram, url: str, tmp_path: Path, more: Sequence[dict[str, str]] = ({}, {})
) -> AsyncIterator[tuple[BotProcess, BotProcess, Location]]:
    """Two processes of the program, with ``more`` settings; the first one leads."""
    location = location_of(make_url(url))
    processes: list[BotProcess] = []
    async with AsyncExitStack() as stack:
        for number in range(2):
            folder = tmp_path / str(number)
            folder.mkdir()
            it = BotProcess(
                folder,
                Plan(kills=0, seed=1),
                token=line.settings.bot_token.get_secret_value(),
                address=line.address,
                provider_token=line.settings.provider_token.get_secret_value(),
                url=make_url(url),
                more=more[number],
            )
            if not processes:
                await it.import_stores()
            await it.start()
            stack.push_async_callback(it.stop)
            processes.append(it)
            await until(location, RUNNING, number + 1)
            await until(location, LEADING, 1)
        yield processes[0], processes[1], location


async def test_leader_that_is_killed_is_followed_at_once(
    tmp_path: Path, clock: MovableClock
) -> None:
    with fresh_url() as url:
        async with (
            telegram(tmp_path, clock) as line,
            two(line, url, tmp_path) as (first, _, _location),
        ):
            mina = await line.people.person(MINA)
            await mina.says("/start")
            await mina.sees("Where would you like to order", timeout=30)
            first.kill()
            began = time.monotonic()
            await mina.says("/help")
            await mina.sees("/orders", timeout=30)
            took = time.monotonic() - began
    # About half a second with nothing else to do (docs/scaling.md).
    assert took < 10


async def test_leader_that_was_frozen_for_longer_than_its_lease_does_nothing_twice(
    tmp_path: Path, clock: MovableClock
) -> None:
    with fresh_url() as url:
        async with (
            telegram(tmp_path, clock) as line,
            two(line, url, tmp_path) as (first, _, location),
        ):
            mina = await line.people.person(MINA)
            said: list[str] = []

            def note(exchange: Exchange) -> None:
                if exchange.method == "sendMessage":
                    said.append(str(exchange.params["text"]))

            line.simulator.observers.append(note)
            await mina.says("/start")
            await mina.sees("Where would you like to order", timeout=30)
            # What is in flight may come twice, and is no matter here.
            await until(location, UNDONE, 0)
            frozen = first.pid
            os.kill(frozen, signal.SIGSTOP)
            try:
                await mina.says("/help")
                await mina.sees("/orders", timeout=40)
                # Its session was ended; what it leads, another does.
                await until(location, RUNNING, 1)
            finally:
                os.kill(frozen, signal.SIGCONT)
            await until(location, RUNNING, 2)
            # Whoever woke up has had time for a second answer when the third is there.
            await mina.says("/start")
            await mina.sees("Where would you like to order", timeout=30)
    assert sum("What I can do" in it for it in said) == 1
    assert len(said) == 3
