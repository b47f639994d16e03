"""A tap that puts one question away begins the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.ui import callbacks
from tests.e2e.journey import MINA, SORA, pay_by_card, place_order
from tests.support.buttons import order_of

if TYPE_CHECKING:
    from tests.e2e.journey import TestTown


async def test_tap_for_more_time_while_asked_for_a_reason_asks_for_the_minutes(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await place_order(mina)
    await pay_by_card(mina)
    accept = await sora.sees_button("✅ 15 min")
    accepted = order_of(accept.raw["callback_data"])
    await sora.taps("✅ 15 min")
    ticket = await sora.sees("Accepted: please cook it")
    code = await place_order(mina)
    await mina.taps("💵 Cash on delivery")
    await sora.sees(f"Order {code}")
    await sora.taps("❌ Reject")
    await sora.taps("Other… (type it)")
    await sora.sees("Type the reason")
    await sora.taps(data=callbacks.TypeMinutes(order_id=accepted).pack(), message=ticket)
    await sora.sees("How many minutes more does")
    await sora.says("25")
    await sora.sees("is promised for")
