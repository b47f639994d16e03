"""People who come once: the first after a start, and very many."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.bench import town
from tests.bench.api import updates
from tests.bench.api.server import Api, Call


class Visitors:
    """Each says ``/start`` and gets the list of stores."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._answered = asyncio.Event()
        self._answers = 0
        self._first_at = 0.0

    async def first(self) -> dict[str, Any]:
        """Let an update wait for the bot; answers when the first message came (monotonic)."""
        self._api.on_call = self._see
        self._api.deliver(updates.text(town.FIRST_CUSTOMER - 1, "/start"))
        async with asyncio.timeout(60):
            await self._answered.wait()
        return {"at": self._first_at}

    async def many(self, people: int, at_once: int, time_out: float) -> dict[str, Any]:
        """Let people come, so many at once."""
        self._api.on_call = self._see
        came, self._answers = 0, 0
        async with asyncio.timeout(time_out):
            while self._answers < people:
                while came < people and came - self._answers < at_once:
                    came += 1
                    self._api.deliver(updates.text(town.FIRST_CUSTOMER * 100 + came, "/start"))
                self._answered.clear()
                await self._answered.wait()
        return {"people": came}

    def _see(self, call: Call) -> None:
        if call.message is None:
            return
        self._first_at = self._first_at or call.at
        if call.params.get("reply_markup"):
            self._answers += 1
            self._answered.set()
