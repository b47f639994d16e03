"""The journey while Telegram misbehaves: slower, and otherwise the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.simulator import Fault
from bot.telegram.incoming import processing
from tests.e2e.conftest import living_town
from tests.e2e.journey import DAN, MINA, SORA, TestTown, patient, place_order
from tests.support.clock import MovableClock

pytestmark = pytest.mark.each_engine


@pytest.fixture
async def town(tmp_path: Path, clock: MovableClock, database_url: str) -> AsyncIterator[TestTown]:
    async with living_town(tmp_path, clock, database_url=database_url) as living:
        yield living


TROUBLES = {
    "answers that are lost": (Fault(kind="drop_after", probability=0.15),),
    "updates that come again": (Fault(kind="duplicate_updates", probability=0.5),),
    "updates in disorder": (Fault(kind="shuffled_updates", probability=1.0),),
    "a failing payment provider": (Fault(kind="provider_error", probability=1.0, count=3),),
    "everything a little": (
        Fault(kind="too_many_requests", probability=0.03, retry_after=1),
        Fault(kind="error", probability=0.1),
        Fault(kind="drop", probability=0.1),
        Fault(kind="drop_after", probability=0.05),
        Fault(kind="duplicate_updates", probability=0.3),
        Fault(kind="slow", probability=0.5, delay_ms=(1, 30)),
    ),
}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.timeout(180)
async def test_order_under_trouble_ends_as_it_would_without(
    town: TestTown, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processing, "LONGEST_PAUSE", 0.05)
    await town.staff(SORA, DAN)
    mina, sora, dan = [patient(await town.person(it), 40.0) for it in (MINA, SORA, DAN)]
    town.running.simulator.faults.set(*TROUBLES[trouble], seed=7)
    await place_order(mina)
    await mina.taps("💳 Pay ₩18,000")
    if trouble == "a failing payment provider":
        await mina.sees("Card payment works again")
        await mina.taps("💳 Pay ₩18,000")
    await mina.sees("Order at Hanok")
    paid = await mina.pays()
    assert paid["state"] == "paid", paid
    await sora.taps("✅ 15 min")
    await sora.taps("🥡 Cooked")
    await dan.taps("🙋 Take it")
    await dan.taps("📦 Picked up")
    await dan.taps("✅ Delivered")
    await mina.sees("Enjoy your meal")
    town.running.simulator.faults.clear()
    await town.rest()
    assert town.rows("select state from orders") == [("delivered",)]
    assert town.rows("select state from payments") == [("paid",)]
    assert len(town.charges()) == 1
    once = "select count(*), count(distinct name) from events where name like 'Order%'"
    assert town.rows(once) == [(4, 4)]
