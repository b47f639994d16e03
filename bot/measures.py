"""What is counted and timed as it happens, for Prometheus.

Labels are names that the program itself chose (of classes, of consumers), never ids: there are as
many series as the program has such names. A child of a family is looked up once and kept, so that
noting something takes about two microseconds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram

OTHER = "other"
"""What is counted under no name of its own."""

# Seconds. What the platform does itself takes milliseconds; what waits for Telegram or a broker minutes.
_SHORT = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
_LONG = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0, 600.0)


class Measures:
    """The counters and histograms of one process; a clock that was set back makes nothing negative.

    The registry is its own, so that several platforms in one process do not mix.
    """

    def __init__(self) -> None:
        """Nothing has happened yet."""
        self.registry = CollectorRegistry()
        self._updates = self._counter(
            "updates", "Updates in hand, by what came of each try", "kind", "outcome"
        )
        self._update_seconds = self._histogram(
            "update_seconds", "From the commit of an update until it is handled", "kind", _LONG
        )
        self._commands = self._counter(
            "commands", "Commands, by what came of them", "command", "outcome"
        )
        self._command_seconds = self._histogram(
            "command_seconds", "From giving a command until it is answered", "command", _SHORT
        )
        self._events = self._counter(
            "events",
            "Events at their consumers, by what came of it",
            "consumer",
            "event",
            "outcome",
        )
        self._event_seconds = self._histogram(
            "event_seconds",
            "From the commit of an event until a consumer handled it",
            "consumer",
            _LONG,
        )
        self._messages = self._counter(
            "messages", "Messages and edits, by what came of it", "priority", "outcome"
        )
        self._message_seconds = self._histogram(
            "message_seconds",
            "From the first promise of a message until Telegram took it",
            "priority",
            _LONG,
        )

    def update(self, kind: str, outcome: str, seconds: float | None = None) -> None:
        """Count a try to handle an update; one that ended it ``seconds`` after its commit."""
        self._updates(kind, outcome).inc()
        if seconds is not None:
            self._update_seconds(kind).observe(max(0.0, seconds))

    def command(self, name: str, outcome: str, seconds: float) -> None:
        """Count a command that took so many seconds."""
        self._commands(name, outcome).inc()
        self._command_seconds(name).observe(seconds)

    def event(self, consumer: str, name: str, outcome: str, seconds: float | None = None) -> None:
        """Count an event at a consumer; one that is handled, ``seconds`` after it happened."""
        self._events(consumer, name, outcome).inc()
        if seconds is not None:
            self._event_seconds(consumer).observe(max(0.0, seconds))

    def message(self, priority: str, outcome: str, seconds: float | None = None) -> None:
        """Count a message; one that Telegram took, ``seconds`` after it was promised."""
        self._messages(priority, outcome).inc()
        if seconds is not None:
            self._message_seconds(priority).observe(max(0.0, seconds))

    def _counter(self, name: str, what: str, *labels: str) -> Callable[..., Counter]:
        return cache(Counter(f"azer_{name}", what, labels, registry=self.registry).labels)

    def _histogram(
        self, name: str, what: str, label: str, buckets: tuple[float, ...]
    ) -> Callable[..., Histogram]:
        family = Histogram(f"azer_{name}", what, [label], buckets=buckets, registry=self.registry)
        return cache(family.labels)
