"""A bad evening, from its first order to its last: everybody can live with how each one ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.evening import deliveries, doors, kitchens, operators, requests
from tests.e2e.evening.story import play

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.clock import MovableClock

SCENES = (
    kitchens.more_time_is_needed,
    kitchens.everything_is_late,
    kitchens.store_stays_silent,
    kitchens.something_broke_in_the_kitchen,
    kitchens.gas_is_off,
    kitchens.dish_is_left_out,
    kitchens.dish_is_what_mattered,
    kitchens.customer_does_not_choose,
    kitchens.nothing_is_left,
    requests.request_is_agreed_to,
    requests.store_keeps_a_part,
    requests.request_is_refused,
    requests.request_is_not_answered,
    kitchens.store_answers_nobody,
    deliveries.only_courier_is_busy,
    deliveries.store_brings_what_nobody_takes,
    deliveries.customer_collects_what_nobody_takes,
    deliveries.operator_ends_what_nobody_takes,
    deliveries.store_without_couriers_brings_it,
    doors.nobody_is_there,
    doors.it_is_refused,
    doors.it_is_damaged,
    doors.address_is_wrong,
    doors.cash_is_not_paid,
    operators.cash_order_is_ended_on_its_way,
    operators.customer_pays_by_card_until_cash_is_allowed,
    operators.somebody_is_banned,
    operators.store_is_paused,
)


@pytest.mark.timeout(180)
async def test_bad_evening_ends_well_for_everybody(
    tmp_path: Path, clock: MovableClock, database_url: str
) -> None:
    assert await play("bad", SCENES, tmp_path, clock, database_url) == []
