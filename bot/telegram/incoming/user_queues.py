"""Updates of one person in order, people side by side."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from functools import partial
from typing import Generic, Protocol, TypeVar

from domain.shared.errors import DatabaseUnavailable

Work = TypeVar("Work")
# One person's updates that are kept in memory; whoever sends more than these waits for themselves.
MOST_IN_QUEUE = 50


class UserLocks(Protocol):
    """Which process has a person's updates in hand, where there may be several."""

    async def take(self, name: str) -> bool:
        """Take the lock of this name, unless another process has it. Raises DatabaseUnavailable."""

    async def take_free(self, names: Collection[str]) -> list[str]:
        """Take those locks that no other process has; return them. Raises DatabaseUnavailable."""

    async def let_go(self, name: str) -> None:
        """Let go of a lock."""


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
        locks: UserLocks | None = None,
        order: Callable[[Work], int] = lambda _work: 0,
    ) -> None:
        """Handle ``at_once`` user queues at a time, and urgent ones besides.

        ``handle`` must not raise. It gets the work and the how-manieth try this is, and answers
        the seconds after which it wants to try again, or None when the work is done.

        With ``refill`` a user queue holds no more than ``MOST_IN_QUEUE``; what comes on top is asked
        for, ``MOST_IN_QUEUE`` at a time and oldest first, when the user queue has run dry.

        What waits in a user queue is done by its ``order``, and else as it came.

        With ``locks`` everything is asked for, one at a time, after the user queue's lock is had,
        since others may have put something before it. Whoever does not get the lock leaves the work to the
        holder, who asks again after letting go.
        """
        self._locks = locks
        self._refill = refill
        # User queues with more than they hold, and how often something was put on top.
        self._spilled: dict[str, int] = {}
        self._handle, self._order = handle, order
        self._is_urgent = is_urgent
        self._places = asyncio.Semaphore(at_once)
        self._queues: dict[str, deque[Work]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._relief = asyncio.Event()
        self._held = 0

    @property
    def waiting(self) -> int:
        """How many updates are in hand; a user queue that still asks for its own counts as one."""
        return max(self._held, len(self._queues))

    def put(self, user_queue: str, work: Work) -> None:
        """Queue work in its user queue; from the event loop's thread."""
        queue = self._queues.get(user_queue)
        if self._locks is not None:
            self._spilled[user_queue] = self._spilled.get(user_queue, 0) + 1
            if queue is None:
                self._begin(user_queue)
            return
        is_full = queue is not None and self._refill and len(queue) >= MOST_IN_QUEUE
        if is_full or user_queue in self._spilled:
            self._spilled[user_queue] = self._spilled.get(user_queue, 0) + 1
            return
        self._held += 1
        if queue is None:
            self._begin(user_queue, work)
            return
        place = len(queue)
        # The first is in hand.
        while place > 1 and self._order(queue[place - 1]) > self._order(work):
            place -= 1
        queue.insert(place, work)

    async def wake(self, user_queues: Collection[str]) -> None:
        """Let user queues that rest ask for what there is for them; one at work goes on as it is.

        With locks, those that others have in hand are left out, by one question for all.

        Raises:
            DatabaseUnavailable: Nobody knows which those are.
        """
        if self._refill is None:
            # It is stopped, or all that there is was put.
            return
        free = [it for it in user_queues if it not in self._queues]
        if free and self._locks is not None:
            free = await _take_free(self._locks, free)
        for user_queue in free:
            if user_queue not in self._queues:
                self._spilled[user_queue] = 1
                self._begin(user_queue, has_lock=self._locks is not None)
            elif self._locks is not None:
                # It was begun meanwhile, and its lock is counted.
                await self._locks.let_go(user_queue)

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
                self._held -= 1
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def drop(self) -> None:
        """Break off what is in hand: its locks are gone, and it is others' to do."""
        for task in self._tasks:
            task.cancel()

    def _begin(self, user_queue: str, *work: Work, has_lock: bool = False) -> None:
        queue = self._queues[user_queue] = deque(work)
        task = asyncio.create_task(self._work_off(user_queue, queue, has_lock=has_lock))
        self._tasks.add(task)
        task.add_done_callback(partial(self._end, user_queue, queue))

    def _end(self, user_queue: str, queue: deque[Work], task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        # One that was broken off before it began could not do this by itself.
        self._leave(user_queue, queue)

    def _leave(self, user_queue: str, queue: deque[Work]) -> None:
        if self._queues.get(user_queue) is queue:
            del self._queues[user_queue]
            self._spilled.pop(user_queue, None)
            self._held -= len(queue)
            self._relief.set()

    async def _work_off(self, user_queue: str, queue: deque[Work], *, has_lock: bool) -> None:
        try:
            if self._locks is None:
                await self._work(user_queue)
            else:
                await self._work_in_turn(user_queue, self._locks, has_lock=has_lock)
        finally:
            self._leave(user_queue, queue)

    async def _work_in_turn(self, user_queue: str, locks: UserLocks, *, has_lock: bool) -> None:
        has_more = True
        try:
            while has_lock or (has_more and self._refill is not None):
                self._spilled[user_queue] = 1
                has_more = False
                if has_lock or await locks.take(user_queue):
                    has_lock = False
                    try:
                        await self._work(user_queue)
                    finally:
                        await locks.let_go(user_queue)
                    # Others may have left something to us meanwhile.
                    self._spilled[user_queue] = 1
                    has_more = self._refill is not None and bool(await self._refill(user_queue))
                has_more = has_more or self._spilled[user_queue] > 1
        except DatabaseUnavailable:
            # The session is broken; all is looked for when there is another.
            return

    async def _work(self, user_queue: str) -> None:
        queue = self._queues[user_queue]
        while queue or await self._filled(user_queue, queue):
            tries = 1
            while queue and (pause := await self._try(user_queue, queue[0], tries)) is not None:
                # No place is held while waiting, and the user queue's next update waits too.
                await asyncio.sleep(pause)
                tries += 1
            if queue:
                queue.popleft()
                self._held -= 1
                self._relief.set()

    async def _filled(self, user_queue: str, queue: deque[Work]) -> bool:
        """Take up what did not fit into the user queue."""
        if self._refill is None or user_queue not in self._spilled:
            return False
        put_before = self._spilled[user_queue]
        more = await self._refill(user_queue)
        is_all = len(more) < MOST_IN_QUEUE
        if self._locks is not None:
            # What others put before the rest meanwhile comes first.
            is_all, more = len(more) <= 1, more[:1]
        # What was put meanwhile may have been too late to be among them.
        if is_all and self._spilled[user_queue] == put_before:
            del self._spilled[user_queue]
        queue.extend(more)
        self._held += len(more)
        return bool(more)

    async def _try(self, user_queue: str, work: Work, tries: int) -> float | None:
        if self._is_urgent(user_queue):
            return await self._handle(work, tries)
        async with self._places:
            return await self._handle(work, tries)


async def _take_free(locks: UserLocks, names: Collection[str]) -> list[str]:
    """As ``UserLocks.take_free``; whoever is broken off meanwhile lets go of what it got."""
    asking = asyncio.ensure_future(locks.take_free(names))
    try:
        return await asyncio.shield(asking)
    except asyncio.CancelledError:
        with suppress(DatabaseUnavailable):
            for name in await asking:
                await locks.let_go(name)
        raise
