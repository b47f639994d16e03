"""How often each token may be used, in this process: a protection, on which no decision rests."""

from __future__ import annotations

import time
from collections.abc import Callable

_MINUTE = 60.0


class Rates:
    """Lets each token make so many requests a minute (GCRA: a burst of them, then evenly)."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Count with a clock that never goes back, in seconds."""
        self._pause, self._clock = _MINUTE / per_minute, clock
        # By token, when it will have used up nothing. There are as many as valid tokens.
        self._rested_at: dict[str, float] = {}

    def take(self, token_id: str) -> float:
        """Count a request; answers the seconds until there may be one, 0 for now."""
        now = self._clock()
        rested_at = max(self._rested_at.get(token_id, now), now) + self._pause
        # What a sum of many small parts is short of is no reason to refuse.
        if (wait := rested_at - now - _MINUTE) > self._pause / 1_000:
            return wait
        self._rested_at[token_id] = rested_at
        return 0.0
