"""Looks after pods as a cluster does: asks whether they are ready and whether they live."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from tests.chaos.bot_process import BotProcess
    from tests.rehearsal.manifest import Manifest, Probe
    from tests.rehearsal.service import Service


@dataclass(frozen=True, slots=True)
class Healing:
    """When a pod was found hanging, and when it had ended and was started again (monotonic)."""

    pod: BotProcess
    found_at: float
    started_at: float


class Kubelet:
    """Lets pods that are ready join the service, and replaces those that do not live."""

    def __init__(
        self,
        manifest: Manifest,
        service: Service,
        session: aiohttp.ClientSession,
        tasks: asyncio.TaskGroup,
    ) -> None:
        """Do what the manifest says; ``session`` asks, ``tasks`` hold the looking."""
        self.healed: asyncio.Queue[Healing] = asyncio.Queue()
        self.refused: Counter[BotProcess] = Counter()
        self._manifest, self._service = manifest, service
        self._session, self._tasks = session, tasks
        self._looking: dict[BotProcess, asyncio.Task[None]] = {}
        self._asked = asyncio.Event()

    def look_after(self, pod: BotProcess) -> None:
        """Begin with a pod that was started just now."""
        self._looking[pod] = self._tasks.create_task(self._look_after(pod))

    async def let_go(self, pod: BotProcess) -> None:
        """Look no more after it."""
        looking = self._looking.pop(pod)
        looking.cancel()
        await asyncio.wait({looking})

    async def has_refused(self, pod: BotProcess, times: int) -> None:
        """Wait until a pod has said so often that it is not ready (503)."""
        while self.refused[pod] < times:
            await self._asked.wait()

    async def _look_after(self, pod: BotProcess) -> None:
        while True:
            async with asyncio.TaskGroup() as asking:
                joining = asking.create_task(self._let_join(pod))
                await self._hangs(pod)
                found_at = time.monotonic()
                await self._end(pod)
                joining.cancel()
            self._service.leave(pod)
            await pod.start()
            self.healed.put_nowait(Healing(pod, found_at, time.monotonic()))

    async def _let_join(self, pod: BotProcess) -> None:
        probe, failures = self._manifest.ready, 0
        ticks = _Ticks(probe)
        while True:
            await ticks.next()
            status = await self._ask(pod, probe)
            if status == 503:
                self.refused[pod] += 1
                asked, self._asked = self._asked, asyncio.Event()
                asked.set()
            failures = 0 if status == 200 else failures + 1
            if status == 200:
                self._service.join(pod)
            elif failures >= probe.failures:
                self._service.leave(pod)

    async def _hangs(self, pod: BotProcess) -> None:
        probe, failures = self._manifest.live, 0
        ticks = _Ticks(probe)
        while failures < probe.failures:
            await ticks.next()
            failures = 0 if await self._ask(pod, probe) == 200 else failures + 1

    async def _ask(self, pod: BotProcess, probe: Probe) -> int:
        url = f"http://127.0.0.1:{pod.http_port}{probe.path}"
        limit = aiohttp.ClientTimeout(total=probe.timeout)
        try:
            async with self._session.get(url, timeout=limit) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0

    async def _end(self, pod: BotProcess) -> None:
        """Its preStop, SIGTERM, and SIGKILL when it has not ended within its grace."""
        manifest = self._manifest
        await asyncio.sleep(manifest.drain)
        await pod.stop(manifest.hung_grace - manifest.drain)


class _Ticks:
    """The moments of a probe, which do not move by how long an answer takes."""

    def __init__(self, probe: Probe) -> None:
        self._period = probe.period
        self._next = time.monotonic() + probe.initial_delay

    async def next(self) -> None:
        """Wait for the next one."""
        await asyncio.sleep(max(0.0, self._next - time.monotonic()))
        self._next += self._period
