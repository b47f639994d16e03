"""Kafka as the bus: the publisher, and a consumer group for each context."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.events.consumers import CONSUMERS
from bot.events.kafka.broker_watch import BrokerWatch
from bot.events.kafka.group import ConsumerGroup
from bot.events.kafka.publisher import Publisher
from bot.events.kafka.topic import Topic
from bot.worker import working_together

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping

    from bot.persistence.unit_of_work import Database
    from bot.settings import Settings

BROKER_AWAY = "broker_away"


class KafkaBus:
    """See ``EventBus``."""

    def __init__(
        self,
        database: Database,
        topic: Topic,
        on_queued: Callable[[], None],
        consumers: Iterable[str] = CONSUMERS,
    ) -> None:
        """Put the parts together; nothing is connected yet.

        Args:
            database: Whose outbox is published, and where the queues are.
            topic: One town's.
            on_queued: Called when there is something new in a queue.
            consumers: Whose groups run here.
        """
        self.watch = BrokerWatch(topic)
        self.publisher = Publisher(database, topic, self.watch)
        self.groups = [
            ConsumerGroup(database, topic, self.watch, it, on_queued) for it in consumers
        ]

    @classmethod
    def of(cls, settings: Settings, database: Database, on_queued: Callable[[], None]) -> KafkaBus:
        """The bus that the settings say."""
        return cls(database, Topic.of(settings), on_queued)

    @property
    def degraded(self) -> tuple[str, ...]:
        """What does not work, though all goes on."""
        return (BROKER_AWAY,) if self.watch.is_away else ()

    def wake(self) -> None:
        """Events were committed."""
        self.publisher.wakeup.set()

    def lag(self) -> Mapping[str, int]:
        """By consumer, how many records it has still to read."""
        return {it.consumer: it.lag() for it in self.groups}

    def unreadable(self) -> Mapping[str, int]:
        """By consumer, how many records it could not read since the start."""
        return {it.consumer: it.unreadable for it in self.groups}

    async def prepare(self) -> None:
        """Nothing: whoever needs the broker waits for it, and nobody waits for them."""

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Publish and read until left."""
        parts = {
            "broker watch": self.watch.run,
            "publisher": self.publisher.run,
            **{f"consumer group {it.consumer}": it.run for it in self.groups},
        }
        try:
            async with working_together(parts):
                yield
        finally:
            await self.publisher.close()
