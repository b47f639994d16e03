"""A short run: ten kills and all trouble among twenty people. `make chaos` is the long one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chaos.plan import Plan
from tests.chaos.run import Run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.chaos
@pytest.mark.timeout(600)
async def test_ten_kills_lose_nothing_and_repeat_next_to_nothing(tmp_path: Path) -> None:
    plan = Plan(
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
    told: list[str] = []
    run = Run(plan, tmp_path, told.append)
    result = await run.go()
    assert not result.broken, "\n".join([*result.broken[:20], result.table()])
    assert result.figures["kills"].startswith("10 ")
    kinds = ("full disk", "foreign lock", "refused token", "garbage from Telegram")
    assert run.trouble.played == dict.fromkeys((*kinds, "clock back", "clock forth"), 1)
    assert int(result.figures["orders"]) >= 5, result.table()
