"""A database file that is taken away or damaged is found out, and touched no more."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import OperationalError

from bot.persistence.database import disk, presence
from bot.persistence.database.engine import close as close_connection
from bot.persistence.database.engine import open_writer
from bot.scheduling.nightly_audit import NightlyAudit
from bot.worker import working
from domain.customer.queries import MyOrders
from domain.shared.errors import DatabaseLost, DatabaseUnavailable
from tests.integration.conftest import Platform
from tests.support.samples import CUSTOMER, place

PAGE = 4096

pytestmark = pytest.mark.sqlite


def written_back(platform: Platform) -> None:
    """Bring what the log holds into the file, as happens now and then."""
    with closing(sqlite3.connect(platform.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def spoil_table(path: Path, name: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        pages = connection.execute(
            "select rootpage from sqlite_master where tbl_name = ? and rootpage > 0", (name,)
        ).fetchall()
    descriptor = os.open(path, os.O_WRONLY)
    for (page,) in pages:
        os.pwrite(descriptor, b"\xaa" * PAGE, (page - 1) * PAGE)
    os.close(descriptor)


async def test_write_after_the_file_was_deleted_is_refused_and_makes_no_other(
    platform: Platform,
) -> None:
    await platform.bus.execute(place("1" * 32))
    platform.path.unlink()
    for _ in range(2):
        with pytest.raises(DatabaseLost, match=r"azer\.db is gone"):
            await platform.bus.execute(place("2" * 32))
    with pytest.raises(DatabaseLost):
        await platform.bus.query(MyOrders(CUSTOMER))
    assert platform.lost == [f"{platform.path} is gone"]
    assert not platform.path.exists()


async def test_commit_into_a_file_that_is_deleted_meanwhile_counts_as_not_done(
    platform: Platform,
) -> None:
    platform.commits.clear()
    with pytest.raises(DatabaseLost):
        await platform.database.write(lambda _uow: platform.path.unlink())
    assert platform.commits == []


async def test_log_is_not_written_back_into_a_file_that_is_gone(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "LOG_LIMIT", 0)
    watched = platform.database._disk  # type: ignore[attr-defined]
    platform.path.unlink()
    watched.sync().result()
    watched._writing_back.shutdown()
    assert not platform.path.exists()


async def test_writes_that_wait_when_the_file_goes_all_hear_of_it(platform: Platform) -> None:
    waiting = [platform.bus.execute(place(f"{number:032}")) for number in range(50)]
    platform.path.unlink()
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(it) for it in answers] == [DatabaseLost] * 50
    assert len(platform.lost) == 1


async def test_read_of_a_damaged_page_loses_the_database(platform: Platform) -> None:
    await platform.bus.execute(place())
    written_back(platform)
    platform.database.close()
    spoil_table(platform.path, "order_views")
    platform.open()
    with pytest.raises(DatabaseLost):
        await platform.bus.query(MyOrders(CUSTOMER))
    with pytest.raises(DatabaseLost):
        await platform.bus.execute(place("2" * 32))
    (problem,) = platform.lost
    assert problem.startswith(f"{platform.path} is damaged: ")


async def test_damage_that_only_the_nightly_audit_reads_loses_the_database(
    platform: Platform,
) -> None:
    written_back(platform)
    spoil_table(platform.path, "ledger")
    audit = NightlyAudit(platform.database, platform.location, {}, platform.clock, ZoneInfo("UTC"))
    with pytest.raises(DatabaseLost):
        await audit.audit_once()
    (problem,) = platform.lost
    assert problem.startswith(f"{platform.path} is damaged: ")


async def test_file_that_somebody_makes_smaller_with_sqlite_is_no_damage(
    platform: Platform,
) -> None:
    with closing(sqlite3.connect(platform.path)) as other:
        other.executescript(
            "create table big (it blob); insert into big values (zeroblob(1000000))"
        )
        written_back(platform)
        await platform.bus.execute(place("a" * 32))
        before = platform.path.stat().st_size
        other.executescript("drop table big; vacuum")
        written_back(platform)
    assert platform.path.stat().st_size < before
    await platform.bus.execute(place("b" * 32))
    assert platform.lost == []


async def test_files_that_cannot_be_looked_at_now_are_not_lost(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_name: str) -> tuple[int, int]:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(presence, "_identity", refuse)
        with pytest.raises(DatabaseUnavailable, match="Input/output error") as refused:
            await platform.bus.execute(place())
    assert not isinstance(refused.value, DatabaseLost)
    await platform.bus.execute(place())
    assert platform.lost == []


async def test_part_that_runs_in_the_background_ends_when_the_database_is_lost() -> None:
    begun, tries = asyncio.Event(), 0

    async def work() -> None:
        nonlocal tries
        tries += 1
        begun.set()
        raise DatabaseLost("gone")

    async with working("part", work):
        await begun.wait()
        tasks = [it for it in asyncio.all_tasks() if it.get_name() == "part"]
        await asyncio.wait_for(asyncio.gather(*tasks), 5)
    assert tries == 1


def test_writer_of_a_file_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with pytest.raises(OperationalError, match="unable to open"):
        close_connection(open_writer(tmp_path / "none.db"))
    assert list(tmp_path.iterdir()) == []
