"""A way to a server that is lost in an instant: nothing is refused, nothing is answered any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import URL


class Way:
    """Passes on what goes between a server and those who connect here, until it is lost."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._is_lost = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    @property
    def url(self) -> URL:
        """The server's address by this way."""
        return self._url.set(host="127.0.0.1", port=self.port)

    def lose(self) -> None:
        """From now on nothing comes through."""
        self._is_lost.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what comes and goes on a new connection."""
        if self._is_lost.is_set():
            try:
                await asyncio.Event().wait()
            finally:
                writer.close()
        host, port = self._url.host or "127.0.0.1", self._url.port or 5432
        there, back = await asyncio.open_connection(host, port)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass_on(reader, back))
                group.create_task(self._pass_on(there, writer))
        finally:
            for it in (back, writer):
                it.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while piece := await reader.read(2**16):
                if self._is_lost.is_set():
                    await asyncio.Event().wait()
                writer.write(piece)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def way_to(url: URL) -> AsyncIterator[Way]:
    """A way to the server at ``url``."""
    way = Way(url)
    serving: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(way.serve(reader, writer))
        serving.add(task)
        task.add_done_callback(serving.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    way.port = server.sockets[0].getsockname()[1]
    try:
        yield way
    finally:
        server.close()
        for task in list(serving):
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
