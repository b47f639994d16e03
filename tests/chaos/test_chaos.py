"""Short runs, with all trouble, among twenty people. `make chaos` is the long one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.chaos.database_server import is_installed
from tests.chaos.plan import POSTGRESQL, Plan
from tests.chaos.run import Run

if TYPE_CHECKING:
    from pathlib import Path


_SHORT = Plan(
    kills=10,
    seed=1,
    customers=12,
    pay_within=6,
    answer_within=6,
    remind_every=2,
    calm=1.5,
    load=0.5,
    patience=30.0,
    settle=60.0,
    trouble=0.4,
)


@pytest.mark.chaos
@pytest.mark.timeout(600)
async def test_ten_kills_lose_nothing_and_repeat_next_to_nothing(tmp_path: Path) -> None:
    run = Run(_SHORT, tmp_path, print)
    result = await run.go()
    assert not result.broken, "\n".join([*result.broken[:20], result.table()])
    assert result.figures["kills"].startswith("10 ")
    kinds = ("full disk", "foreign lock", "refused token", "garbage from Telegram")
    assert run.trouble.played == dict.fromkeys((*kinds, "clock back", "clock forth"), 1)
    assert int(result.figures["orders"]) >= 5, result.table()


@pytest.mark.chaos
@pytest.mark.timeout(600)
@pytest.mark.skipif(not is_installed(), reason="PostgreSQL is not installed")
async def test_two_kills_of_bot_and_of_server_lose_nothing_on_postgresql(tmp_path: Path) -> None:
    # So few kills leave little time between one trouble and the next, and each makes pauses longer.
    plan = replace(_SHORT, kills=2, engine=POSTGRESQL, server_kills=2, patience=60.0)
    run = Run(plan, tmp_path, print)
    result = await run.go()
    assert not result.broken, "\n".join([*result.broken[:20], result.table()])
    kinds = ("refused token", "garbage from Telegram", "clock back", "clock forth")
    assert run.trouble.played == {**dict.fromkeys(kinds, 1), "dead database server": 2}
    assert int(result.figures["orders"]) >= 3, result.table()
