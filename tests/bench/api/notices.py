"""A broadcast to everybody while some people go on tapping."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import Any

from handlers.ui.callbacks import ChooseCategory, ChooseStore, ShowCategories
from tests.bench import town
from tests.bench.api import updates
from tests.bench.api.limits import Limits
from tests.bench.api.server import Api, Call

FIRST_LISTENER = 500_000
TAPPERS, TAPS_PER_SECOND = 20, 2.0
_TAPS = (ChooseCategory(category_id="rice").pack(), ShowCategories().pack())


class Notices:
    """Counts what arrives of a broadcast, and how long taps wait meanwhile.

    The Bot API is strict while this goes on: 30 messages and edits a second over all.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._arrived: Counter[int] = Counter()
        self._times: list[float] = []
        self._others = 0
        self._messages: dict[int, dict[str, Any]] = {}
        self._tapped: dict[int, float] = {}
        self._waits: list[float] = []
        self._number = 0

    async def prepare(self) -> dict[str, Any]:
        """Bring the people who will tap into a conversation."""
        self._api.on_call = self._see
        for user_id in _tappers():
            self._api.deliver(updates.text(user_id, "/start"))
        await self._everybody()
        for user_id in _tappers():
            data = ChooseStore(store_id=town.store_of_customer(user_id)).pack()
            self._api.deliver(updates.tap(user_id, self._messages.pop(user_id), data))
        await self._everybody()
        return {}

    async def play(self, chats: int, time_out: float) -> dict[str, Any]:
        """Tap until everybody has their notice; answers what came when."""
        self._api.limits = Limits()
        self._arrived.clear()
        self._times.clear()
        self._others = 0
        ends = time.monotonic() + time_out
        try:
            while len(self._arrived) < chats and time.monotonic() < ends:
                self._tap()
                await asyncio.sleep(1 / TAPS_PER_SECOND)
            await asyncio.sleep(2.0)
        finally:
            self._api.limits = None
        seconds = max(self._times) - min(self._times)
        return {
            "arrived": len(self._arrived),
            "twice": sum(count > 1 for count in self._arrived.values()),
            "messages": len(self._times) + self._others,
            "seconds": seconds,
            "refused": self._api.refused,
            "waits": self._waits,
            "unanswered": len(self._tapped),
        }

    def _tap(self) -> None:
        self._number += 1
        user_id = FIRST_LISTENER - 1 - self._number % TAPPERS
        data = _TAPS[self._number // TAPPERS % len(_TAPS)]
        self._tapped[user_id] = time.monotonic()
        self._api.deliver(updates.tap(user_id, self._messages[user_id], data))

    def _see(self, call: Call) -> None:
        if call.message is None:
            return
        user_id = call.params["chat_id"]
        if user_id >= FIRST_LISTENER:
            self._arrived[user_id] += 1
            self._times.append(call.at)
            return
        if call.params.get("reply_markup"):
            self._messages[user_id] = call.message
        if (tapped_at := self._tapped.pop(user_id, None)) is not None:
            self._waits.append(1_000 * (call.at - tapped_at))
            self._others += 1

    async def _everybody(self) -> None:
        async with asyncio.timeout(30):
            while len(self._messages) < TAPPERS:  # noqa: ASYNC110 - a benchmark may poll
                await asyncio.sleep(0.05)


def _tappers() -> range:
    return range(FIRST_LISTENER - TAPPERS, FIRST_LISTENER)
