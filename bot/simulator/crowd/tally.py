"""What a crowd asked of the bot, and how soon it was answered."""

from collections import Counter
from collections.abc import Callable

from bot.simulator.model import Json

_SHOWN = 5


class Tally:
    """Counts taps and payments, and times the answers to the taps."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.seconds: list[float] = []
        self.payments: Counter[str] = Counter()
        self._clock = clock
        self._open: dict[str, float] = {}

    @property
    def unanswered(self) -> list[str]:
        """Return the query ids of the taps that nobody has answered."""
        return list(self._open)

    def tapped(self, query_id: str) -> None:
        """Somebody has pressed a button."""
        self._open[query_id] = self._clock()

    def answered(self, query_id: str) -> None:
        """The bot has answered a tap, perhaps one of somebody else."""
        since = self._open.pop(query_id, None)
        if since is not None:
            self.seconds.append(self._clock() - since)

    def quantile(self, share: float) -> float:
        """Return the seconds within which this share of the taps was answered."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def view(self) -> Json:
        """Return what pages see."""
        slowest = sorted(self.seconds, reverse=True)[:_SHOWN]
        return {
            "taps": {
                "sent": len(self.seconds) + len(self._open),
                "answered": len(self.seconds),
                "p50_ms": round(self.quantile(0.5) * 1000),
                "p95_ms": round(self.quantile(0.95) * 1000),
                "slowest_ms": [round(seconds * 1000) for seconds in slowest],
            },
            "payments": {
                state: self.payments[state] for state in ("paid", "refused", "timed_out")
            },
        }
