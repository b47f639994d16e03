"""What stands before the pods: one address, which leads to those that are ready."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

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

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if not self.pods:
                return
            pod = self.pods.pop(0)
            self.pods.append(pod)
            self.given[pod] += 1
            there, back = await asyncio.open_connection("127.0.0.1", pod.gateway_port)
            ways = [asyncio.ensure_future(_pump(*it)) for it in ((reader, back), (there, writer))]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                back.close()
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
        finally:
            writer.close()

    async def lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Lead one connection; it ends when either side ends it, or cannot be reached."""
        with suppress(OSError):
            await self._lead(reader, writer)


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(2**16):
        target.write(data)
        await target.drain()


@asynccontextmanager
async def a_service() -> AsyncIterator[Service]:
    """Stand on loopback, at ``url``, before nobody yet."""
    it = Service()
    visits: set[asyncio.Task[None]] = set()

    def visited(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = asyncio.create_task(it.lead(reader, writer))
        visits.add(visit)
        visit.add_done_callback(visits.discard)

    server = await asyncio.start_server(visited, "127.0.0.1", 0, backlog=_BACKLOG)
    it.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield it
    finally:
        server.close()
        for visit in list(visits):
            visit.cancel()
        await asyncio.gather(*visits, return_exceptions=True)
