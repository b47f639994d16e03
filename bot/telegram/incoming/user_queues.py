"""Updates of one person in order, people side by side."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Work = TypeVar("Work")
# One person's updates that are kept in memory; whoever sends more than these waits for themselves.
MOST_IN_QUEUE = 50


class UserQueues(Generic[Work]):
    """A queue for each user queue, and so many of them at work at once.

    A place is taken only when it is an update's turn, so whoever floods their own user queue waits
    behind themselves and takes one place, not all.
    """

    def __init__(
        self,
        handle: Callable[[Work, int], Awaitable[float | None]],
        at_once: int,
        is_urgent: Callable[[str], bool] = lambda _queue: False,
        refill: Callable[[str], Awaitable[list[Work]]] | None = None,
    ) -> None:
        """Handle ``at_once`` user queues at a time, and urgent ones besides.

        ``handle`` must not raise. It gets the work and the how-manieth try this is, and answers
        the seconds after which it wants to try again, or None when the work is done.

        With ``refill`` a user queue holds no more than ``MOST_IN_QUEUE``; what comes on top is asked
        for, ``MOST_IN_QUEUE`` at a time and oldest first, when the user queue has run dry.
        """
        self._refill = refill
        # User queues with more than they hold, and how often something was put on top.
        self._spilled: dict[str, int] = {}
        self._handle = handle
        self._is_urgent = is_urgent
        self._places = asyncio.Semaphore(at_once)
        self._queues: dict[str, deque[Work]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._relief = asyncio.Event()
        self.waiting = 0

    def put(self, user_queue: str, work: Work) -> None:
        """Queue work in its user queue; from the event loop's thread."""
        queue = self._queues.get(user_queue)
        is_full = queue is not None and self._refill and len(queue) >= MOST_IN_QUEUE
        if is_full or user_queue in self._spilled:
            self._spilled[user_queue] = self._spilled.get(user_queue, 0) + 1
            return
        self.waiting += 1
        if queue is not None:
            queue.append(work)
            return
        self._begin(user_queue, work)

    def wake(self, user_queue: str) -> None:
        """Let a user queue that rests ask for what there is for it; one at work goes on as it is."""
        if user_queue not in self._queues and self._refill is not None:
            self._spilled[user_queue] = 1
            self._begin(user_queue)

    async def below(self, limit: int) -> None:
        """Wait until fewer than ``limit`` updates are waiting."""
        while self.waiting >= limit:
            self._relief.clear()
            await self._relief.wait()

    async def idle(self) -> None:
        """Wait until no user queue is at work."""
        while self._queues:
            self._relief.clear()
            await self._relief.wait()

    async def stop(self, patience: float) -> None:
        """Let what is in hand finish, for ``patience`` seconds; drop what has not begun."""
        self._refill = None
        for queue in self._queues.values():
            while len(queue) > 1:
                queue.pop()
                self.waiting -= 1
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _begin(self, user_queue: str, *work: Work) -> None:
        self._queues[user_queue] = deque(work)
        task = asyncio.create_task(self._work_off(user_queue))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, user_queue: str) -> None:
        queue = self._queues[user_queue]
        while queue or await self._filled(user_queue, queue):
            tries = 1
            while queue and (pause := await self._try(user_queue, queue[0], tries)) is not None:
                # No place is held while waiting, and the user queue's next update waits too.
                await asyncio.sleep(pause)
                tries += 1
            if queue:
                queue.popleft()
                self.waiting -= 1
                self._relief.set()
        del self._queues[user_queue]
        self._relief.set()

    async def _filled(self, user_queue: str, queue: deque[Work]) -> bool:
        """Take up what did not fit into the user queue."""
        if self._refill is None or user_queue not in self._spilled:
            return False
        put_before = self._spilled[user_queue]
        more = await self._refill(user_queue)
        # What was put meanwhile may have been too late to be among them.
        if len(more) < MOST_IN_QUEUE and self._spilled[user_queue] == put_before:
            del self._spilled[user_queue]
        queue.extend(more)
        self.waiting += len(more)
        return bool(more)

    async def _try(self, user_queue: str, work: Work, tries: int) -> float | None:
        if self._is_urgent(user_queue):
            return await self._handle(work, tries)
        async with self._places:
            return await self._handle(work, tries)
