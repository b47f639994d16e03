"""Updates of one person in order, people side by side."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Work = TypeVar("Work")


class Lanes(Generic[Work]):
    """A queue for each lane, and so many of them at work at once.

    A place is taken only when it is an update's turn, so whoever floods their own lane waits
    behind themselves and takes one place, not all.
    """

    def __init__(self, handle: Callable[[Work], Awaitable[None]], at_once: int) -> None:
        """Handle with ``handle``, which must not raise, ``at_once`` lanes at a time."""
        self._handle = handle
        self._places = asyncio.Semaphore(at_once)
        self._queues: dict[str, deque[Work]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._relief = asyncio.Event()
        self.waiting = 0

    def put(self, lane: str, work: Work) -> None:
        """Queue work in its lane; from the event loop's thread."""
        self.waiting += 1
        queue = self._queues.get(lane)
        if queue is not None:
            queue.append(work)
            return
        self._queues[lane] = deque([work])
        task = asyncio.create_task(self._work_off(lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def below(self, limit: int) -> None:
        """Wait until fewer than ``limit`` updates are waiting."""
        while self.waiting >= limit:
            self._relief.clear()
            await self._relief.wait()

    async def stop(self, patience: float) -> None:
        """Let what is in hand finish, for ``patience`` seconds; drop what has not begun."""
        for queue in self._queues.values():
            self.waiting -= len(queue)
            queue.clear()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _work_off(self, lane: str) -> None:
        queue = self._queues[lane]
        while queue:
            async with self._places:
                if not queue:
                    break
                work = queue.popleft()
                try:
                    await self._handle(work)
                finally:
                    self.waiting -= 1
                    self._relief.set()
        del self._queues[lane]
