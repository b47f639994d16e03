"""Two processes answer many people at once, and Telegram has to refuse nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.engine import make_url

from bot.demo import PEOPLE
from bot.persistence.database.location import location_of
from bot.simulator import People, Simulator, load_roster, serve
from tests.chaos.bot_process import BotProcess
from tests.chaos.plan import Plan
from tests.e2e.test_killed_processes import RUNNING, until
from tests.support.engines import fresh_url

if TYPE_CHECKING:
    from pathlib import Path

    from bot.simulator import Exchange, Roster

pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(150)]

NEWCOMERS = range(50_001, 50_061)
TALKATIVE = range(50_001, 50_011)
ROUNDS, MORE = 3, 4


def crowded_roster() -> Roster:
    roster = load_roster(PEOPLE)
    first = roster.columns[0]
    person = first.people[0]
    more = [
        person.model_copy(update={"id": id, "first_name": f"P{id}", "username": None})
        for id in NEWCOMERS
    ]
    column = first.model_copy(update={"people": [*first.people, *more]})
    return roster.model_copy(update={"columns": [column, *roster.columns[1:]]})


class BotForSome(BotProcess):
    """One that leaves the other half of the people to the other one."""

    program = ("-m", "tests.e2e.bot_for_some")


class Answers:
    """What came and what was refused."""

    def __init__(self) -> None:
        self.came: Counter[int] = Counter()
        self.refused: list[str] = []
        self._news = asyncio.Event()

    def note(self, exchange: Exchange) -> None:
        if exchange.kind == "update":
            return
        if not exchange.payload["ok"]:
            self.refused.append(f"{exchange.method}: {exchange.payload['description']}")
        elif exchange.method == "sendMessage":
            self.came[int(exchange.params["chat_id"])] += 1
        self._news.set()

    async def reached(self, wanted: Counter[int]) -> None:
        async with asyncio.timeout(90):
            while self.came != wanted:
                self._news.clear()
                await self._news.wait()


async def test_two_processes_under_load_are_refused_nothing_for_sending_too_much(
    tmp_path: Path,
) -> None:
    simulator = Simulator(crowded_roster(), strict=True)
    answers = Answers()
    simulator.observers.append(answers.note)
    async with AsyncExitStack() as stack:
        url = stack.enter_context(fresh_url())
        location = location_of(make_url(url))
        address = await stack.enter_async_context(serve(simulator))
        people = await stack.enter_async_context(People(address))
        processes = []
        for number in range(2):
            folder = tmp_path / str(number)
            folder.mkdir()
            process = BotForSome(
                folder,
                Plan(kills=0, seed=1),
                token=simulator.roster.bot.token,
                address=address,
                provider_token=simulator.roster.provider_tokens[0],
                url=make_url(url),
                more={"MESSAGES_PER_SECOND": "29.5", "PARTS": "2", "PART": str(number)},
            )
            await process.start()
            stack.push_async_callback(process.stop)
            processes.append(process)
            await until(location, RUNNING, number + 1)

        async def write(person_id: int, times: int) -> None:
            person = await people.person(person_id)
            for _ in range(times):
                await person.says("/help")

        await asyncio.gather(
            *(write(it, ROUNDS) for it in NEWCOMERS), *(write(it, MORE) for it in TALKATIVE)
        )
        wanted = Counter(dict.fromkeys(NEWCOMERS, ROUNDS))
        wanted.update(dict.fromkeys(TALKATIVE, MORE))
        await answers.reached(wanted)
        for process in processes:
            await process.stop()
    assert answers.refused == []
