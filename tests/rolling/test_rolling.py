"""A short run: each of two processes is replaced once. `make rolling` is the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chaos.database_server import is_installed
from tests.chaos.plan import POSTGRESQL, Plan
from tests.rolling.run import Run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.chaos
@pytest.mark.timeout(300)
@pytest.mark.skipif(not is_installed(), reason="PostgreSQL is not installed")
async def test_each_process_replaced_under_load_fails_no_tap(tmp_path: Path) -> None:
    plan = Plan(
        kills=0,
        seed=1,
        engine=POSTGRESQL,
        processes=2,
        customers=8,
        orders=8,
        pay_within=6,
        answer_within=6,
        remind_every=2,
        load=0.5,
        settle=60.0,
    )
    run = Run(plan, 1, tmp_path, print)
    result = await run.go()
    assert not result.broken, "\n".join([*result.broken[:20], result.table()])
    assert result.figures["replaced"] == "2"
    assert len(run.ready_after) == 2
