"""Food that nobody brings, or whose courier is silent, gets to an end that somebody decides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.e2e.journey import DAN, MINA, OLGA, SORA, YURI, pay_by_card, place_order

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import UnitOfWork
    from bot.simulator import PersonClient
    from tests.e2e.journey import TestTown


async def a_cooked_order(town: TestTown, sora: PersonClient) -> tuple[str, PersonClient]:
    """An order that is paid by card and cooked: its code, and its customer."""
    mina = await town.person(MINA)
    code = await place_order(mina)
    await pay_by_card(mina)
    await sora.taps("✅ 15 min")
    await sora.taps("🥡 Cooked")
    await sora.sees("Cooked: hand it to whoever comes")
    return code, mina


async def test_courier_who_cannot_go_hands_back_and_another_one_brings_it(
    town: TestTown,
) -> None:
    sora, dan, yuri = await town.staff(SORA, DAN, YURI)
    code, mina = await a_cooked_order(town, sora)
    offered = await yuri.sees("준비됨: 누가 갈까요?")
    await dan.taps("🙋 Take it")
    await mina.sees("🏃 Dan Park goes for it: please wait")
    await yuri.sees_no_button("🙋 제가 갈게요")
    pick_up = await dan.sees_button("📦 Picked up")
    await dan.taps("↩️ I cannot go")
    await dan.sees(f"{code} is no longer yours; take it?")
    await sora.sees(f"{code} is free again: couriers are asked")
    anew = await yuri.sees("준비됨: 누가 갈까요?")
    assert anew["message_id"] > offered["message_id"]
    await dan.taps(data=pick_up.raw["callback_data"], message=pick_up.message_id)
    await dan.says("/help")
    await dan.sees("/orders", new=True)
    assert town.rows("select state from deliveries") == [("offered",)]
    await dan.sees_button("🙋 Take it")
    await yuri.taps("🙋 제가 갈게요")
    await dan.sees(f"{code}: somebody else has it now")
    await sora.sees(f"{code}: 유리 정 goes for it")
    await dan.taps(data=pick_up.raw["callback_data"], message=pick_up.message_id)
    await dan.sees(f"{code}: 유리 정 has it now")
    await yuri.taps("📦 음식 받음")
    await yuri.taps("✅ 배달 완료")
    await mina.sees("Enjoy your meal")


async def test_courier_who_handed_back_may_still_take_it(town: TestTown) -> None:
    sora, dan = await town.staff(SORA, DAN)
    code, mina = await a_cooked_order(town, sora)
    await dan.taps("🙋 Take it")
    await dan.taps("↩️ I cannot go")
    await dan.sees(f"{code} is no longer yours; take it?")
    await dan.taps("🙋 Take it")
    await dan.taps("📦 Picked up")
    await mina.sees("is on the way to you")


async def test_delivery_that_nobody_takes_is_offered_again_asked_about_and_refunded(
    town: TestTown,
) -> None:
    sora, dan, olga = await town.staff(SORA, DAN, OLGA)
    code, mina = await a_cooked_order(town, sora)
    first = await dan.sees(f"Delivery {code}")
    await town.pass_time(minutes=5)
    again = await dan.sees(f"{code} still waits: who takes it?")
    assert again["message_id"] > first["message_id"]
    await town.pass_time(minutes=5)
    await sora.sees(f"{code}: nobody takes it. Decide now")
    await olga.sees("No courier takes it: decide below")
    await town.pass_time(minutes=30)
    await mina.sees("nobody could bring it")
    await dan.sees_no_button("🙋 Take it")
    await sora.sees("Called off: do not make or bring it")
    await mina.sees("was given back")
    await town.rest()
    assert town.rows("select state from payments") == [("refunded",)]
    assert town.rows("select state from deliveries") == [("cancelled",)]


async def test_couriers_are_called_again_by_the_owner(town: TestTown) -> None:
    sora, dan = await town.staff(SORA, DAN)
    code, mina = await a_cooked_order(town, sora)
    await town.pass_time(minutes=5)
    await town.pass_time(minutes=5)
    await sora.taps("🔔 Call the couriers again")
    await sora.sees(f"{code}: couriers are asked again")
    await dan.taps("🙋 Take it")
    await sora.sees(f"{code}: Dan Park goes for it")
    await mina.sees("🏃 Dan Park goes for it: please wait")


async def test_owner_brings_what_nobody_takes(town: TestTown) -> None:
    sora, dan = await town.staff(SORA, DAN)
    code, mina = await a_cooked_order(town, sora)
    await town.pass_time(minutes=5)
    await town.pass_time(minutes=5)
    await sora.taps("🛵 We bring it ourselves")
    await sora.sees(f"{code} is yours: please bring it")
    await dan.sees_no_button("🙋 Take it")
    await sora.taps("📦 Picked up")
    await mina.sees("is on the way to you")
    await sora.taps("✅ Delivered")
    await mina.sees("Enjoy your meal")
    await sora.sees("Delivered: nothing left to do")


async def test_customer_comes_for_what_nobody_brings(town: TestTown) -> None:
    sora, dan, olga = await town.staff(SORA, DAN, OLGA)
    code, mina = await a_cooked_order(town, sora)
    await town.pass_time(minutes=5)
    await town.pass_time(minutes=5)
    await sora.taps("🏪 The customer may collect it")
    told = await mina.sees(f"{code}: please come and collect it")
    assert "12 Insadong-gil" in told["text"]
    assert "please wait for the delivery" not in told["text"]
    await dan.sees_no_button("🙋 Take it")
    await town.pass_time(minutes=60)
    await sora.sees(f"{code}: nobody came. Please call")
    await olga.sees("Not collected: call the customer")
    await sora.taps("✅ Picked up by the customer")
    await mina.sees(f"{code} was handed to you")
    await town.rest()
    assert town.rows("select state from orders") == [("delivered",)]
    assert town.rows("select count(*) from deadlines") == [(0,)]


async def test_store_without_couriers_brings_it_itself(town: TestTown) -> None:
    def let_couriers_go(uow: UnitOfWork) -> None:
        store = uow.stores.get("hanok")
        store.couriers = frozenset()
        uow.stores.save(store)

    (sora,) = await town.staff(SORA)
    await town.running.runtime.database.write(let_couriers_go)
    code, mina = await a_cooked_order(town, sora)
    await sora.sees(f"{code} is ready: please bring it")
    await sora.taps("📦 Picked up")
    await mina.sees("is on the way to you")
    await sora.taps("✅ Delivered")
    await mina.sees("Enjoy your meal")


async def test_silent_courier_is_reminded_then_replaced_by_the_owner(town: TestTown) -> None:
    sora, dan, yuri, olga = await town.staff(SORA, DAN, YURI, OLGA)
    code, mina = await a_cooked_order(town, sora)
    await dan.taps("🙋 Take it")
    await dan.sees("Yours: pick it up")
    await town.pass_time(minutes=15)
    await dan.sees(f"{code} is late: please pick it up")
    pick_up = await dan.sees_button("📦 Picked up")
    await town.pass_time(minutes=10)
    await sora.sees(f"{code}: Dan Park does not go. Decide now")
    await olga.sees("Not picked up: call the courier")
    await sora.taps("👤 Let somebody else take it")
    await dan.sees(f"{code} is no longer yours; take it?")
    await yuri.taps("🙋 제가 갈게요")
    await dan.sees(f"{code}: somebody else has it now")
    await dan.taps(data=pick_up.raw["callback_data"], message=pick_up.message_id)
    await dan.sees(f"{code}: 유리 정 has it now")
    await yuri.taps("📦 음식 받음")
    await mina.sees("is on the way to you")


async def test_courier_who_never_picks_up_has_it_no_more(town: TestTown) -> None:
    sora, dan, yuri = await town.staff(SORA, DAN, YURI)
    code, _mina = await a_cooked_order(town, sora)
    await dan.taps("🙋 Take it")
    await dan.sees("Yours: pick it up")
    await town.pass_time(minutes=15)
    await town.pass_time(minutes=10)
    await town.pass_time(minutes=10)
    await dan.sees(f"{code} is no longer yours; take it?")
    await yuri.sees_button("🙋 제가 갈게요")
    await sora.sees(f"{code} is free again: couriers are asked")


async def test_courier_with_the_food_who_is_silent_is_asked_about_until_somebody_decides(
    town: TestTown,
) -> None:
    sora, dan, olga = await town.staff(SORA, DAN, OLGA)
    code, mina = await a_cooked_order(town, sora)
    await dan.taps("🙋 Take it")
    await dan.taps("📦 Picked up")
    await dan.sees("In your hands")
    await town.pass_time(minutes=45)
    await dan.sees(f"{code} is late: is it delivered?")
    await town.pass_time(minutes=10)
    await sora.sees(f"{code}: Dan Park is late. Please call")
    await olga.sees("Not delivered: call the courier")
    await town.pass_time(minutes=15)
    await olga.sees(re.compile("(not delivered: operators were asked.*){2}", re.DOTALL))
    await sora.taps("✅ The customer has it")
    await mina.sees("Enjoy your meal")
    await town.rest()
    assert town.rows("select count(*) from deadlines") == [(0,)]
