"""The stream of everything that happened, for pages and clients; its history is bounded."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened."""

    seq: int
    kind: str
    data: Any


class Changes:
    """Numbers changes, keeps the newest and wakes those who wait for more."""

    def __init__(self, history: int) -> None:
        self.seq = 0
        self._kept: deque[Change] = deque(maxlen=history)
        self.listeners: list[Callable[[str, Any], None]] = []
        self._waiters: set[asyncio.Future[None]] = set()

    def publish(self, kind: str, data: Any) -> None:
        """Record a change and wake the readers."""
        self.seq += 1
        self._kept.append(Change(self.seq, kind, data))
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()
        for listener in self.listeners:
            listener(kind, data)

    def after(self, seq: int) -> list[Change]:
        """Return what came after `seq`, or one `reset` when that is no longer known."""
        missing = self.seq - seq
        if missing == 0:
            return []
        if missing < 0 or missing > len(self._kept):
            return [Change(self.seq, "reset", {})]
        return list(islice(self._kept, len(self._kept) - missing, None))

    async def wait(self, seq: int, seconds: float) -> list[Change]:
        """Return what came after `seq`, waiting for it at most `seconds`."""
        found = self.after(seq)
        if found or seconds <= 0:
            return found
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await asyncio.wait_for(waiter, seconds)
        except TimeoutError:
            return []
        finally:
            self._waiters.discard(waiter)
        return self.after(seq)
