"""The limits of a strict Bot API: a bucket for all messages and one for each chat."""

from __future__ import annotations

import math

from tests.bench.api.wire import Params

_COUNTED = ("send", "edit")


class Limits:
    """Refuses what comes too fast, and says how long to wait.

    About 30 messages and edits a second over all, one a second in a chat after a burst of four.
    """

    def __init__(self, overall: float = 30.0, chat: float = 1.0, chat_burst: float = 4.0) -> None:
        self._rates = {True: (overall, overall), False: (chat, chat_burst)}
        self._levels: dict[int | None, tuple[float, float]] = {}

    def take(self, method: str, params: Params, now: float) -> int:
        """Count one call; answers the seconds to wait, 0 for none."""
        if not method.startswith(_COUNTED):
            return 0
        levels = {key: self._level(key, now) for key in (None, params["chat_id"])}
        waits = [
            (1 - level) / self._rates[key is None][0] for key, level in levels.items() if level < 1
        ]
        if waits:
            return max(1, math.ceil(max(waits)))
        for key, level in levels.items():
            self._levels[key] = (level - 1, now)
        return 0

    def _level(self, key: int | None, now: float) -> float:
        rate, burst = self._rates[key is None]
        level, at = self._levels.get(key, (burst, now))
        return min(burst, level + (now - at) * rate)
