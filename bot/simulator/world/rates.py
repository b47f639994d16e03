"""How fast a bot may send; the public server's exact algorithm is not published."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.simulator.model import too_many_requests


@dataclass(frozen=True, slots=True)
class Rate:
    """A bucket that refills steadily and holds a burst."""

    per_second: float
    burst: float


@dataclass(frozen=True, slots=True)
class Rates:
    """The limits of a strict simulator."""

    overall: Rate = Rate(per_second=30, burst=30)
    chat: Rate = Rate(per_second=1, burst=4)
    group: Rate = Rate(per_second=20 / 60, burst=20)


class Limiter:
    """Counts what the bot sends and refuses what is too much."""

    def __init__(self, rates: Rates | None, clock: Callable[[], datetime]) -> None:
        self._rates = rates
        self._clock = clock
        self._levels: dict[int | None, tuple[float, float]] = {}

    def take(self, chat_id: int, *, private: bool) -> None:
        """Count one message or edit; refuse with the seconds to wait."""
        if self._rates is None:
            return
        now = self._clock().timestamp()
        chat_rate = self._rates.chat if private else self._rates.group
        checks = ((None, self._rates.overall), (chat_id, chat_rate))
        levels = [(key, self._level(key, rate, now), rate) for key, rate in checks]
        waits = [(1 - level) / rate.per_second for _, level, rate in levels if level < 1]
        if waits:
            raise too_many_requests(max(1, math.ceil(max(waits))))
        for key, level, _ in levels:
            self._levels[key] = (level - 1, now)

    def _level(self, key: int | None, rate: Rate, now: float) -> float:
        level, at = self._levels.get(key, (rate.burst, now))
        return min(rate.burst, level + (now - at) * rate.per_second)
