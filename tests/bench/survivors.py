"""Two whole bots on one server, of which one is killed again and again while people write."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import make_url

from bot.demo import PEOPLE
from bot.persistence.database.locks import AZER, LEADING, RUNNING
from bot.simulator import People, Simulator, load_roster, serve
from tests.bench.own_engines import new_database
from tests.chaos.bot_process import BotProcess
from tests.chaos.plan import Plan

if TYPE_CHECKING:
    from pathlib import Path

    from bot.simulator import Exchange, PersonClient

WRITERS = 20
_WITHIN = 60.0
# Between two kills, so that all is as usual before the next.
_CALM = 2.0
LEADER, OTHER = "leader", "other"
_HOLDERS = f"""
    select application_name from pg_locks join pg_stat_activity using (pid)
    where locktype = 'advisory' and granted and classid = {AZER} and objid = %s
    and database = (select oid from pg_database where datname = current_database())
"""


class Answers:
    """Who was answered when."""

    def __init__(self, simulator: Simulator) -> None:
        self.at: dict[int, float] = {}
        self.count: Counter[int] = Counter()
        self._news = asyncio.Event()
        simulator.observers.append(self._see)

    def _see(self, exchange: Exchange) -> None:
        if exchange.method == "sendMessage" and exchange.payload["ok"]:
            chat = int(exchange.params["chat_id"])
            self.at[chat] = time.monotonic()
            self.count[chat] += 1
            self._news.set()

    async def more_than(self, chat: int, count: int) -> float:
        """When somebody had more than so many. Raises TimeoutError."""
        async with asyncio.timeout(_WITHIN):
            while self.count[chat] <= count:
                self._news.clear()
                await self._news.wait()
        return self.at[chat]


async def answers_after_kills(server: str, folder: Path, kills: int) -> dict[str, list[float]]:
    """How long each person waited after each kill, by who was killed. Raises TimeoutError."""
    took: dict[str, list[float]] = {LEADER: [], OTHER: []}
    address = new_database(server, "survivors")
    async with AsyncExitStack() as stack:
        simulator = Simulator(load_roster(PEOPLE))
        telegram = await stack.enter_async_context(serve(simulator))
        people = await stack.enter_async_context(People(telegram))
        answers = Answers(simulator)
        bots = [_bot(folder / name, simulator, telegram, address) for name in ("one", "two")]
        await bots[0].import_stores()
        for bot in bots:
            await bot.start()
            stack.push_async_callback(bot.stop)
        await _until_all_run(address)
        writers = [await people.newcomer("customer") for _ in range(WRITERS)]
        writing = [asyncio.create_task(_write(it, answers)) for it in writers]
        stack.push_async_callback(_end, writing)
        for number in range(kills):
            await asyncio.sleep(_CALM)
            who = (LEADER, OTHER)[number % 2]
            leading = await asyncio.to_thread(_holders, address, LEADING)
            victim = next(it for it in bots if (it.name in leading) == (who == LEADER))
            before = {it.id: answers.count[it.id] for it in writers}
            victim.kill()
            killed_at = time.monotonic()
            answered = await asyncio.gather(
                *(answers.more_than(chat, count) for chat, count in before.items())
            )
            took[who] += [at - killed_at for at in answered]
            await victim.gone()
            await victim.start()
            await _until_all_run(address)
    return took


def _bot(folder: Path, simulator: Simulator, telegram: str, address: str) -> BotProcess:
    folder.mkdir()
    return BotProcess(
        folder,
        Plan(kills=0, seed=1),
        token=simulator.token,
        address=telegram,
        provider_token=simulator.roster.provider_tokens[0],
        url=make_url(address).set(drivername="postgresql+psycopg"),
    )


async def _write(person: PersonClient, answers: Answers) -> None:
    while True:
        count = answers.count[person.id]
        await person.says("/help")
        await answers.more_than(person.id, count)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _until_all_run(address: str) -> None:
    async with asyncio.timeout(_WITHIN):
        # It is the server that knows, and it tells nobody.
        while len(await asyncio.to_thread(_holders, address, RUNNING)) < 2:
            pass
        while not await asyncio.to_thread(_holders, address, LEADING):
            pass


def _holders(address: str, what: int) -> list[str]:
    with psycopg.connect(address, autocommit=True) as connection:
        return [name for (name,) in connection.execute(_HOLDERS.encode(), [what])]
