"""The bus that carries events to their consumers: this database's own (the default), or Kafka."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

from bot.events.consumers import routes
from bot.events.republishing import hand_over
from bot.persistence.queues.unpublished import PUBLISHER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from contextlib import AbstractAsyncContextManager

    from bot.persistence.queues.event_store import Routes
    from bot.persistence.unit_of_work import Database
    from bot.settings import Settings
    from domain.shared.messages import Event


class EventBus(Protocol):
    """Brings each committed event into the queue of each of its consumers."""

    @property
    def degraded(self) -> tuple[str, ...]:
        """What does not work, in a word each, though all goes on."""

    def wake(self) -> None:
        """Events were committed; from the event loop's thread."""

    def lag(self) -> Mapping[str, int]:
        """By consumer, how many events are on their way to its queue."""

    def unreadable(self) -> Mapping[str, int]:
        """By consumer, how much arrived since the start and could not be read."""

    async def prepare(self) -> None:
        """Do what comes before everything else, once. Raises DatabaseUnavailable."""

    def working(self) -> AbstractAsyncContextManager[None]:
        """Carry events until left."""


class LocalBus:
    """Nothing is to be done: an event is written into the queues with what it is about."""

    degraded: tuple[str, ...] = ()

    def __init__(self, database: Database) -> None:
        """Carry the events of a database."""
        self._database = database

    def wake(self) -> None:
        """See ``EventBus``."""

    def lag(self) -> Mapping[str, int]:
        """See ``EventBus``."""
        return {}

    def unreadable(self) -> Mapping[str, int]:
        """See ``EventBus``."""
        return {}

    async def prepare(self) -> None:
        """Take over what a broker was to have, when there was one until now."""
        await hand_over(self._database)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """See ``EventBus``."""
        yield


def routes_of(settings: Settings) -> Routes:
    """Which outbox rows an event gets: one for each consumer, or one for the broker."""
    return _to_the_broker if settings.kafka_bootstrap_servers else routes


def bus_of(settings: Settings, database: Database, on_queued: Callable[[], None]) -> EventBus:
    """The bus that the settings say.

    Args:
        settings: The configuration.
        database: Where events and queues are.
        on_queued: Called when there is something new in a queue.
    """
    if not settings.kafka_bootstrap_servers:
        return LocalBus(database)
    # Its client is imported by whoever needs it, and by nobody else.
    from bot.events.kafka.bus import KafkaBus  # noqa: PLC0415

    return KafkaBus.of(settings, database, on_queued)


def make_topic(settings: Settings) -> None:
    """Make our topic at Kafka, if the settings name one and it is not there yet.

    Raises:
        OperatorError: No broker answers, or it does not let us.
    """
    if settings.kafka_bootstrap_servers:
        from bot.events.kafka.topic import Topic  # noqa: PLC0415

        Topic.of(settings).make()


def _to_the_broker(_kind: type[Event]) -> tuple[str, ...]:
    return (PUBLISHER,)
