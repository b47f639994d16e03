"""Every process is replaced by a new one while people order: start, wait until ready, end the old one."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import aiohttp

from tests.bench.figures import quantile
from tests.chaos import run as chaos
from tests.chaos.report import Result, spread

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.simulator import People
    from tests.chaos.bot_process import BotProcess
    from tests.chaos.fleet import Fleet
    from tests.chaos.plan import Plan

# From a tap until its spinner stops, in seconds.
MOST_P99, MOST = 1.0, 3.0
_READY_WITHIN = 60.0
_LOOK_EVERY = 0.1
# So long all are there before the first is replaced, and between two of them.
_CALM = 3.0


async def ready(session: aiohttp.ClientSession, bot: BotProcess) -> None:
    """Wait until a process says that it is ready."""
    url = f"http://127.0.0.1:{bot.http_port}/health/ready"
    async with asyncio.timeout(_READY_WITHIN):
        while True:
            try:
                async with session.get(url) as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientError:
                pass  # it does not listen yet
            await asyncio.sleep(_LOOK_EVERY)


class Run(chaos.Run):
    """The town of the chaos, without any: processes only come and go as a deployment lets them."""

    def __init__(self, plan: Plan, rounds: int, folder: Path, say: Callable[[str], None]) -> None:
        """Replace each process ``rounds`` times."""
        super().__init__(plan, folder, say)
        self._rounds = rounds
        self._begun_at = self._ended_at = 0.0
        self.ready_after: list[float] = []
        self.ended_after: list[float] = []

    async def strike(self, bot: Fleet) -> None:
        """Replace all, one after the other."""
        async with aiohttp.ClientSession() as session:
            for it in bot.members:
                await ready(session, it)
            # What is ordered before it is no part of the measurement.
            await self.diary.reached(max(1, self.plan.orders // 4))
            self._begun_at = time.monotonic()
            for number in range(self._rounds * len(bot.members)):
                await asyncio.sleep(_CALM)
                began = time.monotonic()

                async def timed(new: BotProcess, began: float = began) -> None:
                    await ready(session, new)
                    self.ready_after.append(time.monotonic() - began)

                seconds = await bot.replace(number % len(bot.members), timed)
                self.ended_after.append(seconds)
                self.say(f"{number + 1} replaced, {len(self.diary.placed)} orders")
            await asyncio.sleep(_CALM)
            self._ended_at = time.monotonic()

    def _reckon(self, people: People, bot: Fleet, seconds: float) -> Result:
        result = super()._reckon(people, bot, seconds)
        taps = [it for it in self.diary.taps if self._begun_at <= it.at <= self._ended_at]
        took = [
            self.witness.answered_at[it.query_id] - it.at
            for it in taps
            if it.query_id in self.witness.answered_at
        ]
        p99, slowest = quantile(took, 0.99), max(took, default=0.0)
        if p99 >= MOST_P99:
            self.broken.append(f"p99 of a tap to its answer was {p99:.2f} s")
        late = sum(it >= MOST for it in took)
        if late:
            self.broken.append(
                f"{late} taps were answered after {MOST:.0f} s, one {slowest:.2f} s"
            )
        whole = result.figures
        figures = {
            "processes": whole["processes"],
            "engines": whole["engines"],
            "replaced": str(len(self.ended_after)),
            "from the start of a process until it is ready": spread(self.ready_after),
            "from SIGTERM until the old one has ended": spread(self.ended_after),
            "taps meanwhile": f"{len(taps)}, {len(taps) - len(took)} without an answer",
            "**from a tap to its answer**": f"p50 {1e3 * quantile(took, 0.5):.0f} ms, "
            f"**p99 {1e3 * p99:.0f} ms**, slowest {1e3 * slowest:.0f} ms",
            "seconds of it": f"{self._ended_at - self._begun_at:.0f} s",
            **{
                name: whole[name]
                for name in ("orders", "orders by end", "messages seen twice", "wall time")
            },
            "complaints of people who waited in vain": str(len(self.diary.complaints)),
            "broken invariants": str(len(self.broken)),
        }
        return replace(result, figures=figures, broken=self.broken)
