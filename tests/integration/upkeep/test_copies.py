"""A backup that is taken under load is whole; a restore takes it, says what is lost, and goes on."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner

from bot.cli import cli
from bot.payments.reconciliation.audit import audit
from bot.persistence.database.location import Location, location_of
from bot.persistence.database.sqlite_file import SqliteFile
from domain.payment.commands import RecordCharge
from domain.store.commands import ImportStore
from tests.integration.conftest import Platform
from tests.support.engines import change, fresh_location, look
from tests.support.samples import CUSTOMER, WON_18000, a_store_file, place

ROOT = Path(__file__).parents[3]
# Each starts programs several times.
pytestmark = pytest.mark.timeout(180)


def address(location: Location) -> dict[str, str]:
    """The settings of a database."""
    if isinstance(location, SqliteFile):
        return {"DATABASE": str(location.path), "DATABASE_URL": ""}
    url: Any = location.url  # type: ignore[attr-defined]
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return {"DATABASE_URL": plain}


def run(location: Location, *arguments: str) -> list[str]:
    """Let a command succeed; the lines that it prints."""
    result = CliRunner().invoke(cli, arguments, env=address(location))
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def refused(location: Location, *arguments: str) -> str:
    """The one line of a command that fails."""
    result = CliRunner().invoke(cli, arguments, env=address(location))
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    (line,) = result.stderr.splitlines()
    return line.removeprefix("azer: ")


async def run_beside(location: Location, *arguments: str) -> None:
    """Let a command succeed as a process of its own, while this one goes on."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "main.py"),
        *arguments,
        env={**os.environ, **address(location)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output


async def order(platform: Platform) -> str:
    """Place an order and pay for it."""
    id = uuid4().hex
    await platform.bus.execute(place(id))
    charge = RecordCharge(id, "simulated", f"ch_{id}", f"tg_{id}", WON_18000, CUSTOMER)
    await platform.bus.execute(charge)
    return id


class Crowd:
    """Orders one after the other, until left."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self.answered: list[str] = []
        self._news, self._enough = asyncio.Condition(), False

    async def more(self, count: int) -> set[str]:
        """Wait until so many more were answered; all of them."""
        enough = len(self.answered) + count
        async with self._news:
            await self._news.wait_for(lambda: len(self.answered) >= enough)
        return set(self.answered)

    @asynccontextmanager
    async def ordering(self) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(self._go_on()) for _ in range(4)]
        try:
            yield
        finally:
            self._enough = True
            await asyncio.gather(*tasks)

    async def _go_on(self) -> None:
        while not self._enough:
            self.answered.append(await order(self._platform))
            async with self._news:
                self._news.notify_all()


@pytest.fixture
def elsewhere(engine: str, tmp_path: Path) -> Iterator[Location]:
    """A database on another machine."""
    (tmp_path / "elsewhere").mkdir()
    with fresh_location(engine, tmp_path / "elsewhere") as location:
        yield location


@contextmanager
def stopped(platform: Platform) -> Iterator[None]:
    platform.database.close()
    try:
        yield
    finally:
        platform.open()


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)


def files(folder: Path, pattern: str) -> list[Path]:
    return list(folder.glob(pattern))


def orders_in(location: Location) -> set[str]:
    return {id for (id,) in look(location, "select id from orders")}


async def test_backup_under_load_is_whole_and_has_all_that_was_answered_before(
    platform: Platform, elsewhere: Location, tmp_path: Path
) -> None:
    crowd, file = Crowd(platform), tmp_path / "town.backup"
    async with crowd.ordering():
        before = await crowd.more(20)
        await run_beside(platform.location, "backup", str(file))
        await crowd.more(8)
    assert file.stat().st_mode & 0o777 == 0o600
    run(elsewhere, "restore", str(file))
    kept = orders_in(elsewhere)
    assert before <= kept < orders_in(platform.location)
    # No order without its event, no charge without its movement.
    told = look(elsewhere, "select subject from events where name = 'OrderPlaced'")
    assert {it for (it,) in told} == kept
    assert (await audit(elsewhere, {}, platform.clock())).differences == ()
    other = Platform(elsewhere)
    await order(other)
    await other.settle()
    other.database.close()
    numbers = [it for (it,) in look(elsewhere, "select seq from events order by seq")]
    assert len(numbers) == len(set(numbers))


async def test_restore_that_loses_something_says_what_and_does_it_only_when_told_to(
    platform: Platform, tmp_path: Path
) -> None:
    first, file = await order(platform), str(tmp_path / "town.backup")
    run(platform.location, "backup", file)
    events = len(await platform.events())
    second = await order(platform)
    more = len(await platform.events()) - events
    lost = f"{more} events about 1 orders, stores or people, and 1 movements of money"
    with stopped(platform):
        told = refused(platform.location, "restore", file)
        assert told.endswith(f"this would be lost: {lost}; to lose it: --replace")
        assert orders_in(platform.location) == {first, second}
        until, loss, *next_steps = run(platform.location, "restore", file, "--replace")
    assert until.startswith("restored: everything until 20")
    assert loss == f"lost: {lost}"
    assert any("payments reconcile" in it for it in next_steps)
    assert orders_in(platform.location) == {first}
    await order(platform)
    await platform.settle()
    assert (await audit(platform.location, {}, platform.clock())).differences == ()


async def test_restore_of_a_database_in_use_changes_nothing(
    platform: Platform, tmp_path: Path
) -> None:
    id, file = await order(platform), str(tmp_path / "town.backup")
    run(platform.location, "backup", file)
    with platform.location.only_process():
        told = refused(platform.location, "restore", file, "--replace")
    assert "another process runs on" in told
    assert orders_in(platform.location) == {id}


async def test_backup_into_a_file_that_is_there_leaves_it_alone(
    platform: Platform, tmp_path: Path
) -> None:
    file = tmp_path / "town.backup"
    file.write_text("precious", "utf-8")
    told = refused(platform.location, "backup", str(file))
    assert told == f"{file}: is there already; name a new file"
    assert file.read_text("utf-8") == "precious"
    told = refused(platform.location, "backup", str(tmp_path / "nowhere/town.backup"))
    assert told.endswith("No such file or directory")


async def test_restore_of_what_is_no_backup_changes_nothing(
    platform: Platform, tmp_path: Path
) -> None:
    id, file = await order(platform), tmp_path / "town.backup"
    file.write_bytes(b"not a backup " * 1_000)
    with stopped(platform):
        told = refused(platform.location, "restore", str(file), "--replace")
        missing = refused(platform.location, "restore", str(tmp_path / "none"), "--replace")
    assert told.startswith(f"{file}: ")
    assert missing.startswith(f"{tmp_path / 'none'}: ")
    assert orders_in(platform.location) == {id}
    assert files(tmp_path, ".*.coming") == []


async def test_restore_of_a_later_versions_backup_changes_nothing(
    platform: Platform, elsewhere: Location, tmp_path: Path
) -> None:
    id, file = await order(platform), str(tmp_path / "town.backup")
    run(platform.location, "backup", file)
    later = str(tmp_path / "later.backup")
    run(elsewhere, "backup", later)
    # As a later version would have left it.
    change(elsewhere, "update alembic_version set version_num = '9999', understood_from = '9999'")
    os.unlink(later)
    _backup_as_it_is(elsewhere, Path(later))
    with stopped(platform):
        told = refused(platform.location, "restore", later, "--replace")
    assert told == f"{later}: was written by a later version of this program (9999)"
    assert orders_in(platform.location) == {id}


async def test_restore_of_what_a_later_version_only_expanded_goes_on(
    platform: Platform, elsewhere: Location, tmp_path: Path
) -> None:
    id, file = await order(platform), str(tmp_path / "town.backup")
    change(platform.location, "update alembic_version set version_num = '9999'")
    change(platform.location, "alter table orders add column later text")
    run(platform.location, "backup", file)
    run(elsewhere, "restore", file)
    assert orders_in(elsewhere) == {id}
    assert look(elsewhere, "select later from orders") == [(None,)]


def _backup_as_it_is(location: Location, file: Path) -> None:
    import sqlite3  # noqa: PLC0415
    import subprocess  # noqa: PLC0415

    if isinstance(location, SqliteFile):
        with sqlite3.connect(location.path) as reading, sqlite3.connect(file) as writing:
            reading.backup(writing)
        reading.close()
        writing.close()
    else:
        where = address(location)["DATABASE_URL"]
        subprocess.run(["pg_dump", "-Fc", f"--file={file}", where], check=True)


@pytest.mark.sqlite
async def test_restore_in_place_of_a_damaged_file_keeps_that_beside_it(
    platform: Platform, tmp_path: Path
) -> None:
    id, file = await order(platform), str(tmp_path / "town.backup")
    run(platform.location, "backup", file)
    with stopped(platform):
        platform.path.write_bytes(b"x" * 8192)
        assert "cannot be read" in refused(platform.location, "restore", file)
        run(platform.location, "restore", file, "--replace")
    assert orders_in(platform.location) == {id}
    (aside,) = files(tmp_path, "azer.db.before-*Z")
    assert aside.read_bytes() == b"x" * 8192


@pytest.mark.sqlite
async def test_restore_where_there_is_no_database_needs_no_leave(
    platform: Platform, tmp_path: Path
) -> None:
    id, file = await order(platform), str(tmp_path / "town.backup")
    run(platform.location, "backup", file)
    fresh = SqliteFile(tmp_path / "fresh" / "azer.db")
    assert "lost: nothing" in run(fresh, "restore", file)
    assert orders_in(fresh) == {id}


@pytest.mark.sqlite
async def test_restore_of_a_file_that_somebody_uses_is_refused(platform: Platform) -> None:
    await order(platform)
    told = refused(platform.location, "restore", str(platform.path), "--replace")
    assert told.endswith("has a log beside it: somebody uses it, it is no backup")


@pytest.mark.postgresql
async def test_restore_on_another_server_shows_the_feed_every_event(
    platform: Platform, elsewhere: Location, tmp_path: Path
) -> None:
    await order(platform)
    # The server that it came from had counted far.
    change(platform.location, "update events set xact_id = 1099511627776")
    run(platform.location, "backup", str(tmp_path / "town.backup"))
    run(elsewhere, "restore", str(tmp_path / "town.backup"))
    assert look(elsewhere, "select distinct xact_id from events") == [(0,)]


@pytest.mark.postgresql
@pytest.mark.parametrize("ends", ["exit 1", "exit 0"])
async def test_restore_that_breaks_off_leaves_the_server_as_it_was(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    id, file = await order(platform), str(tmp_path / "town.backup")
    run(platform.location, "backup", file)
    second = await order(platform)
    # Half of the tables, and then the disk that the backup is on is gone.
    program(
        tmp_path / "pg_restore",
        f'case "$*" in *--data-only*) exec /usr/bin/pg_restore "$@";; esac\n'
        f'/usr/bin/pg_restore "$@" | sed "/CREATE TABLE public.orders/,$ d"; echo "SELECT 1/0;"; {ends}',
    )
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with stopped(platform):
        refused(platform.location, "restore", file, "--replace")
    assert orders_in(platform.location) == {id, second}


@pytest.mark.postgresql
async def test_backup_shows_no_password_to_who_looks_at_the_processes(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "pg_dump", f'echo "$@" > {tmp_path}/given\nexec /usr/bin/pg_dump "$@"')
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    url = make_url(address(platform.location)["DATABASE_URL"]).set(password="hunter2")
    run(location_of(url), "backup", str(tmp_path / "town.backup"))
    assert "hunter2" not in (tmp_path / "given").read_text("utf-8")


@pytest.mark.postgresql
async def test_backup_without_the_servers_programs_says_what_to_install(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    told = refused(platform.location, "backup", str(tmp_path / "town.backup"))
    assert told.startswith("pg_dump: is not here; install PostgreSQL's client programs")
    assert files(tmp_path, "*town.backup*") == []


async def test_store_that_was_imported_after_the_backup_is_gone_after_the_restore(
    platform: Platform, tmp_path: Path
) -> None:
    file = str(tmp_path / "town.backup")
    run(platform.location, "backup", file)
    await platform.run(ImportStore(a_store_file("late")))
    with stopped(platform):
        run(platform.location, "restore", file, "--replace")
    assert look(platform.location, "select id from stores") == [("hanok",)]
