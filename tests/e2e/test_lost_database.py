"""A database that goes while the bot runs: nothing is taken any more, and everybody is told."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.e2e.journey import MINA, OLGA, SORA, place_order, reach_summary
from tests.e2e.restarts import telegram
from tests.e2e.test_link import readiness

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.clock import MovableClock

FAULT = "We have a fault and take no orders just now."


def overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\xaa" * path.stat().st_size)


def replace(path: Path) -> None:
    shutil.copy(path, path.with_name("other.db"))
    path.with_name("other.db").rename(path)


WAYS: dict[str, tuple[Callable[[Path], object], str]] = {
    "deleted": (lambda it: it.unlink(), "azer.db is gone"),
    "log deleted": (lambda it: it.with_name("azer.db-wal").unlink(), "azer.db-wal is gone"),
    "folder moved": (lambda it: it.parent.rename(it.parent.with_name("moved")), "is gone"),
    "replaced": (replace, "azer.db was replaced"),
    "overwritten": (overwrite, "was overwritten|malformed|not a database"),
    "emptied": (lambda it: os.truncate(it, 0), "was overwritten|malformed"),
    "cut off": (lambda it: os.truncate(it, it.stat().st_size // 2), "malformed"),
}


def files(folder: Path) -> dict[str, bytes]:
    """What is in a folder, but for the index of the log, which is memory that is shared."""
    return {it.name: it.read_bytes() for it in folder.glob("*") if it.suffix != ".db-shm"}


@pytest.mark.parametrize("way", WAYS)
async def test_database_that_goes_while_the_bot_runs_ends_its_work_and_is_told_of(
    tmp_path: Path, clock: MovableClock, way: str
) -> None:
    spoil, problem = WAYS[way]
    folder = tmp_path / "data"
    path = folder / "azer.db"
    async with telegram(folder, clock) as messenger:
        async with messenger.bot() as town:
            olga, _ = await town.staff(OLGA, SORA)
            mina = await town.person(MINA)
            await place_order(mina)
            await mina.taps("💳 Pay ₩18,000")
            invoice = mina.chat_state(None)
            await invoice.wait_for(invoice.invoice, "an invoice", 15)
            assert await readiness(town.running.runtime) == (200, "ready")
            spoil(path)
            alarm = await olga.sees("Database lost: stop and restore it", new=True, timeout=20)
            left = files(folder)
            assert re.search(problem, alarm["text"])
            assert await readiness(town.running.runtime) == (503, "database_lost")
            await mina.says("/order")
            await mina.sees(FAULT, new=True, timeout=20)
            tap = await mina.taps("💵 Cash on delivery")
            said = await tap.answer()
            assert said["text"].startswith(f"⚠️ {FAULT}")
            assert said["show_alert"]
            outcome = await mina.pays()
            assert outcome["state"] == "refused"
            assert "Nothing was charged" in outcome["error"]
            # Nobody is told twice.
            await mina.says("/orders")
            await (await mina.taps("💵 Cash on delivery")).answer()
            for person, text in ((mina, FAULT), (olga, "Database lost: stop and restore it")):
                chat = person.chat_state(None).messages.values()
                assert len([it for it in chat if text in it.get("text", "")]) == 1
            assert files(folder) == left
        # Into a file that is still there SQLite writes its log back when it is closed.
        if way in {"deleted", "folder moved", "replaced"}:
            assert files(folder) == left


async def test_database_that_is_restored_while_the_bot_is_stopped_goes_on_with_what_waits(
    tmp_path: Path, clock: MovableClock
) -> None:
    path, backup = tmp_path / "azer.db", tmp_path / "backup.db"
    async with telegram(tmp_path, clock) as messenger:
        async with messenger.bot() as town:
            olga, _ = await town.staff(OLGA, SORA)
            mina = await town.person(MINA)
            await reach_summary(mina)
            with (
                closing(sqlite3.connect(path)) as database,
                closing(sqlite3.connect(backup)) as to,
            ):
                database.backup(to)
            path.unlink()
            await olga.sees("Database lost: stop and restore it", new=True, timeout=20)
            await (await mina.taps("✅ Place the order")).answer()
        for ending in ("-wal", "-shm"):
            path.with_name(f"azer.db{ending}").unlink(missing_ok=True)
        backup.rename(path)
        async with messenger.bot() as town:
            assert await readiness(town.running.runtime) == (200, "ready")
            await mina.sees("Waiting for payment", timeout=20)
            assert town.rows("select count(*) from orders") == [(1,)]
