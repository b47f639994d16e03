"""The start on a PostgreSQL that is not there yet, or never will be."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from typer.testing import CliRunner

from bot.cli import cli
from bot.persistence.database.location import Location, location_of
from bot.persistence.database.postgresql_server import PostgresqlServer
from bot.persistence.database.sqlite_file import SqliteFile
from bot.settings.database import database_address
from bot.starting import only_process
from tests.integration.platform.test_cli import LIVE, started, stop_and_check, wait_for_line
from tests.integration.platform.test_one_line import COMMANDS
from tests.support.door import Door
from tests.support.engines import change, fresh_url

STARTING_UP = ("57P03", "the database system is starting up")
FULL = ("53300", "sorry, too many clients already")
# Nobody listens there: a start that has come to Telegram has its database.
NO_TELEGRAM = {"TELEGRAM_URL": "http://127.0.0.1:9", **LIVE}


@pytest.fixture
def door() -> Iterator[Door]:
    with fresh_url() as url, Door.standing(make_url(url)) as door:
        yield door


def told(*arguments: str, url: str) -> str:
    """What a command that fails says, which is one line."""
    result = CliRunner().invoke(
        cli, arguments, env={"DATABASE_URL": url, "PORT": "0", **NO_TELEGRAM}
    )
    assert isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    return line


def test_run_while_the_server_is_dead_waits_and_goes_on_when_it_comes(
    tmp_path: Path, door: Door
) -> None:
    with started(tmp_path, DATABASE_URL=door.url, **NO_TELEGRAM) as process:
        for _ in range(2):
            wait_for_line(process, "the database cannot be used yet")
        door.open()
        wait_for_line(process, "Telegram does not answer")
        stop_and_check(process, signal.SIGTERM)


@pytest.mark.parametrize(("state", "said"), [STARTING_UP, FULL])
def test_run_while_the_server_takes_nobody_waits_and_goes_on(
    tmp_path: Path, door: Door, state: str, said: str
) -> None:
    door.refuse(state, said)
    with started(tmp_path, DATABASE_URL=door.url, **NO_TELEGRAM) as process:
        wait_for_line(process, said)
        door.open()
        wait_for_line(process, "Telegram does not answer")
        stop_and_check(process, signal.SIGTERM)


def test_run_while_no_name_server_knows_the_host_waits(tmp_path: Path) -> None:
    address = "postgresql://postgres@nowhere.invalid/azer"
    with started(tmp_path, DATABASE_URL=address, **NO_TELEGRAM) as process:
        wait_for_line(process, "nowhere.invalid")
        stop_and_check(process, signal.SIGTERM)


@pytest.mark.parametrize("wanted", [signal.SIGINT, signal.SIGTERM])
def test_signal_while_the_server_is_dead_at_the_start_ends_it(
    tmp_path: Path, door: Door, wanted: signal.Signals
) -> None:
    with started(tmp_path, DATABASE_URL=door.url, **NO_TELEGRAM) as process:
        wait_for_line(process, "the database cannot be used yet")
        stop_and_check(process, wanted)


def test_signal_while_the_server_is_silent_at_the_start_ends_it(
    tmp_path: Path, door: Door
) -> None:
    door.fall_silent()
    with started(tmp_path, DATABASE_URL=door.url, **NO_TELEGRAM) as process:
        door.wait_for_a_visit()
        stop_and_check(process, signal.SIGTERM)


@pytest.mark.parametrize("command", COMMANDS[1:], ids=" ".join)
def test_command_while_the_server_is_dead_is_one_line(
    door: Door, command: tuple[str, ...]
) -> None:
    line = told(*command, url=door.url)
    assert line.startswith(f"azer: DATABASE_URL: {door.url}: ")
    assert line.endswith("Connection refused")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("28P01", 'password authentication failed for user "azer"'),
        ("28000", 'no pg_hba.conf entry for host "10.0.0.1", user "azer", database "azer"'),
        ("28000", 'role "azer" is not permitted to log in'),
        ("42501", 'permission denied for database "azer"'),
    ],
)
def test_command_that_the_server_refuses_for_good_is_one_line(
    door: Door, command: tuple[str, ...], state: str, said: str
) -> None:
    door.refuse(state, said)
    assert told(*command, url=door.url).endswith(f"FATAL:  {said}")


@pytest.mark.parametrize("command", COMMANDS[:2], ids=" ".join)
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"database": "nowhere"}, 'database "nowhere" does not exist'),
        ({"username": "nobody"}, 'role "nobody" does not exist'),
        ({"query": {"sslmode": "require"}}, "SSL was required"),
        ({"query": {"sslmode": "maybe"}}, 'invalid sslmode value: "maybe"'),
        ({"query": {"options": "-cnot=there"}}, 'unrecognized configuration parameter "not"'),
        ({"query": {"flavour": "mild"}}, '"flavour"'),
        ({"port": 99999}, 'invalid port number: "99999"'),
    ],
)
def test_command_with_an_address_that_leads_nowhere_is_one_line(
    command: tuple[str, ...], wrong: dict[str, object], said: str
) -> None:
    with fresh_url() as url:
        address = make_url(url).set(**wrong)  # type: ignore[arg-type]
        line = told(*command, url=address.render_as_string(hide_password=False))
    assert line.startswith("azer: DATABASE_URL: postgresql://")
    assert line.endswith(said)


@pytest.mark.parametrize(
    "parts",
    [
        {"password": "se cret"},
        {"password": "p@ss/w?o#r%d+'\\"},
        {"query": {"options": "-c search_path=public"}},
        {"query": {"application_name": "Azer's own + more"}},
    ],
)
async def test_address_with_anything_that_can_be_written_in_one_is_reached(
    parts: dict[str, object],
) -> None:
    with fresh_url() as url:
        written = make_url(url).set(**parts)  # type: ignore[arg-type]
        address = database_address(written.render_as_string(hide_password=False))
        await location_of(address).reach()


def test_password_among_the_parameters_of_an_address_is_not_told(door: Door) -> None:
    door.refuse("28P01", "password authentication failed")
    url = make_url(door.url).update_query_dict({"password": "hush", "connect_timeout": "9"})
    line = told("migrate", url=url.render_as_string(hide_password=False))
    assert "hush" not in line
    assert "connect_timeout=9" in line


@pytest.mark.parametrize("command", COMMANDS[:2], ids=" ".join)
@pytest.mark.parametrize(
    ("right", "said"),
    [
        ("CREATE", "no schema has been selected to create in"),
        ("USAGE", "denied for schema public"),
    ],
)
def test_command_of_a_role_that_may_not_make_tables_is_one_line(
    command: tuple[str, ...], right: str, said: str
) -> None:
    with fresh_url() as url:
        role = f"guest_{uuid4().hex}"
        here = location_of(make_url(url))
        change(here, "DROP SCHEMA public CASCADE")
        change(here, "CREATE SCHEMA public")
        change(here, f"CREATE ROLE {role} LOGIN")
        change(here, f"GRANT {right} ON SCHEMA public TO {role}")
        try:
            guest = make_url(url).set(username=role).render_as_string(hide_password=False)
            assert told(*command, url=guest).endswith(said)
        finally:
            change(here, f"DROP OWNED BY {role}")
            change(here, f"DROP ROLE {role}")


@pytest.mark.parametrize("address", ["postgresql://h@h:pa:ss/x", "postgresql://h:5x/x", "h/x"])
def test_run_with_an_address_that_is_none_says_how_and_repeats_nothing(address: str) -> None:
    assert told("run", url=address) == (
        "azer: DATABASE_URL: write an address such as postgresql://user@host/name"
        " or sqlite:///path"
    )


@pytest.mark.parametrize("command", COMMANDS[2:], ids=" ".join)
def test_command_whose_server_goes_meanwhile_is_one_line(
    door: Door, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def migrate(server: PostgresqlServer) -> None:
        migrated(server)
        door.shut()

    migrated = PostgresqlServer.migrate
    monkeypatch.setattr(PostgresqlServer, "migrate", migrate)
    door.open()
    assert told(*command, url=door.url).endswith("Connection refused")


class Fickle(PostgresqlServer):
    """A server that answers, and then is another one."""

    door: ClassVar[Door]
    turn: ClassVar[Callable[[], None]]

    async def reach(self) -> None:
        await super().reach()
        Fickle.turn()

    def is_passing(self, error: DBAPIError) -> bool:
        Fickle.turn = Fickle.door.open
        Fickle.turn()
        return super().is_passing(error)


def fickle(door: Door, turn: Callable[[], None]) -> Fickle:
    Fickle.door, Fickle.turn = door, turn
    door.open()
    return Fickle(make_url(door.url).set(drivername="postgresql+psycopg"))


async def test_server_that_goes_just_when_it_is_claimed_is_waited_for(door: Door) -> None:
    async with asyncio.timeout(10):
        await enter(fickle(door, door.shut))


async def test_server_that_refuses_just_when_it_is_claimed_is_not_waited_for(door: Door) -> None:
    server = fickle(door, lambda: door.refuse("28P01", "password authentication failed"))
    with pytest.raises(OperationalError, match="password"):
        async with asyncio.timeout(10):
            await enter(server)


async def enter(location: Location) -> None:
    async with only_process(location):
        pass


async def test_start_that_is_broken_off_lets_go_of_what_it_still_claims(tmp_path: Path) -> None:
    begun, going_on, left = threading.Event(), threading.Event(), threading.Event()

    class Slow(SqliteFile):
        @contextmanager
        def only_process(self) -> Iterator[None]:
            begun.set()
            assert going_on.wait(10)
            try:
                yield
            finally:
                left.set()

    starting = asyncio.create_task(enter(Slow(tmp_path / "azer.db")))
    await asyncio.to_thread(begun.wait, 10)
    starting.cancel()
    await asyncio.wait([starting], timeout=0.1)
    going_on.set()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert left.is_set()


def test_statement_that_the_driver_does_not_understand_is_no_fault_of_the_server(
    door: Door,
) -> None:
    door.open()
    server = location_of(make_url(door.url))
    with pytest.raises(DBAPIError), server.using(), server.one_moment() as connection:
        connection.exec_driver_sql("select %s", (object(),))
