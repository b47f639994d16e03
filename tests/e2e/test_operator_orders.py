"""An operator looks at an order, ends it, marks it as delivered, and writes to its customer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import living_town
from tests.e2e.journey import DAN, MINA, OLGA, SORA, YURI, pay_by_card, place_order

if TYPE_CHECKING:
    from pathlib import Path

    from bot.simulator import PersonClient
    from tests.e2e.journey import TestTown
    from tests.support.clock import MovableClock


async def cash_order(town: TestTown) -> tuple[PersonClient, str]:
    mina = await town.person(MINA)
    code = await place_order(mina)
    await mina.taps("💵 Cash on delivery")
    return mina, code


async def state(town: TestTown) -> list[tuple[object, ...]]:
    await town.rest()
    return town.rows("select o.state, p.state from orders o join payments p on p.order_id = o.id")


@pytest.mark.each_engine
async def test_order_that_is_carried_is_ended_with_words_and_everybody_is_told(
    town: TestTown,
) -> None:
    sora, dan, olga = await town.staff(SORA, DAN, OLGA)
    mina = await town.person(MINA)
    code = await place_order(mina)
    await pay_by_card(mina)
    await sora.taps("✅ 15 min")
    await sora.taps("🥡 Cooked")
    await dan.taps("🙋 Take it")
    await dan.taps("📦 Picked up")
    await mina.sees("is on the way to you")
    await olga.says(f"/order {code.lower()}")
    card = await olga.sees("Order file: nobody waits for you")
    for told in ("Mina", "+82 10", "Sora Lee (2001)", "picked up", "₩18,000"):
        assert told in card["text"]
    await olga.taps("✖️ Cancel and refund", message=card)
    await olga.sees(f"Cancel {code} and refund it?")
    await olga.taps("✏️ Yes, with a reason…")
    await olga.sees(f"Type why {code} is cancelled")
    await olga.sees_no_button("✖️ Yes, cancel and refund")
    await olga.says("The street is closed")
    await olga.sees("The customer will read")
    await olga.taps("✖️ Cancel it with these words")
    await olga.sees(f"{code} is cancelled; everybody is told")
    await mina.sees(f"We had to cancel {code}")
    await mina.sees("The operator of the platform says: The street is closed")
    await mina.sees("was given back")
    await sora.sees("Called off")
    await dan.sees("take it back to the store")
    await olga.sees("Order file: it has ended")
    assert await state(town) == [("cancelled", "refunded")]
    assert [charge["refunded"] for charge in town.charges()] == [18_000]


@pytest.mark.parametrize("steps", [0, 1, 2])
async def test_order_before_it_is_cooked_is_ended_by_an_operator_without_a_word(
    town: TestTown, steps: int
) -> None:
    sora, olga = await town.staff(SORA, OLGA)
    mina = await town.person(MINA)
    code = await place_order(mina)
    if steps > 0:
        await mina.taps("💵 Cash on delivery")
        await sora.sees(code)
    if steps > 1:
        await sora.taps("✅ 15 min")
        await mina.sees("being cooked")
    await olga.says(f"/order {code}")
    await olga.taps("✖️ Cancel and refund")
    await olga.taps("✖️ Yes, cancel and refund")
    await mina.sees(f"We had to cancel {code}")
    await mina.sees("the operator of the platform decided so")
    if steps:
        await sora.sees("Called off")
    assert await state(town) == [("cancelled", "voided")]


@pytest.mark.each_engine
async def test_order_whose_courier_forgot_is_marked_as_delivered_and_its_cash_collected(
    town: TestTown,
) -> None:
    sora, dan, olga = await town.staff(SORA, DAN, OLGA)
    mina, code = await cash_order(town)
    await sora.taps("✅ 15 min")
    await sora.taps("🥡 Cooked")
    await dan.taps("🙋 Take it")
    await dan.sees("Yours: pick it up")
    await olga.says(f"/order {code}")
    await olga.taps("✅ It was delivered")
    await mina.sees(f"{code} was delivered")
    await sora.sees("Delivered: nothing left to do")
    await dan.sees("✅ Delivered")
    await olga.sees("delivered · Olga")
    await olga.sees_no_button("✖️ Cancel and refund")
    assert await state(town) == [("delivered", "collected")]


async def test_operator_writes_to_the_customer_and_sees_it_before(town: TestTown) -> None:
    (olga,) = await town.staff(OLGA)
    mina, code = await cash_order(town)
    await olga.says(f"/order {code}")
    await olga.taps("💬 Write to the customer")
    await olga.sees(f"Type your message about {code}")
    await olga.says("<b>Which</b> door is it?")
    await olga.sees("<b>Which</b> door is it?")
    await olga.says("Which floor is it?")
    shown = await olga.sees(re.compile(r"Send this(.|\n)*Which floor"))
    await olga.taps("💬 Send it", message=shown)
    await olga.sees(f"Sent to the customer of {code}")
    told = await mina.sees("Which floor is it?")
    assert "the operator of the platform" in told["text"]
    await town.rest()
    assert "<b>Which" not in mina.chat.transcript()


async def test_part_is_given_back_by_the_command_that_the_button_tells(town: TestTown) -> None:
    sora, olga = await town.staff(SORA, OLGA)
    mina = await town.person(MINA)
    code = await place_order(mina)
    await pay_by_card(mina)
    await sora.taps("✅ 15 min")
    await olga.says(f"/order {code}")
    await olga.taps("↩️ Give a part back")
    await olga.sees(f"/refund {code} 3000")
    await olga.says(f"/refund {code} 3000")
    await mina.sees("Given back: ₩3,000")
    await olga.sees("Given back: ₩3,000")


async def test_file_of_an_order_is_for_operators_only(town: TestTown) -> None:
    mina, code = await cash_order(town)
    await mina.says(f"/order {code}")
    await mina.sees("This is not yours to decide")
    await mina.says("/order bibimbap")
    await mina.sees("Where would you like to order?")
    (olga,) = await town.staff(OLGA)
    await olga.says("/order fffff")
    await olga.sees("There is no order fffff")


async def test_late_order_without_an_answer_is_on_the_operators_card_until_it_is_decided(
    town: TestTown,
) -> None:
    sora, olga = await town.staff(SORA, OLGA)
    mina, code = await cash_order(town)
    await sora.taps("✅ 15 min")
    await mina.sees("being cooked")
    await town.pass_time(minutes=16)
    await mina.sees(f"{code} is late")
    await town.pass_time(minutes=11)
    asked = await olga.sees("⏰ Late, no answer: call the store")
    assert code in asked["text"]
    await sora.taps("⏰ +20 min")
    settled = await olga.sees("✅ Settled: nothing left to do here")
    assert settled["message_id"] == asked["message_id"]
    assert "the store needs more time · Sora Lee" in settled["text"]


async def test_escalation_is_one_card_for_every_operator_and_whoever_decides_first_closes_it(
    tmp_path: Path, clock: MovableClock
) -> None:
    async with living_town(tmp_path, clock, operators=frozenset({OLGA, YURI})) as town:
        sora, olga, yuri = await town.staff(SORA, OLGA, YURI)
        mina, code = await cash_order(town)
        await sora.taps("✅ 15 min")
        await mina.sees("being cooked")
        await town.pass_time(minutes=16)
        await mina.sees(f"{code} is late")
        await town.pass_time(minutes=11)
        asked = await olga.sees("⏰ Late, no answer: call the store")
        await yuri.sees("⏰ 늦는데 답이 없음: 가게에 전화하세요")
        await olga.taps("✖️ Cancel and refund", message=asked)
        question = await olga.sees(f"Cancel {code} and refund it?")
        await yuri.taps("✖️ 취소하고 환불")
        await yuri.taps("✖️ 네, 취소하고 환불합니다")
        closed = await olga.sees("✅ Settled: nothing left to do here")
        assert closed["message_id"] == asked["message_id"]
        assert "called off · 유리" in closed["text"]
        await olga.taps("✖️ Yes, cancel and refund", message=question)
        await olga.sees(f"{code} was cancelled or called off")
        assert await state(town) == [("cancelled", "voided")]


async def test_help_names_the_commands_of_operators_to_operators_only(town: TestTown) -> None:
    (olga,) = await town.staff(OLGA)
    await olga.says("/help")
    await olga.sees("/refund – give a part of an order back")
    mina = await town.person(MINA)
    await mina.says("/help")
    await mina.sees("this text")
    assert "/refund" not in mina.chat.transcript()
