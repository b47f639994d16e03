"""Waking a loop when there is work, with a safety poll for work that nobody announced."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Wakeup:
    """An event that a waiter forgets about after a while."""

    def __init__(self, safety_poll: float) -> None:
        """Wake by itself after ``safety_poll`` seconds."""
        self._safety_poll = safety_poll
        self._event = asyncio.Event()

    def set(self) -> None:
        """Wake the waiter; from the event loop's thread."""
        self._event.set()

    def clear(self) -> None:
        """Begin to look for work: what is announced from now on wakes the next wait."""
        self._event.clear()

    async def wait(self) -> None:
        """Wait for work, or for the safety poll."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._safety_poll):
                await self._event.wait()
