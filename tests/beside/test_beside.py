"""This release beside the one before, on one database, while people order."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

import pytest

from bot.persistence.database.location import location_of
from bot.persistence.database.migrate import is_current
from tests.beside import before
from tests.beside.run import BEFORE, NOW, Run, WayBack
from tests.chaos import database_server
from tests.chaos.bot_log import read_log
from tests.chaos.bot_process import ClockedBot
from tests.chaos.plan import POSTGRESQL, Plan

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = before.MARKS

# So many orders after each step.
PLAN = Plan(
    kills=0,
    seed=1,
    engine=POSTGRESQL,
    processes=2,
    customers=12,
    orders=2,
    pay_within=6,
    answer_within=6,
    remind_every=2,
    load=0.5,
    settle=90.0,
)


class BotThatKnowsMore(ClockedBot):
    """This release, with names that the one before does not know."""

    program = ("-m", "tests.beside.bot_that_knows_more")


@pytest.mark.parametrize("is_next", [False, True], ids=["to this one", "to the next one"])
async def test_upgrade_with_each_release_leading_in_turn_leaves_nothing_stuck_and_nothing_dead(
    tmp_path: Path, is_next: bool
) -> None:
    older = ClockedBot if is_next else before.bot_of(before.unpack(tmp_path))
    kinds = (older, BotThatKnowsMore)
    run = Run(PLAN, kinds, tmp_path, print)
    result = await run.go()
    assert not result.broken, "\n".join([*result.broken[:20], result.table()])
    assert run.led == [BEFORE, BEFORE, NOW, NOW, BEFORE, BEFORE, NOW]
    # What only the newer one knows was left alone by the other, which said so, and done by it.
    assert run.told["OrderNoted"] == run.told["OrderLookedAt"] == {*run.noted, run.left}
    _, said = read_log(tmp_path / "worker-1" / "bot.log", run.simulator.token)
    assert "warning: events wait for a newer version of the program" in said


async def test_release_before_that_starts_on_the_tables_of_this_one_says_why_not(
    tmp_path: Path,
) -> None:
    # It goes with the first release that asks the tables (revision 0013).
    root = before.unpack(tmp_path)
    async with database_server.running(tmp_path) as server:
        location = location_of(server.url)
        location.migrate()
        url = server.url.set(drivername="postgresql").render_as_string(hide_password=False)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(root / "main.py"),
            "migrate",
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(root), "DATABASE_URL": url},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        assert process.returncode == 2
        (line,) = said.decode().splitlines()
        assert "was written by a later version of this program" in line
        with location.one_moment() as connection:
            assert is_current(connection)


async def test_release_before_on_the_tables_of_this_one_goes_on_alone(tmp_path: Path) -> None:
    kinds = (before.bot_of(before.unpack(tmp_path)), ClockedBot)
    run = WayBack(PLAN, kinds, tmp_path, print)
    result = await run.go()
    assert not result.broken, "\n".join([*result.broken[:20], result.table()])
    assert run.led == [BEFORE, NOW, BEFORE, BEFORE]
