"""The seed's scenario, played by three people against the real bot over real HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.journey import DAN, MINA, SORA, pay_by_card, place_order

if TYPE_CHECKING:
    from tests.e2e.journey import TestTown

pytestmark = pytest.mark.each_engine


async def test_order_paid_by_card_is_cooked_and_delivered(town: TestTown) -> None:
    mina = await town.person(MINA)
    sora, dan = await town.staff(SORA, DAN)

    code = await place_order(mina)
    assert town.rows("select state, amount, currency from payments") == [
        ("pending", 18_000, "KRW")
    ]
    await pay_by_card(mina)

    ticket = await sora.sees(f"Order {code}")
    assert "2 × Bibimbap" in ticket["text"]
    assert "paid by card" in ticket["text"]
    await sora.taps("✅ 30 min")
    await mina.sees("being cooked")
    await mina.sees("Ready in about 30 minutes")

    await sora.taps("🥡 Cooked")
    offer = await dan.sees(f"Delivery {code}")
    assert "5 Gahoe-ro" in offer["text"]
    await dan.taps("🙋 Take it")
    await dan.taps("📦 Picked up")
    await mina.sees("is on the way to you")
    await dan.taps("✅ Delivered")
    await mina.sees("Enjoy your meal")
    await sora.sees("Delivered: nothing left to do")

    await town.rest()
    assert town.rows("select state from orders") == [("delivered",)]
    assert town.rows("select state from payments") == [("paid",)]
    assert town.rows("select count(*), max(state) from order_views") == [(1, "delivered")]
    assert len(town.charges()) == 1
