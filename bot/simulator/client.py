"""People for tests and load: they write, tap, pay and wait for what the bot shows them.

The page is for looking; this is for code. All people of one `People` share one stream of
changes, so that hundreds of them cost little.
"""

import asyncio
from types import TracebackType
from typing import Any, Self

import aiohttp
import orjson

from bot.simulator.client_chat import Button, ChatState, Json, text_of
from bot.simulator.client_person import PersonClient, RefusedError, Tap
from bot.simulator.client_world import World

__all__ = ["Button", "ChatState", "People", "PersonClient", "RefusedError", "Tap", "text_of"]


class People:
    """A connection to the simulator on behalf of everybody."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.world = World()
        self._session: aiohttp.ClientSession | None = None
        self._reader: asyncio.Task[None] | None = None
        self._known: dict[int, PersonClient] = {}

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

    async def person(self, person_id: int) -> PersonClient:
        """Return somebody of the roster."""
        if person_id not in self._known:
            profile = self.world.people.get(person_id)
            if profile is None:
                raise RefusedError(f"There is no person {person_id}.")
            self._known[person_id] = PersonClient(self, profile)
        return self._known[person_id]

    async def newcomer(self, column: str) -> PersonClient:
        """Bring the column's next person onto the page, inventing one if need be."""
        profile = await self.request("POST", "/sim/people", {"column": column})
        self.world.people[profile["id"]] = profile
        return await self.person(profile["id"])

    async def charges(self) -> list[Json]:
        """Return every charge taken."""
        charges: list[Json] = await self.request("GET", "/sim/charges")
        return charges

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
