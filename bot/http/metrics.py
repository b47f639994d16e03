"""Figures for Prometheus: what changes is noted as it does, what waits is counted when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from aiohttp import web
from prometheus_client import Counter, Gauge, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from bot.http.health import DEGRADED, READY
from bot.measures import Measures
from bot.persistence.queues.unpublished import PUBLISHER

if TYPE_CHECKING:
    from prometheus_client.core import Metric

    from bot.http.health import Watched
    from bot.http.lookout import Lookout
    from bot.persistence.queues.waiting import Queues

_STATES = {"closed": 0, "half_open": 1, "open": 2}


class Carrier(Protocol):
    """What carries events to their consumers."""

    def lag(self) -> Mapping[str, int]:
        """By consumer, how many events are on their way to its queue."""

    def unreadable(self) -> Mapping[str, int]:
        """By consumer, how much arrived since the start and could not be read."""


class Metrics:
    """``/metrics``."""

    def __init__(
        self,
        lookout: Lookout,
        updates: Callable[[], int],
        providers: Iterable[str],
        carriers: Sequence[Carrier] = (),
        *,
        measures: Measures | None = None,
        watched: Watched | None = None,
    ) -> None:
        """Show the figures of a platform.

        Args:
            lookout: Sees what waits in the database.
            updates: Tells how many updates are in hand.
            providers: The names of the payment providers.
            carriers: What carries the events, from each database that has any.
            measures: What was counted and timed.
            watched: The process, for its own view of how it is.
        """
        self._lookout, self._watched = lookout, watched
        self.registry = (measures or Measures()).registry
        ProcessCollector(registry=self.registry)
        self.registry.register(_Waiting(lookout, updates, carriers, watched))
        self._provider = Gauge(
            "azer_provider_state",
            "Circuit breaker of a payment provider: 0 closed, 1 half open, 2 open",
            ["provider"],
            registry=self.registry,
        )
        self._changes = Counter(
            "azer_provider_transitions",
            "Changes of a payment provider's circuit breaker, by the new state",
            ["provider", "state"],
            registry=self.registry,
        )
        self._telegram = Counter(
            "azer_telegram_refusals",
            "Answers by which Telegram refuses the bot as a whole, by what they mean",
            ["state"],
            registry=self.registry,
        )
        for state in ("unauthorized", "conflict", "webhook_refused"):
            self._telegram.labels(state)
        for name in providers:
            self._provider.labels(name).set(0)
            for state in _STATES:
                self._changes.labels(name, state)
        self._undelivered = self._gauge(
            "webhook_pending", "Updates that wait at Telegram, as the leader heard last"
        )
        self._undelivered_at = self._gauge(
            "webhook_failed_at",
            "When Telegram failed last to bring one, in Unix time; 0 for never",
        )

    def provider_changed(self, name: str, state: str) -> None:
        """Note the new state of a provider's breaker: ``closed``, ``half_open`` or ``open``."""
        self._provider.labels(name).set(_STATES[state])
        self._changes.labels(name, state).inc()

    def telegram_refused(self, state: str) -> None:
        """Count an answer that refuses the bot as a whole, by a state of the link to Telegram."""
        self._telegram.labels(state).inc()

    def webhook_told(self, pending: int, failed_at: float) -> None:
        """Note what Telegram says of the webhook; ``failed_at`` is Unix time, 0 for never."""
        self._undelivered.set(pending)
        self._undelivered_at.set(failed_at)

    def routes(self) -> list[web.RouteDef]:
        """``/metrics``; what is in a database that is away is left out, all else is shown."""
        return [web.get("/metrics", self._show)]

    async def _show(self, _request: web.Request) -> web.Response:
        await (self._watched or self._lookout).look()
        return web.Response(
            body=generate_latest(self.registry),
            headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4},
        )

    def _gauge(self, name: str, what: str) -> Gauge:
        return Gauge(f"azer_{name}", what, registry=self.registry)


class _Waiting(Collector):
    """What is read when it is shown."""

    def __init__(
        self,
        lookout: Lookout,
        updates: Callable[[], int],
        carriers: Sequence[Carrier],
        watched: Watched | None,
    ) -> None:
        self._lookout, self._updates = lookout, updates
        self._carriers, self._watched = carriers, watched

    def collect(self) -> Iterator[Metric]:
        """Every family, also one of which nothing is known now."""
        yield from _of_the_queues(self._lookout.queues)
        yield _one("updates_waiting", "Updates in the hand of this process", self._updates())
        yield self._of_the_carriers("lag", "Events at the broker, not in the queue yet")
        yield self._of_the_carriers(
            "unreadable", "Records of the broker, since the start, that cannot be read"
        )
        is_ready = float(self._watched.status == READY) if self._watched else None
        yield _one("ready", "Whether this process is ready: 1, or 0", is_ready)
        less = self._watched.degraded if self._watched else ()
        parts = {word: float(word in less) for word in DEGRADED}
        yield _by(
            "degraded", "What does not work in this process, though all goes on", "part", parts
        )

    def _of_the_carriers(self, what: str, told: str) -> Metric:
        found: dict[str, float] = {}
        for carrier in self._carriers:
            found |= carrier.lag() if what == "lag" else carrier.unreadable()
        return _by(f"events_{what}", told, "consumer", found)


_QUEUES = (
    ("outbox_rows", "outbox", "Events that a consumer has not handled yet"),
    ("updates_undone", "undone", "Updates that nobody has handled yet"),
    ("updates_set_aside", "set_aside", "Updates that could not be handled"),
    ("messages_waiting", "messages", "Messages promised and not sent yet"),
    ("refunds_waiting", "refunds", "Charges that wait to be given back"),
    ("orders_held", "held", "Orders that wait in line for their kitchen"),
    ("oldest_update_seconds", "oldest_update", "Age of the oldest update nobody has handled"),
    ("oldest_message_seconds", "oldest_message", "Age of the oldest message that could be sent"),
    (
        "leader_heartbeat_seconds",
        "heartbeat",
        "Since the leader showed last that it lives, infinite for nobody; on a server only",
    ),
)


def _of_the_queues(seen: Queues | None) -> Iterator[Metric]:
    events = dict(seen.by_consumer) if seen else {}
    unpublished = events.pop(PUBLISHER, 0) if seen else None
    yield _by("events_queued", "Events in the queue of a consumer", "consumer", events)
    yield _one("events_unpublished", "Events that the broker does not have yet", unpublished)
    for name, attribute, what in _QUEUES:
        yield _one(name, what, getattr(seen, attribute) if seen else None)
    oldest = seen.oldest_event if seen else {}
    what = "Age of the oldest event that a consumer waits for"
    yield _by("oldest_event_seconds", what, "consumer", oldest)


def _one(name: str, what: str, value: float | None) -> Metric:
    family = GaugeMetricFamily(f"azer_{name}", what)
    if value is not None:
        family.add_metric([], value)
    return family


def _by(name: str, what: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"azer_{name}", what, labels=[label])
    for it, value in values.items():
        family.add_metric([it], value)
    return family
