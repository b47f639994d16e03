"""What people do every day beside the straight way: sold out, edited, shared, linked, tapped late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from domain.order.basket import MAX_LINES
from domain.store import Category, Dish, ImportStore
from tests.e2e.journey import (
    JUNHO,
    MINA,
    SORA,
    TAEMIN,
    fill_basket,
    pay_by_card,
    place_order,
    reach_summary,
)
from tests.support.samples import WON_9000, a_store_file

if TYPE_CHECKING:
    from bot.simulator import PersonClient
    from tests.e2e.journey import TestTown

KEPT = "do not read changes"
WHERE, HOW = "Where shall we bring it?", "How can the courier reach you?"
SUMMARY = "Is everything right?"


async def _sell_out(owner: PersonClient, category: str, *dishes: str) -> None:
    await owner.says("/menu")
    await owner.taps(category)
    for dish in dishes:
        await owner.taps(f"✅ {dish}")
        await owner.sees_button(f"🚫 {dish}")


async def _place_two_dishes(customer: PersonClient) -> None:
    await fill_basket(customer)
    await customer.taps("➕ Add dishes")
    await customer.taps("Drinks 음료")
    await customer.taps("Sikhye 식혜 · ₩3,000")
    await customer.taps("1")
    await customer.taps("🧺 Basket (3) · ₩21,000")
    await customer.taps("✅ Checkout")
    await customer.sees(WHERE)
    await customer.says("5 Gahoe-ro, Jongno-gu")
    await customer.sees(HOW)
    await customer.says("010 1234 5678")
    await customer.sees(SUMMARY)
    await customer.taps("✅ Place the order")
    await customer.sees_button("💳 Pay ₩21,000")


async def test_dish_sold_out_between_invoice_and_payment_is_left_out_by_a_button(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await _place_two_dishes(mina)
    await mina.taps("💳 Pay ₩21,000")
    await mina.sees("Order at Hanok Kitchen")
    await _sell_out(sora, "Rice 밥", "Bibimbap 비빔밥")
    outcome = await mina.pays()
    assert outcome["state"] == "refused"
    assert "<" not in outcome["error"]
    assert "Bibimbap" in outcome["error"]
    assert town.charges() == []
    await mina.taps("🧺 Order again without it")
    basket = (await mina.sees("is not ordered any more"))["text"]
    assert "1 × Sikhye" in basket
    assert "Bibimbap" not in basket
    await mina.sees("✖️ Cancelled")
    await town.rest()
    assert town.rows("select state from orders") == [("cancelled",)]
    assert town.rows("select state from payments") == [("voided",)]
    assert town.rows("select count(*) from deadlines") == [(0,)]
    await mina.taps("✅ Checkout")
    await mina.sees(WHERE, new=True)
    await mina.types_on_keyboard("5 Gahoe-ro, Jongno-gu")
    await mina.types_on_keyboard("+82 10-1234-5678")
    await mina.taps("✅ Place the order")
    await mina.sees_button("💳 Pay ₩3,000")


@pytest.mark.parametrize("way", ["💳 Pay ₩18,000", "💵 Cash on delivery"])
async def test_dish_sold_out_before_the_way_to_pay_was_chosen_is_left_out_by_a_button(
    town: TestTown, way: str
) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await place_order(mina)
    await _sell_out(sora, "Rice 밥", "Bibimbap 비빔밥")
    await mina.taps(way)
    await mina.sees("cannot be had any more")
    again = await mina.sees_button("🧺 Order again without it")
    for _ in range(2):
        await mina.taps(data=again.raw["callback_data"], message=again.message_id)
        await mina.sees("Your basket is empty")
    await mina.sees("✖️ Cancelled")
    await town.rest()
    assert town.rows("select state from payments") == [("voided",)]


async def test_ordering_again_after_it_was_paid_keeps_the_order(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await place_order(mina)
    await _sell_out(sora, "Rice 밥", "Bibimbap 비빔밥")
    await mina.taps("💵 Cash on delivery")
    again = await mina.sees_button("🧺 Order again without it")
    await sora.taps("🚫 Bibimbap 비빔밥")
    await sora.sees_button("✅ Bibimbap 비빔밥")
    await pay_by_card(mina)
    await mina.taps(data=again.raw["callback_data"], message=again.message_id)
    await mina.sees("is paid already")
    assert town.rows("select state from orders") == [("paid",)]


async def test_edited_address_that_was_taken_stays_until_it_is_sent_anew(town: TestTown) -> None:
    mina = await town.person(MINA)
    await fill_basket(mina)
    await mina.taps("✅ Checkout")
    await mina.sees(WHERE)
    typed = await mina.says("5 Gahoe-ro")
    await mina.sees(HOW)
    await mina.edits(typed["message_id"], "6 Gahoe-ro")
    await mina.sees(KEPT)
    await mina.says("010 1234 5678")
    assert "5 Gahoe-ro" in (await mina.sees(SUMMARY))["text"]
    await mina.taps("📍 Change address or phone")
    await mina.sees(WHERE, new=True)
    await mina.edits(typed["message_id"], "7 Gahoe-ro")
    await mina.sees(KEPT, new=True)
    await mina.says("7 Gahoe-ro")
    await mina.sees(HOW, new=True)
    await mina.says("010 1234 5678")
    assert SUMMARY in (await mina.sees("📍 7 Gahoe-ro"))["text"]


async def test_edited_answer_is_taken_while_its_question_is_open(town: TestTown) -> None:
    mina = await town.person(MINA)
    await fill_basket(mina)
    await mina.taps("✅ Checkout")
    await mina.sees(WHERE)
    short = await mina.says("5")
    await mina.sees("That address is too short")
    await mina.edits(short["message_id"], "5 Gahoe-ro")
    await mina.sees(HOW)
    wrong = await mina.says("010 1234")
    await mina.sees("That is no phone number")
    await mina.edits(wrong["message_id"], "010 1234 5678")
    assert "+82 10-1234-5678" in (await mina.sees(SUMMARY))["text"]
    # The number can still be corrected while nothing was tapped.
    await mina.edits(wrong["message_id"], "010 9999 8888")
    assert SUMMARY in (await mina.sees("📞 +82 10-9999-8888"))["text"]
    await mina.taps("✅ Place the order")
    await mina.sees("Waiting for payment")
    await mina.edits(wrong["message_id"], "010 1111 2222")
    await mina.sees(KEPT)
    assert town.rows("select phone, address from orders") == [("+821099998888", "5 Gahoe-ro")]


async def test_edited_reason_is_shown_anew_and_rejects_nothing_by_itself(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await place_order(mina)
    await pay_by_card(mina)
    await sora.taps("❌ Reject")
    await sora.taps("Other… (type it)")
    await sora.sees("Type the reason")
    typed = await sora.says("The oven is cold")
    await sora.sees_button("❌ Reject with these words")
    await sora.edits(typed["message_id"], "The oven is broken")
    await sora.sees("The oven is broken", new=True)
    await sora.taps("❌ Reject with these words")
    await mina.sees("Reason: The oven is broken")
    await sora.edits(typed["message_id"], "The oven is fine")
    await sora.sees(KEPT)


async def test_contact_without_a_plus_is_taken_as_international(town: TestTown) -> None:
    mina = await town.person(MINA)
    mina.profile["phone"] = "821012345678"
    await reach_summary(mina)
    await mina.taps("✅ Place the order")
    await mina.sees("Waiting for payment")
    assert town.rows("select phone from orders") == [("+821012345678",)]


@pytest.mark.parametrize("person", [MINA, SORA])
async def test_start_with_a_store_opens_that_store_for_anybody(
    town: TestTown, person: int
) -> None:
    customer = await town.person(person)
    await customer.says("/start hanok")
    await customer.taps("Rice 밥")
    await customer.sees_button("Bibimbap 비빔밥 · ₩9,000")


async def test_start_with_an_unknown_store_says_so_and_lists_those_there_are(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    await mina.says("/start no:such store")
    await mina.sees("The store of that link is not here")
    await mina.taps("Hanok Kitchen 한옥식당")
    await mina.sees_button("Rice 밥")


async def test_owner_sees_a_shared_location_in_their_language_and_on_a_map(
    town: TestTown,
) -> None:
    junho = await town.person(JUNHO)
    sora, taemin = await town.staff(SORA, TAEMIN)
    await junho.says("/start")
    await junho.taps("Hanok Kitchen 한옥식당")
    await junho.taps("Rice 밥")
    await junho.taps("Bibimbap 비빔밥 · ₩9,000")
    await junho.taps("1")
    await junho.taps("🧺 장바구니 (1) · ₩9,000")
    await junho.taps("✅ 주문하기")
    await junho.types_on_keyboard("📍 내 위치 공유")
    await junho.types_on_keyboard("📞 내 번호 공유")
    await junho.taps("✅ 주문 넣기")
    await junho.taps("💵 만나서 현금 결제")
    await sora.sees("📍 Shared location (37.55120, 126.98820)")
    await taemin.sees("📍 공유한 위치 (37.55120, 126.98820)")
    await sora.taps("🗺 Map")
    shown = await sora.waits_for(
        lambda chat: next((it for it in chat.messages.values() if "location" in it), None),
        "the customer's point",
    )
    assert _point(shown) == (37.5512, 126.9882)
    await junho.sees_button("✖️ 주문 취소")
    map_button = await sora.sees_button("🗺 Map")
    await junho.taps("✖️ 주문 취소")
    await junho.taps("네, 취소할게요")
    await sora.sees_no_button("🗺 Map")
    await sora.taps(data=map_button.raw["callback_data"], message=map_button.message_id)
    await sora.sees("cannot find that any more")
    await junho.taps(data=map_button.raw["callback_data"], message=_last(junho))
    await junho.sees("🚫")


def _point(message: dict[str, Any]) -> tuple[float, float]:
    return message["location"]["latitude"], message["location"]["longitude"]


def _last(person: PersonClient) -> int:
    return max(person.chat_state(None).messages)


async def test_tap_on_the_quantity_of_an_older_dish_adds_that_dish(town: TestTown) -> None:
    mina = await town.person(MINA)
    await mina.says("/start")
    await mina.taps("Hanok Kitchen 한옥식당")
    await mina.taps("Rice 밥")
    await mina.taps("Bibimbap 비빔밥 · ₩9,000")
    older = await mina.sees("How many?")
    await mina.says("/start hanok")
    await mina.taps("Rice 밥")
    await mina.taps("Bulgogi rice 불고기덮밥 · ₩11,000")
    await mina.sees(r"Bulgogi rice 불고기덮밥 · ₩11,000", new=True)
    await mina.taps("3", message=older)
    await mina.sees("3 × Bibimbap")
    await mina.sees_button("🧺 Basket (3) · ₩27,000")


async def test_back_from_the_reasons_says_how_the_order_stands_by_now(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await place_order(mina)
    await pay_by_card(mina)
    await sora.taps("❌ Reject")
    back = await sora.sees_button("⬅️ Back")
    await mina.taps("✖️ Cancel the order")
    await mina.taps("Yes, cancel it")
    await sora.sees("is cancelled: do not cook it")
    await sora.taps(data=back.raw["callback_data"], message=back.message_id)
    await sora.waits_for(
        lambda chat: "Cancelled: please do not cook it" in chat.messages[back.message_id]["text"],
        "how the order stands",
    )
    await mina.taps(data=back.raw["callback_data"], message=_last(mina))
    await mina.sees("🚫")


async def test_dish_beyond_the_thirty_that_fit_is_refused_for_what_it_is(town: TestTown) -> None:
    dishes = tuple(
        Dish(id=f"dish{number}", name=f"Dish {number}.", price=WON_9000)
        for number in range(MAX_LINES + 1)
    )
    many = a_store_file(
        "many", name="Many", categories=(Category(id="a", name="A", dishes=dishes),)
    )
    await town.running.runtime.bus.execute(ImportStore(many))
    mina = await town.person(MINA)
    await mina.says("/start many")
    for number in range(MAX_LINES + 1):
        await mina.taps("A")
        await mina.taps(f"Dish {number}. · ₩9,000")
        await mina.sees(f"Dish {number}. · ₩9,000\n\nHow many?")
        await mina.taps("1")
        wanted = f"1 × Dish {number}." if number < MAX_LINES else "at most 30 different dishes"
        await mina.sees(wanted)
    await mina.sees_button("🧺 Basket (30) · ₩270,000")
