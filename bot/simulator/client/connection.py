"""One connection to the simulator, shared by everybody who acts over it."""

import asyncio
from types import TracebackType
from typing import Any, Self

import aiohttp
import orjson

from bot.simulator.client.chat import Json
from bot.simulator.client.world_view import WorldView


class RefusedError(Exception):
    """The simulator did not let somebody do something."""


class Connection:
    """Asks /sim for things, and follows the changes into `world`."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.world = WorldView()
        self._session: aiohttp.ClientSession | None = None
        self._reader: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(limit=0)
        timeout = aiohttp.ClientTimeout(total=None)
        self._session = aiohttp.ClientSession(connector=connector, timeout=timeout)
        try:
            self.world.reset(await self.request("GET", "/sim/state"))
        except BaseException:
            await self._session.close()
            raise
        self._reader = asyncio.create_task(self._follow())
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def request(self, way: str, path: str, body: Json | None = None) -> Any:
        """Ask /sim for something; refusals are errors."""
        if self._session is None:
            raise RuntimeError("People are used in an `async with` block.")
        data = None if body is None else orjson.dumps(body)
        headers = {"Content-Type": "application/json"}
        url = self.address + path
        async with self._session.request(way, url, data=data, headers=headers) as response:
            reply = orjson.loads(await response.read())
        if response.status >= 400:
            raise RefusedError(reply["error"])
        return reply

    async def _follow(self) -> None:
        try:
            while True:
                path = f"/sim/changes?after={self.world.seq}&wait=30&format=json"
                reply = await self.request("GET", path)
                for change in reply["changes"]:
                    if change["kind"] == "reset":
                        self.world.reset(await self.request("GET", "/sim/state"))
                        break
                    self.world.apply(change)
        except (aiohttp.ClientError, OSError) as error:
            self.world.lost(error)
