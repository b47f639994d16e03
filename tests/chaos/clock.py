"""The bot's clock, which somebody outside may put forward or back."""

from __future__ import annotations

import mmap
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_OFFSET, _SEEN = 0, 1


class Clock:
    """Two numbers in a file that two processes share: how far the clock is off, and who knows.

    The whole file exists from the beginning and is only ever written in memory, so that a disk
    without room changes nothing about it.
    """

    def __init__(self, path: Path) -> None:
        """Share the clock at ``path``; whoever comes first makes it, and it is right."""
        self.path = path
        if not path.exists():
            path.write_bytes(bytes(mmap.PAGESIZE))
        with path.open("r+b") as file:
            self._shared = memoryview(mmap.mmap(file.fileno(), mmap.PAGESIZE)).cast("d")

    @property
    def offset(self) -> timedelta:
        """How far it is ahead of the machine's clock; less than nothing if it is behind."""
        return timedelta(seconds=self._shared[_OFFSET])

    @property
    def is_seen(self) -> bool:
        """Whether the bot has looked at the clock since it jumped."""
        return bool(self._shared[_SEEN] == self._shared[_OFFSET])

    def jump(self, by: timedelta) -> None:
        """Put the clock forward, or back."""
        self._shared[_OFFSET] += by.total_seconds()

    def now(self) -> datetime:
        """What the clock shows, in UTC, to the bot."""
        self._shared[_SEEN] = self._shared[_OFFSET]
        return datetime.now(UTC) + self.offset
