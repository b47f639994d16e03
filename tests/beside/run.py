"""Two releases on one database while people order: who leads changes, and so does who is there at all."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import aiohttp
from sqlalchemy import NullPool, create_engine, text

from bot.demo import OPERATOR
from bot.persistence.database.locks import AZER, LEADING
from bot.persistence.queues.event_store import bucket_of
from bot.simulator import text_of
from tests.chaos import run as chaos
from tests.chaos.clock import Clock
from tests.chaos.fleet import Fleet, maker_of
from tests.chaos.reading import reading
from tests.rolling.run import ready

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sqlalchemy import URL

    from bot.simulator import People
    from tests.chaos.bot_process import BotProcess
    from tests.chaos.plan import Plan
    from tests.chaos.report import Result

# Which member of the fleet is of which release.
BEFORE, NOW = 0, 1
_WITHIN = 60.0
_UNDER_WAY_WITHIN = timedelta(minutes=10)
_LEADER = text(
    "SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)"
    f" WHERE locktype = 'advisory' AND granted AND classid = {AZER} AND objid = {LEADING}"
)

_EVENT = text(
    "INSERT INTO events (event_id, subject, name, payload, at) VALUES"
    " (:id, :about, 'OrderNoted', :payload, now())"
)
_FOR_ORDER = text(
    "INSERT INTO outbox (consumer, seq, subject, bucket)"
    " SELECT 'order', seq, subject, :bucket FROM events WHERE event_id = :id"
)


class Pair(Fleet):
    """One process of each release; in the beginning there is only that of the one before."""

    async def start(self) -> None:
        """Load the stores and start the release before."""
        await self.members[BEFORE].import_stores()
        await self.members[BEFORE].start()


class Run(chaos.Run):
    """The town of the chaos; ``strike`` is what an upgrade does to it."""

    def __init__(
        self,
        plan: Plan,
        kinds: Sequence[type[BotProcess]],
        folder: Path,
        say: Callable[[str], None],
    ) -> None:
        """Let a process of each of the two ``kinds`` run, that of the release before first."""
        super().__init__(plan, folder, say)
        self._kinds = kinds
        self._steps = 0
        self.led: list[int] = []
        """Which release led, after each step."""
        self.told: dict[str, set[str]] = defaultdict(set)
        """What each event of a name was about, in the end."""
        self.noted: set[str] = set()
        """Of which orders the operators have read what only the new release tells."""
        self.left = ""
        """About which order there was an event when there was nobody who knew it."""

    def fleet(self, **about: Any) -> Fleet:
        """See ``chaos.Run``."""
        made = maker_of(self.plan, self.folder, kinds=self._kinds, **about)
        return Pair(made, len(self._kinds))

    async def strike(self, bot: Fleet) -> None:
        """Bring the new release in, and let each lead, be killed, and come back, until one is left."""
        await self.begins(bot, BEFORE)
        await self.orders_under(bot, BEFORE)
        await self.starts(bot, NOW)
        await self.orders_under(bot, BEFORE)
        await self.kills(bot, BEFORE)
        await self.orders_under(bot, NOW)
        await self.starts(bot, BEFORE)
        await self.orders_under(bot, NOW)
        await self.kills(bot, NOW)
        await asyncio.to_thread(self._write_more, bot)
        await self.orders_under(bot, BEFORE)
        await self.starts(bot, NOW)
        await self.orders_under(bot, BEFORE)
        await self.ends(bot, BEFORE)
        await self.orders_under(bot, NOW)

    async def starts(self, bot: Fleet, number: int) -> None:
        """Start a process, and wait until it is ready."""
        await bot.members[number].start()
        await self.begins(bot, number)

    async def begins(self, bot: Fleet, number: int) -> None:
        """Wait until a process is ready."""
        async with aiohttp.ClientSession() as session:
            await ready(session, bot.members[number])

    async def kills(self, bot: Fleet, number: int) -> None:
        """Kill a process."""
        victim = bot.members[number]
        victim.kill()
        self.witness.struck(victim.door)
        await victim.gone()

    async def ends(self, bot: Fleet, number: int) -> None:
        """Ask a process to end."""
        await bot.end(number)

    async def orders_under(self, bot: Fleet, number: int) -> None:
        """Wait until a release leads, and then for a share of the orders."""
        name = bot.members[number].name
        async with asyncio.timeout(_WITHIN):
            # It is the server that knows, and it tells nobody.
            while await asyncio.to_thread(self._leader, bot) != name:
                pass
        self.led.append(number)
        self._steps += 1
        wanted = (
            max(len(self.diary.placed), self.plan.orders * (self._steps - 1)) + self.plan.orders
        )
        await self.diary.reached(wanted)
        self.say(f"{name} leads, {len(self.diary.placed)} orders")

    async def _settle(self, database: URL) -> None:
        # The release before leaves this deadline to orders that have ended: it goes when it is due.
        Clock(self.folder / "clock").jump(_UNDER_WAY_WITHIN)
        await super()._settle(database)

    def _write_more(self, bot: Fleet) -> None:
        """Leave an event that only the new release knows, as if that had died right after it."""
        self.left = order_id = next(reversed(self.diary.placed))
        wanted = {
            "id": str(uuid4()),
            "about": order_id,
            "payload": json.dumps({"order_id": order_id}),
        }
        engine = create_engine(bot.url, poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(_EVENT, wanted)
            connection.execute(_FOR_ORDER, {"id": wanted["id"], "bucket": bucket_of(order_id)})

    @staticmethod
    def _leader(bot: Fleet) -> str | None:
        with reading(bot.url) as connection:
            name: str | None = connection.scalar(_LEADER)
            return name

    def _reckon(self, people: People, bot: Fleet, seconds: float) -> Result:
        with reading(bot.url) as connection:
            for name, subject in connection.exec_driver_sql("select name, subject from events"):
                self.told[name].add(subject)
        for message in people.world.chat(OPERATOR).messages.values():
            begin, _, order_id = text_of(message).partition(" ")
            if begin == "noted":
                self.noted.add(order_id)
        return super()._reckon(people, bot, seconds)


class WayBack(Run):
    """The new release comes, and is taken back; its tables stay."""

    async def strike(self, bot: Fleet) -> None:
        """See ``Run``."""
        await self.begins(bot, BEFORE)
        await self.orders_under(bot, BEFORE)
        await self.starts(bot, NOW)
        await self.kills(bot, BEFORE)
        await self.orders_under(bot, NOW)
        await self.starts(bot, BEFORE)
        await self.ends(bot, NOW)
        await self.orders_under(bot, BEFORE)
        await self.kills(bot, BEFORE)
        await self.starts(bot, BEFORE)
        await self.orders_under(bot, BEFORE)
