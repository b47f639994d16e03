"""What can be wrong with a database that deliveries have for themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from bot.cli import cli
from bot.persistence.database.migrate import migrate
from bot.upkeep.doctor.engines import check_deliveries
from tests.integration.conftest import Platform
from tests.integration.platform.test_apart import COOKED
from tests.integration.upkeep.test_copies import address
from tests.integration.upkeep.test_doctor import settings, verdicts
from tests.support.engines import fresh_location

AWAY = "postgresql://azer:hunter2@127.0.0.1:9/azer"


def of(platform: Platform, deliveries: str) -> Any:
    """The settings of a town whose deliveries lie there."""
    given = {name.lower(): value for name, value in address(platform.location).items()}
    return settings(**given, delivery_database_url=deliveries)


def url_of(location: Any) -> str:
    told = address(location)
    return told["DATABASE_URL"] or f"sqlite:///{told['DATABASE']}"


async def test_examine_without_a_database_for_deliveries_says_nothing_of_one(
    platform: Platform,
) -> None:
    assert await check_deliveries(of(platform, "")) == []


async def test_examine_of_the_deliveries_database_finds_it_well(
    platform: Platform, engine: str, tmp_path: Path
) -> None:
    (tmp_path / "apart").mkdir()
    with fresh_location(engine, tmp_path / "apart") as theirs:
        found = await check_deliveries(of(platform, url_of(theirs)))
    assert verdicts(found)[0] == ("delivery", "ok")
    assert {it.verdict for it in found} == {"ok"}


async def test_examine_of_deliveries_that_are_away_names_their_setting(
    platform: Platform,
) -> None:
    found, *_ = await check_deliveries(of(platform, AWAY))
    assert (found.what, found.verdict) == ("delivery", "bad")
    assert "hunter2" not in found.seen
    assert "that DELIVERY_DATABASE_URL is right" in found.to_do


async def test_examine_of_a_damaged_file_of_deliveries_names_their_way_back(
    platform: Platform, tmp_path: Path
) -> None:
    (tmp_path / "theirs.db").write_bytes(b"no database " * 1_000)
    found, *_ = await check_deliveries(of(platform, f"sqlite:///{tmp_path / 'theirs.db'}"))
    assert (found.what, found.verdict) == ("delivery", "bad")
    assert found.seen.startswith("DELIVERY_DATABASE_URL: ")
    assert "restore FILE.delivery --delivery" in found.to_do


async def test_examine_of_a_main_database_named_for_deliveries_says_so(
    platform: Platform, tmp_path: Path
) -> None:
    # A fresh town, and the old one for its deliveries.
    migrate(tmp_path / "fresh.db")
    wrong = settings(
        database=str(tmp_path / "fresh.db"), delivery_database_url=url_of(platform.location)
    )
    assert ("bad", "has stores") in [(it.verdict, it.seen) for it in await check_deliveries(wrong)]


async def test_examine_of_deliveries_that_would_be_left_behind_says_so(
    platform: Platform, tmp_path: Path
) -> None:
    await platform.run(*COOKED)
    found = await check_deliveries(of(platform, f"sqlite:///{tmp_path / 'theirs.db'}"))
    assert "deliveries are under way in the main database" in [it.seen for it in found]
    assert verdicts(found)[-1] == ("delivery", "bad")


def test_doctor_looks_at_the_database_of_the_deliveries_and_at_the_gateway(
    tmp_path: Path,
) -> None:
    env = {
        "DATABASE": str(tmp_path / "azer.db"),
        "DATABASE_URL": "",
        "BOT_TOKEN": "",
        "DELIVERY_DATABASE_URL": f"sqlite:///{tmp_path / 'theirs.db'}",
    }
    lines = CliRunner().invoke(cli, ["doctor"], env=env).stdout.splitlines()
    assert [it[:12] for it in lines if "delivery" in it or "gateway" in it] == [
        "ok    delive",
        "ok    gatewa",
    ]
    assert not (tmp_path / "theirs.db").exists()
