"""An owner and a courier who decide about one delivery at once leave one who has it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from handlers.ui.callbacks import BringOurselves
from tests.e2e.journey import DAN, SORA, YURI
from tests.e2e.test_courier_ends import a_cooked_order

if TYPE_CHECKING:
    from tests.e2e.journey import TestTown

pytestmark = pytest.mark.each_engine


async def test_owner_and_courier_who_take_at_once_leave_one_who_brings_it(
    town: TestTown,
) -> None:
    sora, dan = await town.staff(SORA, DAN)
    code, mina = await a_cooked_order(town, sora)
    await dan.sees(f"Delivery {code}")
    await town.pass_time(minutes=5)
    await town.pass_time(minutes=5)
    bring = await sora.sees_button("🛵 We bring it ourselves")
    take = await dan.sees_button("🙋 Take it")
    await asyncio.gather(
        sora.taps(data=bring.raw["callback_data"], message=bring.message_id),
        dan.taps(data=take.raw["callback_data"], message=take.message_id),
    )
    await mina.sees("🏃 Sora Lee goes for it: please wait")
    await town.rest()
    assert town.rows("select state, courier_id from deliveries") == [("assigned", SORA)]
    await dan.sees_no_button("🙋 Take it")


async def test_courier_who_picks_up_while_it_is_taken_away_has_it_or_not(
    town: TestTown,
) -> None:
    sora, dan, yuri = await town.staff(SORA, DAN, YURI)
    code, _mina = await a_cooked_order(town, sora)
    await dan.taps("🙋 Take it")
    await dan.sees("Yours: pick it up")
    await town.pass_time(minutes=15)
    await dan.sees(f"{code} is late: please pick it up")
    await town.pass_time(minutes=10)
    away = await sora.sees_button("👤 Let somebody else take it")
    pick_up = await dan.sees_button("📦 Picked up")
    await asyncio.gather(
        dan.taps(data=pick_up.raw["callback_data"], message=pick_up.message_id),
        sora.taps(data=away.raw["callback_data"], message=away.message_id),
    )
    await dan.sees(f"{code} is no longer yours; take it?")
    await yuri.sees_button("🙋 제가 갈게요")
    await town.rest()
    ((state, courier, trips),) = town.rows("select state, courier_id, trips from deliveries")
    assert (state, courier) == ("offered", None)
    order = "on_the_way" if trips else "cooked"
    assert town.rows("select state from orders") == [(order,)]


async def test_forged_tap_of_a_courier_on_an_owners_button_is_refused(town: TestTown) -> None:
    sora, dan = await town.staff(SORA, DAN)
    _code, mina = await a_cooked_order(town, sora)
    take = await dan.sees_button("🙋 Take it")
    (order_id,) = [it for (it,) in town.rows("select order_id from deliveries")]
    forged = BringOurselves(order_id=str(order_id)).pack()
    await dan.taps(data=forged, message=take.message_id)
    await dan.sees("This is not yours to decide")
    await mina.sees("Cooked: please wait for the delivery")
