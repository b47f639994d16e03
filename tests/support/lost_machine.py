"""A way to a server that is lost in an instant: nothing is refused, nothing is answered any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.support.visits import Visits, relay

if TYPE_CHECKING:
    from sqlalchemy import URL


class Way:
    """Passes on what goes between a server and those who connect here, until it is lost."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._is_lost = asyncio.Event()
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
            await asyncio.Event().wait()
        host, port = self._url.host or "127.0.0.1", self._url.port or 5432
        await relay(reader, writer, port, host, self._pass_on)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(2**16):
            if self._is_lost.is_set():
                await asyncio.Event().wait()
            writer.write(piece)
            await writer.drain()


@asynccontextmanager
async def way_to(url: URL) -> AsyncIterator[Way]:
    """A way to the server at ``url``."""
    way = Way(url)
    visits = Visits(way.serve)
    server = await asyncio.start_server(visits.welcome, "127.0.0.1", 0)
    way.port = server.sockets[0].getsockname()[1]
    try:
        yield way
    finally:
        server.close()
        await visits.break_off()
