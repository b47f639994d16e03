"""A thread for what belongs to one thread, and may not come back from a call for long, or ever."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class OwnThread:
    """Does one thing after the other; whoever stops waits for what is under way, but not for ever.

    An executor of the standard library would keep the whole process from ending.
    """

    def __init__(self, name: str) -> None:
        """Begin a thread; on the event loop."""
        self._loop = asyncio.get_running_loop()
        self._jobs: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]] | None]
        self._jobs = SimpleQueue()
        threading.Thread(target=self._work, name=name, daemon=True).start()

    async def do(self, work: Callable[[], T]) -> T:
        """Do something there, and wait for it; a caller that is cancelled does not stop it."""
        done: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put((work, done))
        return await done

    def end(self) -> None:
        """Let the thread go once it has done what it was asked to."""
        self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            work, done = job
            try:
                result = work()
            except BaseException as error:
                self._tell(done, error=error)
            else:
                self._tell(done, result)

    def _tell(
        self, done: asyncio.Future[Any], result: Any = None, error: BaseException | None = None
    ) -> None:
        def tell() -> None:
            if done.done():
                return
            if error is None:
                done.set_result(result)
            else:
                done.set_exception(error)

        # Nobody waits any more when the loop is gone.
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(tell)
