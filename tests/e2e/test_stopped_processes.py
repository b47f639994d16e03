"""Processes that are asked to end (SIGTERM) while people write: the others go on, and nothing is lost."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.e2e.journey import DAN, JUNHO, MINA, SORA, TAEMIN, YURI
from tests.e2e.restarts import telegram
from tests.e2e.test_killed_processes import LEADING, RUNNING, two, until
from tests.support.engines import fresh_url
from tests.support.front import front

if TYPE_CHECKING:
    from pathlib import Path

    from bot.simulator import Exchange
    from tests.support.clock import MovableClock

pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(150)]

PEOPLE = (MINA, JUNHO, SORA, TAEMIN, DAN, YURI)
ROUNDS = 12
# Everything in hand is finished, and all locks are others', within this many seconds.
WITHIN = 10.0


class Answers:
    """How many messages each chat has got."""

    def __init__(self) -> None:
        self.count: Counter[int] = Counter()
        self.called: set[str] = set()
        self._news = asyncio.Event()

    def note(self, exchange: Exchange) -> None:
        self.called.add(exchange.method)
        if exchange.method == "sendMessage" and exchange.payload["ok"]:
            self.count[int(exchange.params["chat_id"])] += 1
            self._news.set()

    async def reached(self, chat: int, count: int) -> None:
        async with asyncio.timeout(30):
            while self.count[chat] < count:
                self._news.clear()
                await self._news.wait()


@pytest.mark.parametrize("updates", ["fetched", "brought"])
@pytest.mark.parametrize("stopped", ["the leader", "another"])
async def test_process_that_is_stopped_under_load_ends_soon_and_no_answer_is_lost_or_doubled(
    tmp_path: Path, clock: MovableClock, stopped: str, updates: str
) -> None:
    with fresh_url() as url:
        async with (
            front() as gate,
            telegram(tmp_path, clock) as line,
            two(
                line,
                url,
                tmp_path,
                gate.before(2, "of-a_test-1") if updates == "brought" else ({}, {}),
            ) as (first, second, location),
        ):
            answers = Answers()
            line.simulator.observers.append(answers.note)
            longest = 0.0
            half_way = asyncio.Event()

            async def write(person_id: int) -> None:
                nonlocal longest
                person = await line.people.person(person_id)
                for number in range(1, ROUNDS + 1):
                    began = time.monotonic()
                    await person.says("/help")
                    await answers.reached(person_id, number)
                    longest = max(longest, time.monotonic() - began)
                    if number == ROUNDS // 2:
                        half_way.set()

            writing = asyncio.gather(*map(write, PEOPLE))
            await half_way.wait()
            began = time.monotonic()
            code = await (first if stopped == "the leader" else second).stop()
            took = time.monotonic() - began
            await until(location, RUNNING, 1)
            await until(location, LEADING, 1)
            await writing
            # Whoever would answer twice has had time for it when the next is answered.
            for person_id in PEOPLE:
                await (await line.people.person(person_id)).says("/help")
                await answers.reached(person_id, ROUNDS + 1)
            assert ("getUpdates" in answers.called) == (updates == "fetched")
    assert code == 0
    assert took < WITHIN
    assert answers.count == dict.fromkeys(PEOPLE, ROUNDS + 1)
    # Half a second with nothing else to do.
    assert longest < WITHIN


async def test_process_that_is_stopped_leaves_a_persons_other_updates_to_the_next_one(
    tmp_path: Path, clock: MovableClock
) -> None:
    with fresh_url() as url:
        async with (
            telegram(tmp_path, clock) as line,
            two(line, url, tmp_path) as (first, _, _location),
        ):
            answers = Answers()
            line.simulator.observers.append(answers.note)
            mina = await line.people.person(MINA)
            for _ in range(40):
                await mina.says("/help")
            await answers.reached(MINA, 3)
            assert await first.stop() == 0
            assert answers.count[MINA] < 40
            await answers.reached(MINA, 40)
            await mina.says("/help")
            await answers.reached(MINA, 41)
    assert answers.count[MINA] == 41
