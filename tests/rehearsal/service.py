"""What stands before the pods: one address, which leads to those that are ready."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.support.visits import Visits, relay

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.chaos.bot_process import BotProcess

_BACKLOG = 1024


class Service:
    """Leads each new connection to the next pod that is ready, as a cluster's Service does.

    It knows of no requests: what a pod does not answer is tried by nobody else.
    """

    def __init__(self) -> None:
        self.url = ""
        self.pods: list[BotProcess] = []
        # How many connections each was given.
        self.given: Counter[BotProcess] = Counter()
        self._news = asyncio.Event()

    def join(self, pod: BotProcess) -> None:
        """Lead connections to a pod from now on."""
        if pod not in self.pods:
            self.pods.append(pod)
            self._tell()

    def leave(self, pod: BotProcess) -> None:
        """Lead no new connection to it; those that it has stay."""
        if pod in self.pods:
            self.pods.remove(pod)
            self._tell()

    async def has(self, pod: BotProcess) -> None:
        """Wait until a pod gets traffic."""
        while pod not in self.pods:
            await self._news.wait()

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Lead one connection; it ends when either side ends it, or cannot be reached."""
        if self.pods:
            pod = self.pods.pop(0)
            self.pods.append(pod)
            self.given[pod] += 1
            await relay(reader, writer, pod.gateway_port)


@asynccontextmanager
async def a_service() -> AsyncIterator[Service]:
    """Stand on loopback, at ``url``, before nobody yet."""
    it = Service()
    visits = Visits(it.lead)
    server = await asyncio.start_server(visits.welcome, "127.0.0.1", 0, backlog=_BACKLOG)
    it.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield it
    finally:
        server.close()
        await visits.break_off()
