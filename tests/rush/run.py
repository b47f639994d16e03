"""One rush: the town, the crowd, the provider that fails, the rest, and the reckoning."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from bot.demo import OPERATOR, PEOPLE
from bot.simulator import Fault, Simulator, Traffic, acting, load_roster, serve, write
from tests.chaos.books import unsettled
from tests.chaos.clocks import Clocks
from tests.chaos.witness import Witness
from tests.rush.kitchen import KitchenBot
from tests.rush.queue import Queue
from tests.rush.reckoning import reckon

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.simulator import Rush
    from tests.chaos.report import Result
    from tests.rush.plan import Plan

_LOOK_EVERY = 0.2
_TELL_EVERY = 5.0


class Run:
    """Everything that one rush needs at hand."""

    def __init__(self, plan: Plan, folder: Path, say: Callable[[str], None]) -> None:
        """Keep database and log in ``folder``; ``say`` hears of the progress."""
        self.plan, self.folder, self.say = plan, folder, say
        self.simulator = Simulator(load_roster(PEOPLE), strict=plan.paced)
        self.witness, self.queue = Witness(self.simulator), Queue(self.simulator)
        self.clocks, self.traffic = Clocks(), Traffic()
        self.simulator.observers.append(self.traffic.see)
        self.broken: list[str] = []
        self.down = 0.0

    async def go(self) -> Result:
        """Play the rush to its end."""
        async with AsyncExitStack() as stack:
            address = await stack.enter_async_context(serve(self.simulator))
            roster = self.simulator.roster
            bot = KitchenBot(
                self.folder,
                self.plan.for_bot(),
                token=roster.bot.token,
                address=address,
                provider_token=roster.provider_tokens[0],
            )
            stack.push_async_callback(bot.stop)
            await bot.import_store(self.folder, self.plan.capacity)
            await bot.start()
            await asyncio.wait_for(self.simulator.updates.polled.wait(), 60)
            await self._open()
            rush = self.simulator.crowd.start(
                self.plan.customers,
                self.plan.spread,
                seed=self.plan.seed,
                staff_speed=self.plan.staff_speed,
            )
            try:
                async with asyncio.timeout(self.plan.time_limit):
                    await self._watch(rush, bot)
            except TimeoutError:
                self.broken.append(f"not finished within {self.plan.time_limit:.0f} s")
                await self.simulator.crowd.stop()
            await self._settle(bot)
            if (code := await bot.stop()) != 0:
                self.broken.append(f"the bot ended with {code}")
            return reckon(self, rush, bot)

    async def _open(self) -> None:
        """Let the staff begin; Telegram lets no bot write to whoever has not started it."""
        duties = self.simulator.roster.crowd.duties if self.simulator.roster.crowd else []
        for person in sorted({OPERATOR, *(it for duty in duties for it in duty.people)}):
            write(self.simulator, *acting(self.simulator, person, person), {"text": "/start"})
        await self._until(lambda: not self.simulator.updates.live())

    async def _watch(self, rush: Rush, bot: KitchenBot) -> None:
        """Wait until everybody has come to their end; let the provider fail meanwhile."""
        told, down_since = time.monotonic(), 0.0
        while rush.running:
            await asyncio.sleep(_LOOK_EVERY)
            now, view = time.monotonic(), rush.view()
            if now - told >= _TELL_EVERY:
                told = now
                # The simulator stands still meanwhile, so that a look is part of somebody's wait.
                self.clocks.look(bot.url)
                self.say(", ".join(f"{view[it]} {it}" for it in ("acting", "waiting", "done")))
            if not self.plan.provider_down:
                continue
            if not down_since and view["done"] >= self.plan.customers / 4:
                down_since = now
                self.say("the payment provider fails")
                self.simulator.faults.set(Fault(kind="provider_error"))
            elif down_since and not self.down and now - down_since >= self.plan.provider_down:
                self._mend(now - down_since)
        if down_since and not self.down:
            self._mend(time.monotonic() - down_since)

    def _mend(self, seconds: float) -> None:
        self.down = seconds
        self.say(f"the payment provider works again, after {seconds:.0f} s")
        self.simulator.faults.set()

    async def _settle(self, bot: KitchenBot) -> None:
        """Wait until nothing is on its way any more; what is still there then is broken."""
        await self._until(lambda: not (unsettled(bot.url) or self.simulator.updates.live()))

    async def _until(self, condition: Callable[[], bool]) -> None:
        until = time.monotonic() + self.plan.settle
        while time.monotonic() < until:
            if condition():
                return
            await asyncio.sleep(_LOOK_EVERY)
