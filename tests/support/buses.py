"""The platform of the integration tests on Kafka, and when all that was published is handled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from bot.events.bus import routes_of
from bot.events.consumers import CONSUMERS
from bot.events.kafka.bus import KafkaBus
from bot.events.kafka.topic import Topic
from bot.settings import Settings
from tests.integration.conftest import Platform
from tests.support.arrived import arrived
from tests.support.broker import new_prefix
from tests.support.engines import BROKER

if TYPE_CHECKING:
    from bot.persistence.database.location import Location
    from bot.persistence.unit_of_work import Database
    from domain.shared.messages import Event

_ON_KAFKA = Settings(_env_file=None, kafka_bootstrap_servers="127.0.0.1:1")


class KafkaPlatform(Platform):
    """A platform whose events travel over a real broker while it is ``carrying``."""

    routes = staticmethod(routes_of(_ON_KAFKA))

    def __init__(
        self,
        location: Location,
        topic: Topic | None = None,
        consumers: Iterable[str] = CONSUMERS,
    ) -> None:
        self.topic = topic or Topic(BROKER, new_prefix())
        self._consumers = tuple(consumers)
        super().__init__(location)

    def open(self) -> Database:
        database = super().open()
        self.news = asyncio.Event()
        self.kafka = KafkaBus(database, self.topic, self.news.set, self._consumers)
        for part in (*self.kafka.groups, self.kafka.publisher):
            self._hear(part, "_take" if part in self.kafka.groups else "_note_deliveries")
        return database

    @asynccontextmanager
    async def carrying(self) -> AsyncIterator[None]:
        """Publish and read."""
        async with self.kafka.working():
            yield

    async def settle(self) -> None:
        """Wait until everything that was published is handled, or waits for another try."""
        while True:
            self.news.clear()
            await super().settle()
            if await self._is_all_read():
                await super().settle()
                return
            await self.news.wait()

    async def until(self, query: str, wanted: list[tuple[Any, ...]]) -> None:
        """Wait until the database answers so, handling what arrives meanwhile."""
        while True:
            self.news.clear()
            await super().settle()
            if await self.look(query) == wanted:
                return
            await self.news.wait()

    async def unpublished(self) -> int:
        """How many events the broker is to have and does not have yet."""
        waiting = "select count(*) from outbox where consumer = 'kafka' and dead_at is null"
        ((count,),) = await self.look(waiting)
        return int(count)

    async def _is_all_read(self) -> bool:
        return arrived(self.kafka) is not None and not await self.unpublished()

    def _on_commit(self, events: set[type[Event]], messages: bool) -> None:
        super()._on_commit(events, messages)
        self.kafka.wake()

    def _hear(self, part: Any, does: str) -> None:
        work = getattr(part, does)

        async def and_tell(*arguments: Any) -> None:
            await work(*arguments)
            self.news.set()

        setattr(part, does, and_tell)
