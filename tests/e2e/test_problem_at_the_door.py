"""An order that cannot be handed over: who decides what becomes of it, and of its money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.journey import (
    CODE,
    DAN,
    MINA,
    OLGA,
    SORA,
    YURI,
    pay_by_card,
    place_order,
)
from tests.support.pictures import A_PICTURE

if TYPE_CHECKING:
    from bot.simulator import PersonClient
    from tests.e2e.journey import TestTown


async def an_order_at_the_door(
    town: TestTown, sora: PersonClient, dan: PersonClient, *, in_cash: bool = False
) -> tuple[str, PersonClient]:
    """An order that its courier carries: its code, and its customer."""
    mina = await town.person(MINA)
    code = await place_order(mina)
    if in_cash:
        await mina.taps("💵 Cash on delivery")
        await mina.sees("Sent to the store")
    else:
        await pay_by_card(mina)
    await sora.taps("✅ 15 min")
    await sora.taps("🥡 Cooked")
    await dan.taps("🙋 Take it")
    await dan.taps("📦 Picked up")
    await mina.sees("is on the way to you")
    return code, mina


async def reports(dan: PersonClient, code: str, what: str) -> None:
    """The courier says what is wrong."""
    await dan.taps("⚠️ A problem at the door")
    await dan.sees(f"What is wrong at the door of {code}?")
    await dan.taps(what)


async def test_nobody_at_the_door_after_a_call_is_brought_again_and_delivered(
    town: TestTown,
) -> None:
    sora, dan, yuri = await town.staff(SORA, DAN, YURI)
    code, mina = await an_order_at_the_door(town, sora, dan)
    await reports(dan, code, "🚪 Nobody is there")
    await dan.sees("Please call first: the number is on the card")
    assert town.rows("select state from deliveries") == [("picked_up",)]
    await dan.taps("📞 I called, it does not help")
    await dan.sees("Reported. Please wait")
    await dan.sees(f"{code}: wait, the store decides")
    told = await mina.sees(f"{code}: not handed over yet. Please call")
    assert "nobody answered the phone" in told["text"]
    await sora.sees(f"{code}: nobody is there. Decide now")
    await sora.taps("🔁 Bring it again")
    await mina.sees(f"{code} is brought to you again")
    await yuri.sees("준비됨: 누가 갈까요?")
    await dan.taps("🙋 Take it")
    await dan.taps("📦 Picked up")
    await dan.taps("✅ Delivered")
    await mina.sees("Enjoy your meal")
    await town.rest()
    assert town.rows("select state, trips, problem from deliveries") == [("delivered", 2, None)]
    assert town.rows("select state from orders") == [("delivered",)]


async def test_customer_who_opens_after_all_has_the_food_and_nobody_decides_any_more(
    town: TestTown,
) -> None:
    sora, dan = await town.staff(SORA, DAN)
    code, mina = await an_order_at_the_door(town, sora, dan)
    await reports(dan, code, "✋ It is refused")
    decide = await sora.sees_button("🔁 Bring it again")
    no_trip = await sora.sees_button("✖️ No other trip…")
    await dan.taps("✅ Delivered")
    await mina.sees("Enjoy your meal")
    await sora.sees("Delivered: nothing left to do")
    await sora.taps(data=decide.raw["callback_data"], message=decide.message_id)
    await sora.sees(f"{code} is delivered already")
    await sora.taps(data=no_trip.raw["callback_data"], message=no_trip.message_id)
    await sora.sees(f"{code} needs no decision")


@pytest.mark.parametrize(
    ("button", "told", "payment", "back"),
    [
        ("🧾 Keep the money", "What you paid is kept", "paid", 0),
        ("↩️ Give all back: ₩18,000", "All that you paid goes back", "refunded", 18_000),
    ],
)
async def test_refused_order_is_not_brought_again_and_its_money_is_decided(
    town: TestTown, button: str, told: str, payment: str, back: int
) -> None:
    sora, dan = await town.staff(SORA, DAN)
    code, mina = await an_order_at_the_door(town, sora, dan)
    await reports(dan, code, "✋ It is refused")
    await sora.sees(f"{code}: refused at the door. Decide now")
    await sora.taps("✖️ No other trip…")
    await sora.sees("The customer has paid ₩18,000")
    await sora.taps(button)
    notice = await mina.sees(f"{code} was not delivered")
    assert told in notice["text"]
    await dan.sees("take it back to the store")
    await sora.sees(f"{code} not delivered: nothing left to do")
    await town.rest()
    assert town.rows("select state from orders") == [("failed",)]
    assert town.rows("select state from tickets") == [("failed",)]
    assert town.rows("select state from deliveries") == [("failed",)]
    assert town.rows("select state from payments") == [(payment,)]
    assert town.rows("select refunded from charges") == [(back,)]
    assert town.rows("select kind from deadlines") == []


async def test_damaged_food_is_shown_on_a_photo_and_a_part_of_its_money_goes_back(
    town: TestTown,
) -> None:
    sora, dan, olga = await town.staff(SORA, DAN, OLGA)
    code, mina = await an_order_at_the_door(town, sora, dan)
    await reports(dan, code, "💥 Something is damaged")
    asked = await dan.sees("Please send a photo")
    await dan.says("it fell down")
    await dan.sees("Please send a photo", new=True)
    again = await dan.sees_button("Without a photo")
    assert again.message_id > asked["message_id"]
    await dan.sends_photo(A_PICTURE)
    await dan.sees("Reported. Please wait")
    await sora.sees(f"{code}: it is damaged. Decide now")
    await sora.taps("📷 See the photo")
    seen = await sora.sees(f"📷 {code}")
    assert seen["photo"]
    await sora.taps("✖️ No other trip…")
    await sora.taps("✂️ Give a part back…")
    await sora.sees("How much of ₩18,000 goes back")
    await sora.says("18000")
    await sora.sees("an amount above nothing and below ₩18,000")
    await sora.says("5000")
    await sora.sees("₩5,000 goes back, ₩13,000 is kept")
    await sora.taps("✖️ End it, give ₩5,000 back")
    notice = await mina.sees(f"{code} was not delivered")
    assert "₩5,000 goes back to you" in notice["text"]
    await mina.sees("Given back: ₩5,000")
    await olga.says(f"/order {code}")
    card = await olga.sees("no other trip")
    assert "Sora Lee" in card["text"]
    await town.rest()
    assert town.rows("select state, kept from payments") == [("paid", 13_000)]
    assert town.rows("select refunded from charges") == [(5_000,)]


async def test_cash_that_is_not_paid_is_waived_and_the_next_order_is_paid_by_card(
    town: TestTown,
) -> None:
    sora, dan = await town.staff(SORA, DAN)
    code, mina = await an_order_at_the_door(town, sora, dan, in_cash=True)
    await reports(dan, code, "💵 The cash is not paid")
    await sora.sees(f"{code}: cash was not paid. Decide now")
    await sora.taps("✖️ No other trip…")
    await sora.taps("✖️ End it: nothing is paid")
    notice = await mina.sees(f"{code} was not delivered")
    assert "You have nothing to pay" in notice["text"]
    await mina.sees("From now on please pay by card")
    await town.rest()
    assert town.rows("select state from payments") == [("waived",)]
    assert town.rows("select movement, amount from ledger") == [("waived", 18_000)]


async def test_problem_that_nobody_decides_goes_to_the_operators_and_then_everything_goes_back(
    town: TestTown,
) -> None:
    sora, dan, olga = await town.staff(SORA, DAN, OLGA)
    code, mina = await an_order_at_the_door(town, sora, dan)
    await reports(dan, code, "📍 The address is wrong")
    await dan.taps("📞 I called, it does not help")
    first = await sora.sees(f"{code}: wrong address. Decide now")
    await town.pass_time(minutes=10)
    asked = await olga.sees("Not handed over: please decide now")
    again = await sora.sees(f"{code}: wrong address. Decide now")
    assert again["message_id"] > first["message_id"]
    await olga.sees_button("🔁 Bring it again")
    for _ in range(12):
        await town.pass_time(minutes=15)
    notice = await mina.sees(f"{code} was not delivered")
    assert "All that you paid goes back" in notice["text"]
    settled = await olga.sees("Settled: nothing left to do")
    assert settled["message_id"] > asked["message_id"]
    await town.rest()
    assert town.rows("select state from payments") == [("refunded",)]
    assert town.rows("select kind from deadlines") == []


async def test_operator_decides_what_the_owner_does_not(town: TestTown) -> None:
    sora, dan, olga = await town.staff(SORA, DAN, OLGA)
    code, mina = await an_order_at_the_door(town, sora, dan)
    await reports(dan, code, "✋ It is refused")
    old = await sora.sees_button("✖️ No other trip…")
    await town.pass_time(minutes=10)
    await olga.sees("Not handed over: please decide now")
    await olga.taps("✖️ No other trip…")
    await olga.taps("🧾 Keep the money")
    await mina.sees(f"{code} was not delivered")
    await olga.sees("Settled: nothing left to do")
    await sora.sees(f"{code} not delivered: nothing left to do")
    await sora.taps(data=old.raw["callback_data"], message=old.message_id)
    await sora.sees(f"{code} needs no decision")


async def test_food_that_is_gone_with_a_silent_courier_is_decided_without_another_trip(
    town: TestTown,
) -> None:
    sora, dan = await town.staff(SORA, DAN)
    code, mina = await an_order_at_the_door(town, sora, dan)
    await town.pass_time(minutes=45)
    await dan.sees(f"{code} is late: is it delivered?")
    await town.pass_time(minutes=10)
    await sora.sees(f"{code}: Dan Park is late. Please call")
    await sora.taps("👤 Let somebody else take it")
    await sora.sees(f"{code} is free again: couriers are asked")
    await sora.taps("✖️ No other trip…")
    await sora.taps("↩️ Give all back: ₩18,000")
    notice = await mina.sees(f"{code} was not delivered")
    assert "Nobody could bring it" in notice["text"]
    await town.rest()
    assert town.rows("select state from payments") == [("refunded",)]


async def test_owner_who_brings_it_reports_and_decides_alone(town: TestTown) -> None:
    sora, dan = await town.staff(SORA, DAN)
    mina = await town.person(MINA)
    code = await place_order(mina)
    await pay_by_card(mina)
    await sora.taps("✅ 15 min")
    await sora.taps("🥡 Cooked")
    await dan.sees("Ready: who takes it?")
    await town.pass_time(minutes=5)
    await town.pass_time(minutes=5)
    await sora.taps("🛵 We bring it ourselves")
    await sora.taps("📦 Picked up")
    await sora.taps("⚠️ A problem at the door")
    await sora.taps("✋ It is refused")
    await sora.sees(f"{code}: refused at the door. Decide now")
    await sora.taps("✖️ No other trip…")
    await sora.taps("⬅️ Back")
    await sora.sees(f"{code} still waits for a decision")
    await sora.taps("✖️ No other trip…")
    await sora.taps("🧾 Keep the money")
    await mina.sees(f"{code} was not delivered")


async def test_korean_courier_and_customer_read_it_in_their_language(town: TestTown) -> None:
    sora, yuri = await town.staff(SORA, YURI)
    mina = await town.person(MINA)
    await mina.changes(language_code="ko")
    code = await place_in_korean(mina)
    await sora.taps("✅ 15 min")
    await sora.taps("🥡 Cooked")
    await yuri.taps("🙋 제가 갈게요")
    await yuri.taps("📦 음식 받음")
    await yuri.taps("⚠️ 문 앞에서 문제가 있어요")
    await yuri.taps("🚪 아무도 없어요")
    await yuri.sees("카드에 있는 번호로 먼저 전화해 주세요")
    await yuri.taps("📞 전화했지만 소용없어요")
    await mina.sees(f"{code} 아직 못 전해드렸어요. 전화 주세요")
    await sora.taps("✖️ No other trip…")
    await sora.taps("↩️ Give all back: ₩18,000")
    notice = await mina.sees(f"{code} 주문을 배달하지 못했어요")
    assert "모두 돌려드려요" in notice["text"]
    await yuri.sees("배달하지 않기로 함")


async def place_in_korean(mina: PersonClient) -> str:
    """A paid order of a customer who reads Korean: its code."""
    await mina.says("/start")
    await mina.taps("Hanok Kitchen 한옥식당")
    await mina.taps("Rice 밥")
    await mina.taps("Bibimbap 비빔밥 · ₩9,000")
    await mina.taps("2")
    await mina.taps("🧺 장바구니 (2) · ₩18,000")
    await mina.taps("✅ 주문하기")
    await mina.says("5 Gahoe-ro, Jongno-gu")
    await mina.types_on_keyboard("📞 내 번호 공유")
    await mina.taps("✅ 주문 넣기")
    await mina.taps("💳 ₩18,000 결제")
    await mina.pays()
    card = await mina.sees("가게에 전달됨")
    code = CODE.search(card["text"])
    assert code is not None
    return code.group()
