"""The operations that the seed showed, one after the other, in a town where people order meanwhile."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import URL

from tests.chaos import run as chaos
from tests.chaos.books import read_books
from tests.chaos.full_disk import Disk
from tests.chaos.report import Result, listed, spread
from tests.chaos.trouble import FROZEN, Event
from tests.rehearsal.kubelet import Kubelet
from tests.rehearsal.service import Service, a_service
from tests.rehearsal.tills import Sales, Till, all_cancel, caller
from tests.rehearsal.town import store_folder, tokens_for
from tests.support.door import Door

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bot.simulator import People
    from tests.chaos.bot_process import BotProcess
    from tests.chaos.fleet import Fleet
    from tests.chaos.plan import Plan
    from tests.rehearsal.manifest import Manifest

NOT_READY, HUNG, ROLLING, SIEGE = "not ready", "hung", "rolling deploy", "siege"
SURE, CANCEL = "asked again", "cancelled"
# What the seed's own siege came to, in percent.
SEED_AVAILABILITY = 63.55
LEAST_AVAILABILITY = 0.99
_REFUSALS = 3
# Until everybody has learned that a pod leaves, in seconds; it serves on meanwhile.
_LEARNS_WITHIN = 1.0
# How late a probe may be on a machine that has much to do.
_LATE = 1.0
# Seconds that a program waits for an answer.
_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Script:
    """How a rehearsal is made.

    Args:
        manifest: What the deployment says.
        users: How many besiege it.
        seconds: For how long.
        tills: How many programs order while pods come, hang and go.
        calm: Seconds before and after each operation.
    """

    manifest: Manifest
    users: int = 100
    seconds: float = 60.0
    tills: int = 10
    calm: float = 3.0


class Run(chaos.Run):
    """The town of the chaos, without any, behind a service: pods come, hang and go."""

    service: Service
    kubelet: Kubelet

    def __init__(
        self, plan: Plan, script: Script, folder: Path, say: Callable[[str], None]
    ) -> None:
        """Rehearse what the script says."""
        super().__init__(plan, folder, say)
        self.script, self.sales = script, Sales()
        self.figures: dict[str, str] = {}
        self._buyers: list[int] = []
        self._door: Door

    async def _open(self, people: People, group: asyncio.TaskGroup) -> list[asyncio.Task[None]]:
        staff = await super()._open(people, group)
        buyers = [await self._customer(people) for _ in range(self.script.users)]
        await asyncio.gather(
            *(it.act("start", it.says("/start"), lambda message: message) for it in buyers)
        )
        self._buyers = [it.id for it in buyers]
        return staff

    async def strike(self, bot: Fleet) -> None:
        """Rehearse one operation after the other."""
        await bot.another(0).import_stores(await asyncio.to_thread(store_folder, self.folder))
        secrets = await asyncio.to_thread(tokens_for, self._buyers, bot.url)
        async with AsyncExitStack() as stack:
            self.service = await stack.enter_async_context(a_service())
            telegram = URL.create("http", host="127.0.0.1", port=bot.members[0].door)
            self._door = stack.enter_context(Door.standing(telegram))
            calling = await stack.enter_async_context(caller(_PATIENCE))
            tasks = await stack.enter_async_context(asyncio.TaskGroup())
            self.kubelet = Kubelet(self.script.manifest, self.service, calling, tasks)
            for pod in bot.members:
                self.kubelet.look_after(pod)
            for pod in bot.members:
                await self.service.has(pod)
            tills = [
                Till(it, secret, self.service.url, calling, self.sales)
                for it, secret in secrets.items()
            ]
            async with self._working(tills[: self.script.tills]):
                await self._keep_one_out(bot)
                await self._hang_one(bot)
                await self._replace_all(bot)
            await self._besiege(tills)
            await self._make_sure(tills)
            for pod in bot.members:
                await self.kubelet.let_go(pod)

    @asynccontextmanager
    async def _working(self, tills: list[Till]) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            working = [group.create_task(it.work()) for it in tills]
            yield
            for it in working:
                it.cancel()

    async def _begin(self, phase: str) -> float:
        self.say(phase)
        self.sales.phase = phase
        await asyncio.sleep(self.script.calm)
        return time.monotonic()

    async def _keep_one_out(self, bot: Fleet) -> None:
        """Deploy a pod that cannot reach Telegram: it gets no traffic, and nobody goes for it."""
        began, old, new = await self._begin(NOT_READY), bot.members[0], bot.another(0)
        new.finds_telegram_at(self._door.url)

        async def ready(pod: BotProcess) -> None:
            self.kubelet.look_after(pod)
            await self.kubelet.has_refused(pod, _REFUSALS)
            given, refused = self.service.given[pod], self.kubelet.refused[pod]
            self.figures["a pod that is not ready"] = (
                f"{given} connections in {time.monotonic() - began:.0f} s, in which it said "
                f"{refused} × 503"
            )
            if given:
                self.broken.append(f"a pod that is not ready was given {given} connections")
            self._door.open()
            await self._takes_over(old, pod)

        await bot.replace(0, ready, new)
        await asyncio.sleep(self.script.calm)
        self.figures["the same, once it was ready"] = f"{self.service.given[new]} connections"
        if not self.service.given[new]:
            self.broken.append("a pod that became ready got no traffic")
        self._none_lost(NOT_READY)

    async def _hang_one(self, bot: Fleet) -> None:
        """Freeze a pod: it is found and replaced, and what it was asked others do."""
        await self._begin(HUNG)
        pod, live = bot.members[1], self.script.manifest.live
        async with self.trouble.during(Event(FROZEN, 0, 0.0), pod, Disk(self.folder)):
            self.witness.struck(pod.door)
            hung_at = time.monotonic()
            healing = await self.kubelet.healed.get()
        await self.service.has(pod)
        found = healing.found_at - hung_at
        self.figures["**a hung pod was found after**"] = (
            f"**{found:.1f} s** (at most {live.longest:g} s by its probe)"
        )
        self.figures["it was ended and started again after"] = (
            f"{healing.started_at - hung_at:.1f} s, and had traffic again after "
            f"{time.monotonic() - hung_at:.1f} s"
        )
        self.figures["requests meanwhile"] = (
            f"{self.sales.told(HUNG)}, all of them carried out when they were asked again"
        )
        if found > live.longest + _LATE or healing.pod is not pod:
            self.broken.append(f"{healing.pod.name} was found hanging after {found:.1f} s")

    async def _replace_all(self, bot: Fleet) -> None:
        """Deploy a new version: each pod is replaced, drained and ended."""
        began, ready_after, ended_after = await self._begin(ROLLING), [], []
        taps = len(self.diary.taps)
        for number, old in enumerate(list(bot.members)):
            started = time.monotonic()

            async def ready(pod: BotProcess, old: BotProcess = old, at: float = started) -> None:
                self.kubelet.look_after(pod)
                await self.service.has(pod)
                ready_after.append(time.monotonic() - at)
                await self._takes_over(old, pod)

            ended_after.append(await bot.replace(number, ready))
            await asyncio.sleep(self.script.calm)
        self.figures["a rolling deploy"] = (
            f"{len(ended_after)} pods in {time.monotonic() - began:.0f} s; ready: "
            f"{spread(ready_after)}; from SIGTERM to the end: {spread(ended_after)}"
        )
        self.figures["**requests meanwhile, of a rolling deploy**"] = (
            f"**{self.sales.told(ROLLING)}**"
        )
        self.figures["taps meanwhile"] = str(len(self.diary.taps) - taps)
        self._none_lost(ROLLING)

    async def _takes_over(self, old: BotProcess, new: BotProcess) -> None:
        """Wait until the new pod has traffic, and drain the old one."""
        await self.service.has(new)
        await asyncio.sleep(_LEARNS_WITHIN)
        self.service.leave(old)
        await self.kubelet.let_go(old)
        await asyncio.sleep(max(0.0, self.script.manifest.drain - _LEARNS_WITHIN))

    async def _besiege(self, users: list[Till]) -> None:
        """Let everybody order at once, without a pause."""
        began = await self._begin(SIEGE)
        until = began + self.script.seconds
        await asyncio.gather(*(it.besiege(until) for it in users))
        seconds, share = time.monotonic() - began, self.sales.availability(SIEGE)
        answers = self.sales.answers[SIEGE]
        held = sum(it.status == 202 for it in answers)
        self.figures["a siege"] = (
            f"{len(users)} users for {seconds:.0f} s, without a pause: "
            f"{self.sales.told(SIEGE)}; {len(answers) / seconds:.0f} orders/s, "
            f"p50 {self.sales.took(SIEGE, 0.5):.1f} s, p99 {self.sales.took(SIEGE, 0.99):.1f} s"
        )
        self.figures["**availability**"] = (
            f"**{100 * share:.2f} %** (the seed's: {SEED_AVAILABILITY} %)"
        )
        self.figures["of these held"] = f"{held}, that is accepted, with a place in line"
        if share < LEAST_AVAILABILITY:
            self.broken.append(f"the siege was answered to {100 * share:.2f} %")

    async def _make_sure(self, tills: list[Till]) -> None:
        """Ask again under each key that nothing is known of; then all is cancelled."""
        await self._begin(SURE)
        unsure = list(self.sales.unanswered.items())
        await asyncio.gather(*(till.insist(key) for key, till in unsure))
        self.sales.phase = CANCEL
        self.say(f"{len(self.sales.orders)} orders are cancelled")
        self.say(f"cancelling: {listed(await all_cancel(tills))}")

    def _none_lost(self, phase: str) -> None:
        lost = self.sales.lost(phase)
        self.broken += [f"{phase}: a request was answered with {it}" for it in lost]

    def _reckon(self, people: People, bot: Fleet, seconds: float) -> Result:
        result = super()._reckon(people, bot, seconds)
        self.broken += self.sales.broken
        buyers, accepted = set(self._buyers), set(self.sales.orders.values())
        ordered = {
            id for id, row in read_books(bot.url).orders.items() if row["customer_id"] in buyers
        }
        self.broken += [f"{it[:5]} was accepted, and is gone" for it in accepted - ordered]
        self.broken += [f"{it[:5]} was never accepted" for it in ordered - accepted]
        if len(accepted) != len(self.sales.orders):
            self.broken.append("several keys are one order")
        manifest, whole = self.script.manifest, result.figures
        figures = {
            "pods": f"{whole['processes']}, on {whole['engines']}",
            "probes (first after, timeout, period, failures)": f"readiness {manifest.ready}, "
            f"liveness {manifest.live}",
            **self.figures,
            "orders of programs": f"{len(accepted)} accepted, {len(ordered)} there at the end, "
            "each once",
            **{name: whole[name] for name in ("taps", "orders by end", "wall time")},
            "broken invariants": str(len(self.broken)),
        }
        return replace(result, figures=figures, broken=self.broken)
