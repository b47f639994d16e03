"""Figures for Prometheus."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from bot.persistence.queues.unpublished import PUBLISHER
from domain.shared.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from bot.persistence.side import DeliverySide
    from bot.persistence.unit_of_work import Database

_log = structlog.get_logger(__name__)

_STATES = {"closed": 0, "half_open": 1, "open": 2}


class Carrier(Protocol):
    """What carries events to their consumers."""

    def lag(self) -> Mapping[str, int]:
        """By consumer, how many events are on their way to its queue."""

    def unreadable(self) -> Mapping[str, int]:
        """By consumer, how much arrived since the start and could not be read."""


class Elsewhere(Protocol):
    """A context with a database of its own."""

    @property
    def side(self) -> DeliverySide:
        """Its database."""

    @property
    def event_bus(self) -> Carrier:
        """What carries its events."""


class Metrics:
    """``/metrics``: payment providers as they change, what is waiting when it is asked for.

    The registry is its own, so that several platforms in one process do not mix.
    """

    def __init__(
        self,
        database: Database,
        updates: Callable[[], int],
        providers: Iterable[str],
        carrier: Carrier | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """Measure a platform.

        Args:
            database: Where to count what is waiting in the database.
            updates: Tells how many updates are waiting.
            providers: The names of the payment providers.
            carrier: What carries the events; None for the database itself.
            elsewhere: The context that has another database, whose events are counted, too.
        """
        self._database, self._updates, self._elsewhere = database, updates, elsewhere
        self._carriers = [it for it in (carrier, elsewhere and elsewhere.event_bus) if it]
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
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
        self._waiting_updates = self._gauge("updates_waiting", "Updates not handled yet")
        self._aside = self._gauge("updates_set_aside", "Updates that could not be handled")
        self._outbox = self._gauge("outbox_rows", "Events that a consumer has not handled yet")
        self._queued = self._by_consumer("events_queued", "Events in the queue of a consumer")
        self._unpublished = self._gauge(
            "events_unpublished", "Events that the broker does not have yet"
        )
        self._lag = self._by_consumer("events_lag", "Events at the broker, not in the queue yet")
        self._unreadable = self._by_consumer(
            "events_unreadable", "Records of the broker, since the start, that cannot be read"
        )
        self._messages = self._gauge("messages_waiting", "Messages promised and not sent yet")
        self._refunds = self._gauge("refunds_waiting", "Charges that wait to be given back")
        self._held = self._gauge("orders_held", "Orders that wait in line for their kitchen")

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
        """``/metrics``."""
        return [web.get("/metrics", self._show)]

    async def _show(self, _request: web.Request) -> web.Response:
        try:
            waiting = await self._database.read(lambda uow: uow.queues())
        except DatabaseUnavailable as error:
            raise web.HTTPServiceUnavailable(text="the database is away") from error
        self._waiting_updates.set(self._updates())
        self._aside.set(waiting.set_aside)
        events = Tally(waiting.by_consumer)
        events.update(await self._waiting_elsewhere())
        self._outbox.set(events.total())
        self._show_events(events)
        self._messages.set(waiting.messages)
        self._refunds.set(waiting.refunds)
        self._held.set(waiting.held)
        return web.Response(
            body=generate_latest(self.registry),
            headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4},
        )

    async def _waiting_elsewhere(self) -> Mapping[str, int]:
        """Nothing is known of it while its database is away, which readiness tells."""
        if self._elsewhere is None or self._elsewhere.side.is_away:
            return {}
        try:
            return (await self._elsewhere.side.read(lambda uow: uow.queues())).by_consumer
        except DatabaseUnavailable as error:
            _log.warning("the events of the delivery side are not counted", problem=str(error))
            return {}

    def _show_events(self, by_consumer: Mapping[str, int]) -> None:
        self._unpublished.set(by_consumer.get(PUBLISHER, 0))
        # A consumer without a row has none waiting.
        self._queued.clear()
        for consumer, waiting in by_consumer.items():
            if consumer != PUBLISHER:
                self._queued.labels(consumer).set(waiting)
        for carrier in self._carriers:
            for consumer, lag in carrier.lag().items():
                self._lag.labels(consumer).set(lag)
            for consumer, unreadable in carrier.unreadable().items():
                self._unreadable.labels(consumer).set(unreadable)

    def _by_consumer(self, name: str, what: str) -> Gauge:
        return Gauge(f"azer_{name}", what, ["consumer"], registry=self.registry)

    def _gauge(self, name: str, what: str) -> Gauge:
        return Gauge(f"azer_{name}", what, registry=self.registry)
