"""Following the event store over HTTP: from a position on, nothing lost and nothing twice.

A position is no serial number: with many writers one may commit late, after larger ones were read.
``bot.persistence.queues.event_store.Position`` orders events by the transaction that wrote them, and only
those are read before which nothing can come any more.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.persistence.queues.event_store import Position
from domain.shared.errors import DatabaseUnavailable
from domain.shared.messages import Event

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import Database

_BATCH = 200
_KEEPALIVE_SECONDS = 15.0
_SETTLED_SECONDS = 1.0

Read = tuple[Position, str, datetime, Event]


class EventStream:
    """The events of a database, as they can be read."""

    def __init__(self, database: Database) -> None:
        """Read the event store of a database."""
        self._database = database
        self._news = asyncio.Event()
        self._is_closed = False
        # With many writers an event can be read only when every transaction before it is over.
        self._patience = _SETTLED_SECONDS if database.locks_kitchens else _KEEPALIVE_SECONDS

    def announce(self) -> None:
        """Tell listeners that events were committed; from the event loop's thread."""
        news, self._news = self._news, asyncio.Event()
        news.set()

    def close(self) -> None:
        """Let every listener go."""
        self._is_closed = True
        self.announce()

    async def position(self, back: int = 0) -> Position:
        """Where the newest ``back`` events are still to be read. Raises DatabaseUnavailable."""
        return await self._database.read(lambda uow: uow.event_store.position(back))

    async def read_on(self, after: Position) -> AsyncIterator[Sequence[Read]]:
        """Yield what comes after a position, as it comes; nothing as a sign of life."""
        while not self._is_closed:
            news = self._news
            events = await self._after(after)
            if events:
                after = events[-1][0]
                yield events
            elif not await self._wait(news):
                yield ()

    async def _after(self, position: Position) -> Sequence[Read]:
        try:
            return await self._database.read(lambda uow: uow.event_store.read(position, _BATCH))
        except DatabaseUnavailable:
            # Whoever listens waits for the next event, or the next sign of life.
            return ()

    async def _wait(self, news: asyncio.Event) -> bool:
        try:
            async with asyncio.timeout(self._patience):
                await news.wait()
        except TimeoutError:
            return False
        return True


def facts_of(event: Event) -> str:
    """The small facts of an event: nothing about anybody."""
    told = ("method", "reason", "minutes", "was_paid")
    facts = [f"{name} {getattr(event, name)}" for name in told if getattr(event, name, "")]
    return ", ".join(facts)
