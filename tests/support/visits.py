"""Who comes to a port of the tests' own, and how what they say is passed on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Visits:
    """Each who comes is answered in a task of its own; no connection is left open after it."""

    def __init__(self, answer: Answer) -> None:
        """Let everybody who is welcomed be answered."""
        self._answer = answer
        self._tasks: set[asyncio.Task[None]] = set()

    def welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Begin with somebody: for ``asyncio.start_server``."""
        task = asyncio.create_task(self._visit(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # One that is broken off before it begins hangs up nothing itself.
        task.add_done_callback(lambda _: writer.close())

    async def break_off(self) -> None:
        """End all of them. Raises what was wrong with one, but for connections that broke."""
        for task in self._tasks:
            task.cancel()
        for ended in await asyncio.gather(*self._tasks, return_exceptions=True):
            # To be broken off is no ``Exception``.
            if isinstance(ended, Exception):
                raise ended

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, EOFError):
                await self._answer(reader, writer)
        finally:
            await _hung_up(writer)


async def pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    """Pass on what comes until it ends."""
    while data := await source.read(2**16):
        target.write(data)
        await target.drain()


async def relay(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    port: int,
    host: str = "127.0.0.1",
    pump: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]] = pump,
) -> None:
    """Pass on what comes and goes on a new connection, until either side ends."""
    there, here = await asyncio.open_connection(host, port)
    ways = [asyncio.ensure_future(pump(*way)) for way in ((reader, here), (there, writer))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        here.close()
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        await _hung_up(here)


async def _hung_up(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
