"""A small rush: twenty customers, and a provider that fails in the middle. `make rush` is the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.rush.plan import Plan
from tests.rush.run import Run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.rush
@pytest.mark.timeout(300)
async def test_rush_while_the_provider_fails_loses_no_order_and_answers_every_tap(
    tmp_path: Path,
) -> None:
    plan = Plan(customers=20, spread=1.0, provider_down=2.0, settle=30.0, time_limit=90.0)
    result = await Run(plan, tmp_path, lambda _text: None).go()
    assert not result.broken, "\n".join([*result.broken[:20], result.table()])
    assert result.figures["**taps answered**"] == "**100.00 %**"
    assert result.figures["orders"] == "20"
