"""A database for deliveries that cannot be right is refused in one line, before anything is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import cli
from bot.operator_error import OperatorError
from bot.persistence.database.sqlite_file import SqliteFile
from bot.running import running
from bot.settings import Settings, load_settings
from tests.integration.conftest import Platform
from tests.support.engines import change, look
from tests.support.samples import ORDER

DELIVERY = """
insert into deliveries (order_id, store_id, destination, state, courier_name, version)
values ('{order}', 'hanok', '{{}}', '{state}', '', 1)
"""


def settings_for(main: Path, apart: Path) -> Settings:
    return Settings(
        _env_file=None,
        database=main,
        database_url="",
        delivery_database_url=f"sqlite:///{apart}",
        kafka_bootstrap_servers="",
        bot_token="1:AAA",
        telegram_url="http://127.0.0.1:9",
        port=0,
    )


async def refused(main: Path, apart: Path) -> str:
    with pytest.raises(OperatorError, match=r"^DELIVERY_DATABASE_URL: ") as told:
        async with running(settings_for(main, apart)):
            pass
    return str(told.value)


@pytest.mark.parametrize(
    ("main", "apart"),
    [
        ("sqlite:///var/azer.db", "sqlite:///var/../var/azer.db"),
        ("postgresql://one@db/azer", "postgresql://other@db:5432/azer"),
    ],
)
def test_same_database_for_both_is_refused(
    main: str, apart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", main)
    monkeypatch.setenv("DELIVERY_DATABASE_URL", apart)
    with pytest.raises(OperatorError, match=re.escape("DELIVERY_DATABASE_URL: is the main")):
        load_settings()


@pytest.mark.sqlite
async def test_main_database_as_that_of_the_deliveries_is_refused(
    platform: Platform, tmp_path: Path
) -> None:
    SqliteFile(tmp_path / "other.db").migrate()
    assert "has stores" in await refused(tmp_path / "other.db", platform.path)


@pytest.mark.sqlite
@pytest.mark.parametrize("state", ["scheduled", "offered", "picked_up"])
async def test_deliveries_under_way_in_the_main_database_are_not_left_behind(
    platform: Platform, tmp_path: Path, state: str
) -> None:
    change(platform.location, DELIVERY.format(order=ORDER, state=state))
    assert "under way" in await refused(platform.path, tmp_path / "delivery.db")


async def test_file_that_is_no_database_is_told_by_the_name_of_its_setting(tmp_path: Path) -> None:
    (tmp_path / "delivery.db").write_text("no database, but long enough to look like one" * 50)
    assert "delivery.db" in await refused(tmp_path / "azer.db", tmp_path / "delivery.db")


def test_migrate_brings_both_up_to_date_and_dead_letters_are_listed_of_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE", str(tmp_path / "azer.db"))
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("DELIVERY_DATABASE_URL", f"sqlite:///{tmp_path / 'delivery.db'}")
    assert CliRunner().invoke(cli, ["migrate"]).exit_code == 0
    for name in ("azer.db", "delivery.db"):
        assert look(SqliteFile(tmp_path / name), "select count(*) from deliveries") == [(0,)]
    change(
        SqliteFile(tmp_path / "delivery.db"),
        "insert into events (event_id, subject, name, payload, at)"
        " values ('e', 's', 'OrderCooked', '{}', '2026-03-01 12:00:00.000000')",
    )
    change(
        SqliteFile(tmp_path / "delivery.db"),
        "insert into outbox (consumer, seq, subject, bucket, dead_at)"
        " select 'delivery', seq, subject, 0, at from events",
    )
    here = CliRunner().invoke(cli, ["outbox", "list"])
    there = CliRunner().invoke(cli, ["outbox", "list", "--delivery"])
    assert (here.output, there.output.split()[3]) == ("no dead letters\n", "delivery")
    assert CliRunner().invoke(cli, ["outbox", "replay", "1", "--delivery"]).exit_code == 0
    monkeypatch.setenv("DELIVERY_DATABASE_URL", "")
    told = CliRunner().invoke(cli, ["outbox", "list", "--delivery"])
    assert (told.exit_code, "needs DELIVERY_DATABASE_URL" in told.output) == (2, True)


def test_address_of_deliveries_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELIVERY_DATABASE_URL", "mysql://db/azer")
    with pytest.raises(OperatorError, match=r"^DELIVERY_DATABASE_URL: write an address"):
        load_settings()


def test_contexts_in_processes_of_their_own_are_refused_where_deliveries_lie_in_a_file(
    tmp_path: Path,
) -> None:
    settings = {
        "BOT_TOKEN": "1:AAA",
        "OPERATORS": "1",
        "DATABASE_URL": "postgresql://127.0.0.1:9/azer",
        "DELIVERY_DATABASE_URL": f"sqlite:///{tmp_path / 'delivery.db'}",
    }
    result = CliRunner().invoke(cli, ["run", "--contexts", "store"], env=settings)
    assert (result.exit_code, result.stderr.split(":")[1]) == (2, " --contexts")
