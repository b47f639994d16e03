"""The platform without Telegram: a door, a relay, a database in a temporary file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.events.consumers import routes
from bot.events.relay import Relay
from bot.persistence.database.database import Door
from bot.persistence.database.migrate import migrate
from bot.persistence.unit_of_work import UnitOfWork
from bot.scheduling.deadline_worker import DeadlineWorker
from domain.shared.limits import OperatingLimits
from domain.shared.messages import Event
from domain.store.commands import ImportStore
from tests.support.clock import MovableClock
from tests.support.samples import OPERATOR, a_store_file


class Platform:
    """What these tests drive."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = MovableClock()
        self.commits: list[tuple[set[type[Event]], bool]] = []
        self.door = self.open()

    def open(self) -> Door:
        self.door = Door(
            self.path,
            routes=routes,
            limits=OperatingLimits(operators=frozenset({OPERATOR})),
            clock=self.clock,
            on_commit=lambda events, messages: self.commits.append((events, messages)),
        )
        self.relay = Relay(self.door, self.clock)
        self.deadline_worker = DeadlineWorker(self.door, self.clock, asyncio.Event())
        return self.door

    async def run(self, *commands: Any) -> Any:
        """Carry out commands, relaying every event in between; answer the last one's result."""
        result = None
        for command in commands:
            result = await self.door.execute(command)
            await self.settle()
        return result

    async def settle(self) -> None:
        while await self.relay.relay_once():
            pass

    async def look(self, query: str) -> list[tuple[Any, ...]]:
        def ask(uow: UnitOfWork) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in uow._connection.exec_driver_sql(query)]

        return await self.door.read(ask)


@pytest.fixture
async def platform(tmp_path: Path) -> AsyncIterator[Platform]:
    path = tmp_path / "azer.db"
    migrate(path)
    platform = Platform(path)
    await platform.run(ImportStore(a_store_file()))
    platform.commits.clear()
    yield platform
    platform.door.close()
