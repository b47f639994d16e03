"""The database's server goes while the bot runs, and comes back: whoever asks is told so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from tests.e2e.conftest import living_town
from tests.e2e.journey import MINA, place_order
from tests.e2e.test_link import readiness, until
from tests.support.door import Door
from tests.support.engines import fresh_url

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.clock import MovableClock


async def test_server_that_goes_and_comes_back_is_told_by_readiness_and_orders_go_on(
    tmp_path: Path, clock: MovableClock
) -> None:
    with fresh_url() as url, Door.standing(make_url(url)) as door:
        door.open()
        async with living_town(tmp_path, clock, staff_present=True, database_url=door.url) as town:
            runtime = town.running.runtime
            assert await readiness(runtime) == (200, "ready")
            for _ in range(2):
                door.shut()
                await until(runtime, (503, "database_away"))
                door.open()
                await until(runtime, (200, "ready"))
            mina = await town.person(MINA)
            await place_order(mina)
