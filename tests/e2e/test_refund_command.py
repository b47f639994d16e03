"""An operator gives a part of a delivered order back in chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.simulator import text_of
from tests.e2e.journey import DAN, MINA, OLGA, SORA, pay_by_card, place_order

if TYPE_CHECKING:
    from tests.e2e.journey import TestTown

pytestmark = pytest.mark.each_engine


async def test_refund_of_a_missing_dish_gives_a_part_back_and_tells_the_customer(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    sora, dan, olga = await town.staff(SORA, DAN, OLGA)
    code = await place_order(mina)
    await pay_by_card(mina)
    await sora.taps("✅ 15 min")
    await sora.taps("🥡 Cooked")
    for step in ("🙋 Take it", "📦 Picked up", "✅ Delivered"):
        await dan.taps(step)
    await mina.sees("Enjoy your meal")
    await olga.says("/refund")
    await olga.sees("send the order and the amount")
    await olga.says(f"/refund {code} 18,001")
    await olga.sees("at most what is left: ₩18,000")
    await olga.says(f"/refund {code} 3.50")
    await olga.sees("I cannot read that amount")
    await olga.says(f"/refund {code} 3000")
    await olga.sees(f"₩3,000 of {code} is being given back; ₩15,000 of it stays paid.")
    await mina.sees(f"₩3,000 for {code} is being given back")
    await mina.sees("Given back: ₩3,000")
    await town.rest()
    # The card says that it is done, and nothing else does.
    chat = town.people.world.chat(MINA)
    assert sum("₩3,000" in text_of(it) for it in chat.messages.values()) == 2
    assert town.rows("select state from orders") == [("delivered",)]
    assert town.rows("select state from payments") == [("paid",)]
    assert [charge["refunded"] for charge in town.charges()] == [3_000]
    moves = "select movement, number, amount from ledger order by seq"
    assert town.rows(moves) == [
        ("charged", 1, 18_000),
        ("refund_requested", 1, 3_000),
        ("refunded", 1, 3_000),
    ]


async def test_refund_by_a_customer_is_refused(town: TestTown) -> None:
    mina = await town.person(MINA)
    code = await place_order(mina)
    await pay_by_card(mina)
    await mina.says(f"/refund {code} 18000")
    await mina.sees("This is not yours to decide")
    assert town.rows("select state from payments") == [("paid",)]
