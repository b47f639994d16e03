"""A good evening: every order gets where it is wanted, and nobody reads more than they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.evening import smooth
from tests.e2e.evening.story import play

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.clock import MovableClock

SCENES = (
    smooth.card_and_a_tip,
    smooth.cash_at_the_door,
    smooth.dollars_a_fee_and_a_tip,
    smooth.two_at_once,
    smooth.two_in_one_bag,
    smooth.owner_brings_it,
    smooth.customer_comes_for_it,
    smooth.noodles_for_an_hour,
    smooth.mind_is_changed_in_time,
    smooth.everybody_looks_back,
)


@pytest.mark.timeout(180)
async def test_good_evening_ends_well_for_everybody(
    tmp_path: Path, clock: MovableClock, database_url: str
) -> None:
    assert await play("good", SCENES, tmp_path, clock, database_url) == []
