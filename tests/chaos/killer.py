"""Kills the bot again and again, at instants that a seed chooses."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.chaos.trouble import OUTAGES, STRIKES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.chaos.bot_process import BotProcess
    from tests.chaos.fleet import Fleet
    from tests.chaos.full_disk import Disk
    from tests.chaos.plan import Plan
    from tests.chaos.trouble import Event, Trouble
    from tests.chaos.witness import Witness

_UP_WITHIN = 30.0
# So long whoever was frozen or cut off may still send what it had in hand.
_WAKING = 5.0
# In the middle of one of these: Telegram has done it, and the bot will never know.
_MOMENTS = (
    "sendMessage",
    "sendMessage",
    "editMessageText",
    "answerCallbackQuery",
    "getUpdates",
    "sendInvoice",
    "answerPreCheckoutQuery",
)


class Killer:
    """SIGKILL at a random time, in a random call, while a process starts, or in trouble."""

    def __init__(
        self, plan: Plan, fleet: Fleet, witness: Witness, trouble: Trouble, disk: Disk
    ) -> None:
        """Kill as often as the plan says, and let ``trouble`` happen meanwhile."""
        self.kills = 0
        self.kinds = {
            "at a random time": 0,
            "in the middle of a call": 0,
            "while starting": 0,
            "in trouble": 0,
        }
        self._plan, self._fleet, self._witness = plan, fleet, witness
        self._trouble, self._disk = trouble, disk
        self._chance = plan.chance("killer")
        self._starting = fleet.members[0]

    async def work(self, progress: Callable[[int], Awaitable[None]]) -> None:
        """Kill and start again until there were enough kills; then wait until the bot is up.

        ``progress`` hears of the number of kills, and may take its time.
        """
        chance = self._chance
        while self.kills < self._plan.kills:
            if event := self._trouble.next_after(self.kills):
                await self._suffer(event)
                continue
            choice = chance.random()
            if choice < 0.15:
                await asyncio.sleep(chance.uniform(0.0, 1.8))
                await self._kill("while starting", self._starting)
            elif choice < 0.55:
                await self._up()
                await asyncio.sleep(chance.uniform(0.02, self._plan.calm))
                await self._kill("at a random time", self._victim())
            else:
                await self._up()
                await asyncio.sleep(chance.uniform(0.02, self._plan.calm * 0.4))
                await self._in_a_call(chance.choice(_MOMENTS), chance.randint(1, 8))
            await progress(self.kills)
        while event := self._trouble.next_after(self.kills):
            await self._suffer(event)
        await self._up()

    def _victim(self) -> BotProcess:
        return self._chance.choice(self._fleet.members)

    async def _suffer(self, event: Event) -> None:
        """Let the bot live through something, or be killed in the middle of it.

        It is started again when that is over: a start that Telegram or the disk refuses is for
        whoever runs it to repeat, and no promise.
        """
        await self._up()
        victim = self._victim()
        if event.kind in OUTAGES:
            # Whatever the bot does then; with a kill of the bot it is the same.
            await asyncio.sleep(self._chance.uniform(0.02, self._plan.calm))
        struck = self._struck_by(event, victim)
        try:
            async with self._trouble.during(event, victim, self._disk):
                if struck:
                    self._witness.struck_alive(*struck)
                await asyncio.sleep(event.seconds)
                if event.deadly:
                    self._strike("in trouble", victim)
                    await victim.gone()
        except ProcessLookupError:
            self._trouble.broken.append(f"there was no bot to meet with a {event.kind}")
        else:
            if event.deadly:
                await victim.start()
        if struck:
            await asyncio.sleep(_WAKING)
            self._witness.goes_on(*struck)

    def _struck_by(self, event: Event, victim: BotProcess) -> list[int]:
        """Whose locks others may get, so that what they have in hand may come twice."""
        if self._plan.processes == 1 or event.kind not in STRIKES:
            return []
        return [victim.door] if STRIKES[event.kind] else self._fleet.doors

    async def _up(self) -> None:
        # Longer than that is an outage that the report shows; the run goes on.
        with suppress(TimeoutError):
            await asyncio.wait_for(self._witness.up.wait(), _UP_WITHIN)

    async def _in_a_call(self, method: str, number: int) -> None:
        """Kill whoever makes a call for the ``number``-th time from now, or anybody soon anyway."""
        loop = asyncio.get_running_loop()
        struck: asyncio.Future[BotProcess] = loop.create_future()
        left = number

        def strike(called: str, door: int) -> None:
            nonlocal left
            left -= called == method
            if left <= 0 and not struck.done():
                # Right here, before the simulator answers the call.
                caller = next(it for it in self._fleet.members if it.door == door)
                caller.kill()
                struck.set_result(caller)

        self._witness.on_call = strike
        try:
            victim = await asyncio.wait_for(struck, 4.0)
        except TimeoutError:
            await self._kill("at a random time", self._victim())
        else:
            await self._kill("in the middle of a call", victim)
        finally:
            self._witness.on_call = None

    def _strike(self, kind: str, victim: BotProcess) -> None:
        victim.kill()
        self._witness.struck(victim.door)
        self.kills += 1
        self.kinds[kind] += 1

    async def _kill(self, kind: str, victim: BotProcess) -> None:
        self._strike(kind, victim)
        await victim.gone()
        await victim.start()
        self._starting = victim
