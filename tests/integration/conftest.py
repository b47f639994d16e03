"""The platform without Telegram: a bus, a relay, a database in a temporary file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.command_bus import CommandBus
from bot.events.consumers import routes
from bot.events.relay import Relay
from bot.persistence.database.location import Location
from bot.persistence.database.sqlite_file import SqliteFile
from bot.persistence.queues.event_store import Routes, decode_event, known_names
from bot.persistence.unit_of_work import Database, UnitOfWork, open_database
from bot.scheduling.deadline_worker import DeadlineWorker
from domain.shared.limits import OperatingLimits
from domain.shared.messages import Event
from domain.store.commands import ImportStore
from tests.support.clock import MovableClock
from tests.support.engines import ENGINES, fresh_location
from tests.support.samples import OPERATOR, a_store_file


class Platform:
    """What these tests drive."""

    routes: Routes = staticmethod(routes)
    limits = OperatingLimits(operators=frozenset({OPERATOR}))

    def __init__(self, location: Location) -> None:
        self.location = location
        self.clock = MovableClock()
        self.heard: Callable[[set[type[Event]]], None] = lambda _events: None
        self.commits: list[tuple[set[type[Event]], bool]] = []
        self.lost: list[str] = []
        self.database = self.open()

    def open(self) -> Database:
        self.database = open_database(
            self.location,
            routes=self.routes,
            limits=self.limits,
            clock=self.clock,
            on_commit=self._on_commit,
            on_lost=self.lost.append,
        )
        self.bus = CommandBus(self.database)
        self.relay = Relay(self.database, self.clock)
        self.deadline_worker = DeadlineWorker(self.database, self.bus, self.clock, asyncio.Event())
        return self.database

    def _on_commit(self, events: set[type[Event]], messages: bool) -> None:
        self.commits.append((events, messages))
        self.heard(events)

    async def run(self, *commands: Any) -> Any:
        """Carry out commands, relaying every event in between; answer the last one's result."""
        result = None
        for command in commands:
            result = await self.bus.execute(command)
            await self.settle()
        return result

    @asynccontextmanager
    async def carrying(self) -> AsyncIterator[None]:
        """Let events travel; here they are where they have to be."""
        yield

    async def settle(self) -> None:
        while await self.relay.relay_once():
            pass

    async def look(self, query: str) -> list[tuple[Any, ...]]:
        def ask(uow: UnitOfWork) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in uow._connection.exec_driver_sql(query)]

        return await self.database.read(ask)

    async def events(self) -> list[Event]:
        """Every event that can be read, as it was written; a feed may show the newest of them later."""
        rows = await self.look("select name, payload from events order by seq")
        known = known_names()
        return [decode_event(name, payload) for name, payload in rows if name in known]

    @property
    def path(self) -> Path:
        """The SQLite file, for tests of what only a file can do."""
        assert isinstance(self.location, SqliteFile)
        return self.location.path


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Everything that touches a database is tried on each engine, but for what only a file can do."""
    if "engine" in metafunc.fixturenames:
        only = [
            it for it in ("sqlite", "postgresql") if metafunc.definition.get_closest_marker(it)
        ]
        metafunc.parametrize("engine", [it for it in ENGINES if not only or it in only])


@pytest.fixture
async def platform(tmp_path: Path, engine: str) -> AsyncIterator[Platform]:
    with fresh_location(engine, tmp_path) as location:
        platform = Platform(location)
        await platform.run(ImportStore(a_store_file()))
        platform.commits.clear()
        yield platform
        platform.database.close()
