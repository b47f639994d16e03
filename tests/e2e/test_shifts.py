"""Couriers on shift and off: who is asked, who is not, and what one who comes free sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.delivery import SetShift
from tests.e2e.journey import DAN, MINA, SORA, YURI, place_order
from tests.e2e.test_courier_ends import a_cooked_order

if TYPE_CHECKING:
    from bot.simulator import PersonClient
    from tests.e2e.journey import TestTown

SAM = 1003
ALL_COURIERS = (3001, 3002, 3003, 3004, 3005, 3006)


async def goes_off_shift(courier: PersonClient) -> None:
    await courier.says("/shift")
    await courier.sees("You are on shift")
    await courier.taps("🔴 Go off shift")
    await courier.sees("You are off shift")


async def test_courier_off_shift_is_offered_nothing_and_cannot_take(town: TestTown) -> None:
    sora, dan, yuri = await town.staff(SORA, DAN, YURI)
    first, _mina = await a_cooked_order(town, sora)
    offer = await dan.sees_button("🙋 Take it")
    await goes_off_shift(dan)
    await dan.taps(data=offer.raw["callback_data"], message=offer.message_id)
    await dan.sees("You are off shift, so you cannot take deliveries")
    await yuri.taps("🙋 제가 갈게요")
    await dan.sees_no_button("🙋 Take it")
    second = await _another_order(town, sora)
    await yuri.sees(f"배달 {second}")
    assert town.rows(
        f"select count(*) from cards where chat_id = {DAN} and audience = 'delivery'"
    ) == [(1,)]
    await dan.says("/deliveries")
    await dan.sees("There is no delivery for you now")
    await dan.taps("🟢 Go on shift")
    await dan.sees("You are on shift")
    await dan.sees(f"Delivery {second}")
    assert first != second


async def _another_order(town: TestTown, sora: PersonClient) -> str:
    sam = await town.person(SAM)
    code = await place_order(sam)
    await sam.taps("💵 Cash on delivery")
    await sora.sees(f"Order {code}")
    await sora.taps("✅ 15 min")
    await sora.taps("🥡 Cooked")
    return code


async def test_store_whose_couriers_are_all_off_shift_is_asked_at_once(town: TestTown) -> None:
    sora, dan = await town.staff(SORA, DAN)
    await _send_home(town, *(it for it in ALL_COURIERS if it != DAN))
    await goes_off_shift(dan)
    code, _mina = await a_cooked_order(town, sora)
    await town.pass_time(seconds=1)
    await sora.sees(f"{code}: nobody takes it. Decide now")


async def test_last_courier_who_goes_off_shift_leaves_what_waits_to_the_owner(
    town: TestTown,
) -> None:
    sora, dan = await town.staff(SORA, DAN)
    await _send_home(town, *(it for it in ALL_COURIERS if it != DAN))
    code, _mina = await a_cooked_order(town, sora)
    await dan.sees(f"Delivery {code}")
    await goes_off_shift(dan)
    await town.pass_time(seconds=1)
    await sora.sees(f"{code}: nobody takes it. Decide now")


async def test_only_courier_on_shift_who_hands_back_leaves_it_to_the_owner(
    town: TestTown,
) -> None:
    sora, dan = await town.staff(SORA, DAN)
    await _send_home(town, *(it for it in ALL_COURIERS if it != DAN))
    code, _mina = await a_cooked_order(town, sora)
    await dan.taps("🙋 Take it")
    await dan.taps("↩️ I cannot go")
    await dan.sees(f"{code} is no longer yours")
    await town.pass_time(seconds=1)
    await sora.sees(f"{code}: nobody takes it. Decide now")


async def _send_home(town: TestTown, *courier_ids: int) -> None:
    for courier_id in courier_ids:
        await town.running.runtime.bus.execute(SetShift(courier_id, on=False))


async def test_courier_who_has_delivered_sees_what_waits(town: TestTown) -> None:
    sora, dan = await town.staff(SORA, DAN)
    first, mina = await a_cooked_order(town, sora)
    await dan.taps("🙋 Take it")
    await dan.taps("📦 Picked up")
    await mina.sees("is on the way to you")
    second = await _another_order(town, sora)
    before = await dan.sees(f"Delivery {second}")
    await dan.taps("✅ Delivered")
    await mina.sees(f"{first} was delivered")
    await town.rest()
    again = await dan.sees(f"Delivery {second}", new=True)
    assert again["message_id"] > before["message_id"]


async def test_shift_of_somebody_who_delivers_nothing_is_refused(town: TestTown) -> None:
    mina = await town.person(MINA)
    await mina.says("/shift")
    await mina.sees("This is not yours to decide")
