"""The machine of the database is lost: whoever is asked to end does so in time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.engine import make_url

from bot.persistence.database.location import location_of
from tests.chaos.bot_process import BotProcess
from tests.chaos.plan import Plan
from tests.e2e.journey import MINA
from tests.e2e.restarts import telegram
from tests.e2e.test_killed_processes import LEADING, RUNNING, until
from tests.support.engines import fresh_url
from tests.support.lost_machine import way_to

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.clock import MovableClock

pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(150)]

WITHIN = 10.0


@pytest.mark.parametrize("after", ["at once", "with work in hand"])
async def test_process_whose_databases_machine_is_lost_ends_in_time_when_it_is_asked_to(
    tmp_path: Path, clock: MovableClock, after: str
) -> None:
    with fresh_url() as address:
        url = make_url(address)
        location = location_of(url)
        async with telegram(tmp_path, clock) as line, way_to(url) as way:
            bot = BotProcess(
                tmp_path,
                Plan(kills=0, seed=1),
                token=line.settings.bot_token.get_secret_value(),
                address=line.address,
                provider_token=line.settings.provider_token.get_secret_value(),
                url=way.url,
                more={"MESSAGES_PER_SECOND": "29.5"},
            )
            await bot.start()
            try:
                await until(location, RUNNING, 1)
                await until(location, LEADING, 1)
                mina = await line.people.person(MINA)
                await mina.says("/help")
                await mina.sees("/orders", timeout=30)
                if after == "with work in hand":
                    # It is answered, and cannot be marked as done.
                    line.simulator.observers.append(
                        lambda it: way.lose() if it.method == "sendMessage" else None
                    )
                    await mina.says("/help")
                    await mina.sees("/orders", timeout=30)
                way.lose()
                began = time.monotonic()
                code = await bot.stop()
                took = time.monotonic() - began
            finally:
                bot.kill()
                await bot.gone()
    assert code == 0
    assert took < WITHIN
