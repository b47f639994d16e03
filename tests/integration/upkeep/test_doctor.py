"""Each thing that can be wrong with a set-up is found, and what to do about it is said."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import make_url
from typer.testing import CliRunner

from bot.cli import cli
from bot.persistence.database.location import location_of
from bot.persistence.database.migrate import migrate
from bot.persistence.database.sqlite_file import SqliteFile
from bot.settings import Settings
from bot.upkeep.doctor import engines
from bot.upkeep.doctor.engines import check_broker, check_database
from bot.upkeep.doctor.finding import Finding
from bot.upkeep.doctor.people import check_people, check_provider
from bot.upkeep.doctor.telegram import check_telegram
from domain.customer.commands import MeetPerson
from tests.integration.conftest import Platform
from tests.support.engines import BROKER, SERVER, _administering, change, needs_broker
from tests.support.samples import OPERATOR, OWNER, SECOND_OWNER
from tests.support.simulated import TOKEN, simulated
from tests.support.stripe_server import KEY, StripeServer

MB = 2**20
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NOWHERE = "http://127.0.0.1:9"


def settings(**given: Any) -> Settings:
    return Settings(_env_file=None, **({"bot_token": TOKEN} | given))


def verdicts(found: list[Finding]) -> list[tuple[str, str]]:
    assert all(it.to_do for it in found if it.verdict != "ok")
    return [(it.what, str(it.verdict)) for it in found]


class Telegram:
    """Answers what a test wants."""

    def __init__(self) -> None:
        self.address = ""
        self.me: Any = {"ok": True, "result": {"id": 7, "username": "azer_bot"}}
        self.webhook: dict[str, Any] = {"url": "", "pending_update_count": 0}
        self.at = NOW

    async def answer(self, request: web.Request) -> web.Response:
        known = {"ok": True, "result": self.webhook}
        body = self.me if request.path.endswith("/getMe") else known
        if isinstance(body, str):
            return web.Response(text=body, content_type="text/html")
        date = self.at.strftime("%a, %d %b %Y %H:%M:%S GMT")
        return web.json_response(body, headers={"Date": date})


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    telegram = Telegram()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", telegram.answer)
    async with TestServer(app, host="127.0.0.1") as server:
        telegram.address = str(server.make_url("")).rstrip("/")
        yield telegram


async def looked_at(telegram: Telegram, **given: Any) -> list[Finding]:
    return await check_telegram(settings(telegram_url=telegram.address, **given), lambda: NOW)


async def test_examine_without_a_token_says_where_one_comes_from() -> None:
    (found,) = await check_telegram(settings(bot_token=""), lambda: NOW)
    assert (found.what, found.verdict) == ("token", "bad")
    assert "@BotFather" in found.to_do


async def test_examine_of_a_token_that_telegram_does_not_know_says_so(telegram: Telegram) -> None:
    telegram.me = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    (found,) = await looked_at(telegram)
    assert (found.verdict, found.seen) == ("bad", "Telegram refuses it: Unauthorized")


@pytest.mark.parametrize("body", ["<html>Sign in to the hotel's network</html>", {"hello": 1}, []])
async def test_examine_of_what_is_no_telegram_says_so_without_the_token(
    telegram: Telegram, body: Any
) -> None:
    telegram.me = body
    (found,) = await looked_at(telegram)
    assert (found.what, found.verdict) == ("token", "bad")
    assert TOKEN not in found.seen


async def test_examine_while_telegram_is_away_says_so_without_the_token() -> None:
    (found,) = await check_telegram(settings(telegram_url=NOWHERE), lambda: NOW)
    assert (found.what, found.verdict) == ("token", "bad")
    assert TOKEN not in found.seen


@pytest.mark.parametrize(
    ("off", "verdict"),
    [(3, "ok"), (-3, "ok"), (30, "look"), (-30, "look"), (120, "bad"), (-120, "bad")],
)
async def test_examine_compares_the_clock_with_telegrams(
    telegram: Telegram, off: int, verdict: str
) -> None:
    telegram.at = NOW - timedelta(seconds=off)
    found = await looked_at(telegram)
    assert verdicts(found) == [("token", "ok"), ("clock", verdict), ("webhook", "ok")]


HERE = {"webhook_url": "https://azer.example.org/hook", "webhook_secret": "s3cret"}
AGO = int(NOW.timestamp()) - 60


@pytest.mark.parametrize(
    ("given", "there", "verdict"),
    [
        ({}, {}, "ok"),
        ({}, {"url": "https://other.example.org"}, "look"),
        ({}, {"pending_update_count": 101}, "look"),
        (HERE, {"url": HERE["webhook_url"]}, "ok"),
        (HERE, {"url": "https://other.example.org"}, "look"),
        (HERE, {}, "look"),
        (
            HERE,
            {"url": HERE["webhook_url"], "last_error_date": AGO, "last_error_message": "Refused"},
            "bad",
        ),
        (HERE, {"url": HERE["webhook_url"], "last_error_date": AGO - 3600}, "ok"),
    ],
)
async def test_examine_compares_the_webhook_with_the_settings(
    telegram: Telegram, given: dict[str, Any], there: dict[str, Any], verdict: str
) -> None:
    telegram.webhook |= there
    given = given and {**given, "telegram_url": telegram.address}
    *_, found = await check_telegram(
        settings(**({"telegram_url": telegram.address} | given)), lambda: NOW
    )
    assert (found.what, found.verdict) == ("webhook", verdict)
    assert ("Refused" in found.seen) == (verdict == "bad")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ["ok"]),
        ({"provider_token": "1:LIVE:x"}, ["look"]),
        ({"provider_token": "1:TEST:x"}, ["look", "look"]),
        (
            {
                "provider_token": "1:LIVE:x",
                "provider_name": "stripe",
                "stripe_key": "sk_test_1",
                "stripe_url": NOWHERE,
            },
            ["bad"],
        ),
    ],
)
async def test_examine_asks_who_takes_the_money(
    given: dict[str, Any], expected: list[str]
) -> None:
    found = await check_provider(settings(operators=[OPERATOR], **given))
    assert [verdict for _, verdict in verdicts(found)] == expected


async def test_examine_of_stripe_that_answers_for_our_key_finds_nothing() -> None:
    async with StripeServer().serving() as address:
        stripe = {"provider_name": "stripe", "stripe_key": KEY, "stripe_url": address}
        live = settings(operators=[OPERATOR], provider_token="1:LIVE:x", **stripe)
        assert verdicts(await check_provider(live)) == [("provider", "ok")]


async def test_examine_of_a_database_that_is_as_it_must_be_finds_nothing(
    platform: Platform,
) -> None:
    found = await check_database(platform.location)
    assert ("database", "ok") in verdicts(found)
    assert {verdict for what, verdict in verdicts(found) if what != "disk"} == {"ok"}


async def test_examine_of_an_older_database_says_that_run_upgrades_it(platform: Platform) -> None:
    change(platform.location, "update alembic_version set version_num = '0001'")
    assert verdicts(await check_database(platform.location))[0] == ("database", "look")


async def test_examine_before_the_first_start_is_no_fault(tmp_path: Path) -> None:
    file = SqliteFile(tmp_path / "var" / "azer.db")
    assert verdicts(await check_database(file))[0] == ("database", "ok")
    assert not (tmp_path / "var").exists()


async def test_examine_of_a_damaged_file_names_the_way_back(tmp_path: Path) -> None:
    migrate(tmp_path / "azer.db")
    os.truncate(tmp_path / "azer.db", 8192)
    found, _ = await check_database(SqliteFile(tmp_path / "azer.db"))
    assert found.verdict == "bad"
    assert "main.py restore" in found.to_do


@pytest.mark.parametrize(("free", "verdict"), [(100, "bad"), (500, "look"), (5_000, "ok")])
async def test_examine_looks_for_room_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, verdict: str
) -> None:
    usage = SimpleNamespace(total=10_000 * MB, used=0, free=free * MB)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    _, found = await check_database(SqliteFile(tmp_path / "azer.db"))
    assert (found.what, found.verdict) == ("disk", verdict)


async def test_examine_of_a_server_that_is_away_says_what_to_look_at() -> None:
    location = location_of(make_url("postgresql://azer:hunter2@127.0.0.1:9/azer"))
    (found,) = await check_database(location)
    assert found.verdict == "bad"
    assert "hunter2" not in found.seen


@pytest.fixture(params=["LATIN1", "SQL_ASCII"])
def badly_sorted(request: pytest.FixtureRequest) -> Iterator[str]:
    if not SERVER:
        pytest.skip("needs PostgreSQL: `make engines` starts one")
    name = f"test_{uuid4().hex}"
    with _administering() as connection:
        connection.exec_driver_sql(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{request.param}' LOCALE 'C'"
        )
    yield make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    with _administering() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


async def test_examine_of_a_server_that_sorts_otherwise_says_how_to_make_another(
    badly_sorted: str,
) -> None:
    found = await check_database(location_of(make_url(badly_sorted)))
    assert ("server", "bad") in verdicts(found)


@pytest.mark.postgresql
async def test_examine_of_an_old_server_without_its_programs_names_both(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(engines, "_LEAST_VERSION", 990_000)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = verdicts(await check_database(platform.location))
    assert found == [("database", "ok"), ("server", "look"), ("backup", "look")]


async def test_examine_of_brokers_that_are_away_says_so() -> None:
    assert verdicts(await check_broker(settings())) == [("broker", "ok")]
    found = await check_broker(settings(kafka_bootstrap_servers="127.0.0.1:9"))
    assert verdicts(found) == [("broker", "bad")]


@needs_broker
async def test_examine_of_brokers_that_are_there_counts_them() -> None:
    (found,) = await check_broker(settings(kafka_bootstrap_servers=BROKER))
    assert (found.verdict, found.seen[:4]) == ("ok", "1 at")


async def test_examine_names_owners_and_operators_whom_nobody_reaches(platform: Platform) -> None:
    nobody = await check_people(settings(), platform.location)
    assert verdicts(nobody) == [("operators", "look"), ("owners", "bad")]
    both = settings(operators=[OPERATOR])
    assert verdicts(await check_people(both, platform.location))[0] == ("operators", "bad")
    await platform.run(MeetPerson(OPERATOR, "Op", "en"), MeetPerson(OWNER, "Ina", "ko"))
    assert verdicts(await check_people(both, platform.location)) == [
        ("operators", "ok"),
        ("owners", "look"),
    ]
    await platform.run(MeetPerson(SECOND_OWNER, "Jo", "ko"))
    assert verdicts(await check_people(both, platform.location))[1] == ("owners", "ok")
    # Who blocks the bot is not reached any more.
    change(platform.location, f"update people set reachable = false where user_id = {OWNER}")
    found = await check_people(both, platform.location)
    assert (found[1].verdict, found[1].seen) == ("look", f"hanok: not reached: {OWNER}")


async def test_examine_of_people_without_a_database_is_no_crash(tmp_path: Path) -> None:
    found = await check_people(settings(), SqliteFile(tmp_path / "azer.db"))
    assert verdicts(found) == [("people", "look")]


def test_doctor_prints_a_line_for_each_thing_and_fails_when_one_is_bad(tmp_path: Path) -> None:
    env = {"DATABASE": str(tmp_path / "azer.db"), "BOT_TOKEN": "", "DATABASE_URL": ""}
    result = CliRunner().invoke(cli, ["doctor"], env=env)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0] == "bad   token      BOT_TOKEN is not set"
    assert lines[1].strip().startswith("Ask @BotFather")
    assert any(it.startswith("ok    broker ") for it in lines)
    assert not (tmp_path / "azer.db").exists()


async def test_doctor_beside_the_demos_telegram_finds_token_clock_and_no_webhook(
    tmp_path: Path,
) -> None:
    async with simulated() as world:
        found = await check_telegram(
            settings(telegram_url=world.address), lambda: datetime.now(UTC)
        )
    assert verdicts(found) == [("token", "ok"), ("clock", "ok"), ("webhook", "ok")]
    assert found[0].seen.startswith("@azer_delivery_bot")
