"""An event loop whose time passes as fast as everybody waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


class QuickLoop(asyncio.SelectorEventLoop):
    """Time passes only when everybody waits for it, and then at once."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 1_000.0

    def time(self) -> float:
        return self._now

    def _run_once(self) -> None:
        # To one that was cancelled it would jump, and then wait in earnest for the next.
        ahead = [it.when() for it in self._scheduled if not it.cancelled()]  # type: ignore[attr-defined]
        if not self._ready and ahead:  # type: ignore[attr-defined]
            self._now = max(self._now, min(ahead))
        super()._run_once()  # type: ignore[misc]


def in_quick_time(story: Callable[[], Awaitable[None]]) -> None:
    loop = QuickLoop()
    try:
        loop.run_until_complete(story())
    finally:
        loop.close()
