"""The delivery context on a database of its own: whole orders, and what goes on while it is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import living_town
from tests.e2e.test_journey import test_order_paid_by_card_is_cooked_and_delivered as whole_order
from tests.support.apart import COMBINATIONS, delivery_url, main_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.e2e.journey import TestTown
    from tests.support.clock import MovableClock

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(params=COMBINATIONS, ids="+".join)
async def town(
    request: pytest.FixtureRequest, tmp_path: Path, clock: MovableClock
) -> AsyncIterator[TestTown]:
    main, delivery = request.param
    with main_url(main) as url, delivery_url(delivery, tmp_path) as apart:
        async with living_town(
            tmp_path, clock, database_url=url, delivery_database_url=apart
        ) as living:
            yield living


async def test_whole_order_is_delivered_with_two_databases(town: TestTown) -> None:
    await whole_order(town)
    await town.rest()
    assert town.rows("select state from deliveries") == [("delivered",)]
