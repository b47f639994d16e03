"""Noticing that the clock was put back."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

# Less than that is the clock being kept right little by little.
_UNNOTICED = timedelta(seconds=2)


class ClockWatch:
    """Compares the clock on the wall with one that never goes back."""

    def __init__(
        self, clock: Callable[[], datetime], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Watch over ``clock``, which tells the time in UTC."""
        self._clock, self._monotonic = clock, monotonic
        # What an earlier process saw is not known, so the first look always takes it for changed.
        self._began_at: datetime | None = None

    def was_put_back(self) -> bool:
        """Whether the clock was put back since the last call; True for the first."""
        began_at = self._clock() - timedelta(seconds=self._monotonic())
        before, self._began_at = self._began_at, began_at
        return before is None or before - began_at > _UNNOTICED
