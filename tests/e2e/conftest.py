"""A whole town for each test: the simulator, the bot, and the people who use it."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo.town import demo
from bot.settings import Settings
from bot.simulator import People
from tests.e2e.journey import TestTown
from tests.support.apart import with_deliveries
from tests.support.bot_api import check_request, check_result, check_update
from tests.support.broker import new_prefix
from tests.support.clock import MovableClock
from tests.support.engines import BROKER, ENGINES, fresh_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from bot.simulator import Exchange, Simulator


# With TEST_ON_KAFKA every town's events travel over the broker.
ON_KAFKA = bool(os.environ.get("TEST_ON_KAFKA"))


def settings_for(path: Path, **changes: Any) -> Settings:
    """Settings that touch nothing outside the test."""
    values: dict[str, Any] = {
        "database": path / "azer.db",
        "database_url": "",
        "delivery_database_url": "",
        "kafka_bootstrap_servers": BROKER if ON_KAFKA else "",
        "kafka_topic_prefix": new_prefix(),
        "port": 0,
        "simulator_port": 0,
        "messages_per_second": 0,
        "quiet_for": 0,
        # Everybody is asked at once, and whoever a test wants takes it.
        "offer_first_to": 0,
    }
    return Settings(_env_file=None, **(values | changes))


class Referee:
    """Checks everything that passes over the wire against the official schema."""

    def __init__(self) -> None:
        self.broken: list[str] = []

    def watch(self, simulator: Simulator) -> None:
        simulator.observers.append(self._check)

    def _check(self, exchange: Exchange) -> None:
        try:
            if exchange.kind == "update":
                check_update(exchange.payload)
                return
            check_request(exchange.method, exchange.params)
            if exchange.payload["ok"]:
                check_result(exchange.method, exchange.payload["result"])
        except AssertionError as error:
            self.broken.append(f"{exchange.kind} {exchange.method}: {error}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What several people do at once, or what ends abruptly, is tried on each engine."""
    if "engine" in metafunc.fixturenames:
        on_each = metafunc.definition.get_closest_marker("each_engine")
        metafunc.parametrize("engine", ENGINES if on_each else ENGINES[:1])


@pytest.fixture
def database_url(engine: str) -> Iterator[str]:
    """The setting for a database of the test's own; empty for the file beside it."""
    if engine == "sqlite":
        yield ""
    else:
        with fresh_url() as url:
            yield url


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@asynccontextmanager
async def living_town(
    path: Path, clock: MovableClock, *, staff_present: bool = False, **changes: Any
) -> AsyncIterator[TestTown]:
    """A town whose every exchange is checked; broken ones fail the test."""
    referee = Referee()
    with with_deliveries(path, changes) as placed:
        async with _town(settings_for(path, **placed), clock, referee, staff_present) as town:
            yield town
    assert not referee.broken, referee.broken[:3]


@asynccontextmanager
async def _town(
    settings: Settings,
    clock: MovableClock,
    referee: Referee,
    staff_present: bool,
) -> AsyncIterator[TestTown]:
    async with (
        demo(
            settings,
            clock=clock,
            prepare=referee.watch,
            staff_present=staff_present,
            own_database=False,
        ) as running,
        People(running.address) as people,
    ):
        yield TestTown(running, people, clock)


@pytest.fixture
async def town(tmp_path: Path, clock: MovableClock, database_url: str) -> AsyncIterator[TestTown]:
    async with living_town(tmp_path, clock, database_url=database_url) as living:
        yield living
