"""This release beside the one before, on one database, while people order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.beside import before
from tests.beside.run import BEFORE, NOW, Run, WayBack
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
    assert run.told["OrderNoted"] == run.told["OrderLookedAt"] != set()
    _, said = read_log(tmp_path / "worker-1" / "bot.log", run.simulator.token)
    assert "warning: events wait for a newer version of the program" in said


async def test_release_before_on_the_tables_of_this_one_goes_on_alone(tmp_path: Path) -> None:
    kinds = (before.bot_of(before.unpack(tmp_path)), ClockedBot)
    run = WayBack(PLAN, kinds, tmp_path, print)
    result = await run.go()
    assert not result.broken, "\n".join([*result.broken[:20], result.table()])
    assert run.led == [BEFORE, NOW, BEFORE, BEFORE]
