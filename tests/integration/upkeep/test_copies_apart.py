"""Backup and restore of a town whose deliveries have a database of their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import cli
from bot.payments.reconciliation.audit import audit
from bot.persistence.database.location import Location
from bot.persistence.unit_of_work import open_database
from domain.delivery import Deliver, PickUp, TakeDelivery
from domain.processes.checkout import ChooseCash
from domain.processes.operating import EndOrder
from domain.store.commands import AcceptOrder, MarkCooked
from tests.integration.conftest import Platform
from tests.integration.platform.test_apart import COOKED, TAKE, Failing, Two
from tests.integration.upkeep.test_copies import address, files
from tests.support.engines import ENGINES, fresh_location, look
from tests.support.samples import COURIER, CUSTOMER, OPERATOR, ORDER, OWNER, place

pytestmark = pytest.mark.timeout(180)
OTHER = "b" * 32


class Town:
    """A platform whose deliveries lie on the other engine, and which can be stopped."""

    def __init__(self, platform: Platform, deliveries: Location) -> None:
        self.platform, self.deliveries = platform, deliveries
        self.environment = address(platform.location) | {
            "DELIVERY_DATABASE_URL": address(deliveries)["DATABASE_URL"]
            or f"sqlite:///{address(deliveries)['DATABASE']}"
        }
        platform.database.close()
        # As the settings have it where deliveries lie apart.
        platform.limits = replace(platform.limits, under_way_within=timedelta(minutes=10))
        platform.open()
        self.start()

    def start(self) -> None:
        """Open both databases; the main one may be open still."""
        platform, side = self.platform, Failing()
        side.opened(
            open_database(
                self.deliveries,
                routes=platform.routes,
                limits=platform.limits,
                clock=platform.clock,
            )
        )
        self.two = Two(platform, side)

    def command(self, *arguments: str) -> str:
        """Let a command succeed; what it prints."""
        result = CliRunner().invoke(cli, arguments, env=self.environment)
        assert result.exit_code == 0, result.output
        return result.stdout

    def refused(self, *arguments: str) -> str:
        """The one line of a command that fails."""
        result = CliRunner().invoke(cli, arguments, env=self.environment)
        assert result.exit_code == 2, result.output
        (line,) = result.stderr.splitlines()
        return line

    def count(self, query: str) -> list[int]:
        """What a query counts in the main database and in the other one."""
        return [look(it, query)[0][0] for it in (self.platform.location, self.deliveries)]


@pytest.fixture
async def town(platform: Platform, engine: str, tmp_path: Path) -> AsyncIterator[Town]:
    (tmp_path / "apart").mkdir()
    other = ENGINES[ENGINES.index(engine) - 1]
    with fresh_location(other, tmp_path / "apart") as location:
        town = Town(platform, location)
        yield town
        town.two.side.close()


@pytest.fixture
async def twins(platform: Platform, engine: str, tmp_path: Path) -> AsyncIterator[Town]:
    """The same, both on one engine."""
    (tmp_path / "apart").mkdir()
    with fresh_location(engine, tmp_path / "apart") as location:
        town = Town(platform, location)
        yield town
        town.two.side.close()


def state(town: Town, table: str, order: str) -> list[tuple[Any, ...]]:
    key, where = ("id", town.platform.location)
    if table == "deliveries":
        key, where = "order_id", town.deliveries
    return look(where, f"select state from {table} where {key} = '{order}'")


async def test_backup_of_two_databases_has_both_and_each_goes_back_to_its_own(
    twins: Town, tmp_path: Path
) -> None:
    town = twins
    await town.two.run(*COOKED, TAKE)
    file = tmp_path / "town.backup"
    told = town.command("backup", str(file))
    deliveries = Path(f"{file}.delivery")
    # Deliveries first, so that there is none whose order is not there.
    assert [line.split(":")[0] for line in told.splitlines()] == [str(deliveries), str(file)]
    town.two.side.close()
    assert "backup of the main database" in town.refused("restore", str(file), "--delivery")
    town.platform.database.close()
    assert "backup of the deliveries" in town.refused("restore", str(deliveries))
    assert f"restore {deliveries} --delivery" in town.command("restore", str(file))
    assert "outbox republish --since" in town.command("restore", str(deliveries), "--delivery")
    town.platform.open()
    town.start()
    await town.two.run(PickUp(ORDER, COURIER), Deliver(ORDER, COURIER))
    assert state(town, "orders", ORDER) == state(town, "deliveries", ORDER) == [("delivered",)]


async def test_backup_that_cannot_be_written_leaves_no_half_of_it(
    town: Town, tmp_path: Path
) -> None:
    file = tmp_path / "town.backup"
    file.write_text("precious", "utf-8")
    assert "is there already" in town.refused("backup", str(file))
    assert files(tmp_path, "*.delivery") == []
    assert file.read_text("utf-8") == "precious"


async def test_restore_of_deliveries_without_a_database_of_their_own_is_refused(
    platform: Platform, tmp_path: Path
) -> None:
    environment = address(platform.location) | {"DELIVERY_DATABASE_URL": ""}
    arguments = ["restore", str(tmp_path / "town.backup.delivery"), "--delivery"]
    result = CliRunner().invoke(cli, arguments, env=environment)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "azer: --delivery: needs DELIVERY_DATABASE_URL\n"


async def test_deliveries_that_are_older_than_the_orders_hear_again_what_they_missed(
    town: Town, tmp_path: Path
) -> None:
    await town.two.run(*COOKED, TAKE)
    file = tmp_path / "town.backup"
    town.command("backup", str(file))
    # What one brings meanwhile, and what is cooked, the other database will not know.
    await town.two.run(PickUp(ORDER, COURIER), Deliver(ORDER, COURIER))
    cooked = (place(OTHER), ChooseCash(OTHER, CUSTOMER), AcceptOrder(OTHER, OWNER, 15))
    await town.two.run(*cooked, MarkCooked(OTHER, OWNER))
    town.two.side.close()
    told = town.refused("restore", f"{file}.delivery", "--delivery")
    assert "would be lost" in told
    told = town.command("restore", f"{file}.delivery", "--delivery", "--replace")
    (again,) = [it for it in told.splitlines() if "republish" in it]
    assert state(town, "deliveries", OTHER) == []
    # It has a loop of its own.
    await asyncio.to_thread(town.command, *again.split()[1:])
    town.start()
    await town.two.settle()
    assert state(town, "deliveries", OTHER) == [("offered",)]
    # The courier taps again, and nobody else is told anything twice.
    await town.two.run(PickUp(ORDER, COURIER), Deliver(ORDER, COURIER))
    take = TakeDelivery(OTHER, COURIER, "Dan")
    await town.two.run(take, PickUp(OTHER, COURIER), Deliver(OTHER, COURIER))
    for order in (ORDER, OTHER):
        assert state(town, "orders", order) == state(town, "deliveries", order) == [("delivered",)]
    assert town.count("select count(*) from outbox") == [0, 0]
    assert town.count("select count(*) from deadlines") == [0, 0]
    found = await audit(town.platform.location, {}, town.platform.clock())
    assert found.differences == ()


async def test_orders_that_are_older_than_their_deliveries_are_asked_about(
    town: Town, tmp_path: Path
) -> None:
    await town.two.run(*COOKED, TAKE)
    file = tmp_path / "town.backup"
    town.command("backup", str(file))
    await town.two.run(PickUp(ORDER, COURIER), Deliver(ORDER, COURIER))
    town.two.side.close()
    town.platform.database.close()
    # Against what the command says: the other database stays as it is.
    town.command("restore", str(file), "--replace")
    town.platform.open()
    town.start()
    await town.two.settle()
    assert state(town, "orders", ORDER) == [("cooked",)]
    assert state(town, "deliveries", ORDER) == [("delivered",)]
    town.platform.clock.advance(hours=12)
    await town.platform.deadline_worker.fire_due()
    await town.two.settle()
    asked = "select count(*) from events where name = 'DeliverySilent'"
    assert look(town.platform.location, asked) == [(1,)]
    await town.two.run(EndOrder(ORDER, OPERATOR, "It was brought."))
    assert state(town, "orders", ORDER) == [("cancelled",)]
    assert town.count("select count(*) from outbox") == [0, 0]
