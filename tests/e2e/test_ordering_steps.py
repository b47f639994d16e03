"""Each step of ordering: its way on, its way back, and what it does not expect."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from domain.shared.money import Money
from domain.store.commands import SetDishAvailable
from tests.e2e.journey import (
    JUNHO,
    MINA,
    SORA,
    fill_basket,
    pay_by_card,
    place_order,
    reach_summary,
)

if TYPE_CHECKING:
    from bot.simulator import PersonClient
    from tests.e2e.journey import TestTown


async def test_basket_can_be_changed_and_emptied(town: TestTown) -> None:
    mina = await town.person(MINA)
    await fill_basket(mina)
    await mina.taps("➕")
    await mina.sees("Total: ₩27,000")
    await mina.taps("➖")
    await mina.sees("Total: ₩18,000")
    await mina.taps("➕ Add dishes")
    await mina.taps("Drinks 음료")
    await mina.taps("Sikhye 식혜 · ₩3,000")
    await mina.sees("How many?")
    await mina.says("4")
    await mina.sees("4 × Sikhye")
    await mina.taps("🧺 Basket (6) · ₩30,000")
    await mina.taps("🗑 Empty the basket")
    await mina.sees("Your basket is empty")


async def test_back_leads_through_every_step_without_losing_the_basket(town: TestTown) -> None:
    mina = await town.person(MINA)
    await fill_basket(mina)
    await mina.taps("✅ Checkout")
    await mina.types_on_keyboard("⬅️ Back")
    await mina.sees("Total: ₩18,000")
    await mina.taps("➕ Add dishes")
    await mina.taps("Rice 밥")
    await mina.taps("Bulgogi rice 불고기덮밥 · ₩11,000")
    await mina.sees("How many?")
    await mina.taps("⬅️ Back")
    await mina.sees("Choose a dish")
    await mina.taps("⬅️ Back")
    await mina.sees("Choose a category")
    await mina.taps("⬅️ Back")
    await mina.sees("Where would you like to order?")
    await mina.taps("Hanok Kitchen 한옥식당")
    await mina.sees_button("🧺 Basket (2) · ₩18,000")


async def test_choosing_another_store_empties_the_basket_and_says_so(town: TestTown) -> None:
    mina = await town.person(MINA)
    await fill_basket(mina)
    await mina.taps("➕ Add dishes")
    await mina.taps("⬅️ Back")
    await mina.taps("Golden Gate Burgers")
    await mina.sees("Your basket was from another store")
    await mina.taps("Burgers")
    await mina.sees_button("Classic cheeseburger · $9.50")


async def test_closed_store_is_explained(town: TestTown) -> None:
    mina = await town.person(MINA)
    await mina.says("/start")
    await mina.taps("Seoul Noodle Bar 서울국수 (closed)")
    await mina.sees("is closed at the moment")


async def test_sold_out_dish_cannot_be_chosen(town: TestTown) -> None:
    mina = await town.person(MINA)
    await mina.says("/start")
    await mina.taps("Hanok Kitchen 한옥식당")
    await mina.taps("Soups and stews 국·찌개")
    await mina.taps("Cold noodles 물냉면 (sold out)")
    await mina.sees("Choose a dish")
    await mina.sees_button("Samgyetang 삼계탕 · ₩15,000")


@pytest.mark.parametrize("typed", ["0", "21", "-1", "many", "９", "99999999999999999999"])
async def test_typing_a_wrong_quantity_is_answered_and_asked_again(
    town: TestTown, typed: str
) -> None:
    mina = await town.person(MINA)
    await mina.says("/start")
    await mina.taps("Hanok Kitchen 한옥식당")
    await mina.taps("Rice 밥")
    await mina.taps("Bibimbap 비빔밥 · ₩9,000")
    await mina.sees("How many?")
    await mina.says(typed)
    await mina.sees("number from 1 to 20")
    await mina.says("20")
    await mina.sees("20 × Bibimbap")


async def test_address_and_phone_are_checked_and_can_be_shared(town: TestTown) -> None:
    mina = await town.person(MINA)
    await fill_basket(mina)
    await mina.taps("✅ Checkout")
    await mina.sees("Where shall we bring it?")
    await mina.says("abc")
    await mina.sees("That address is too short")
    await mina.says("x" * 400)
    await mina.sees("That address is too long")
    await mina.sends_photo(_PIXEL)
    await mina.sees("typed address or a shared location")
    await mina.types_on_keyboard("📍 Share my location")
    await mina.sees("How can the courier reach you?")
    await mina.says("no phone")
    await mina.sees("That is no phone number")
    await mina.shares_contact("+821099998888")
    await mina.sees("Please share your own contact")
    await mina.says("010 1234 5678")
    summary = await mina.sees("Is everything right?")
    assert "Shared location (37.57440, 126.98490)" in summary["text"]
    assert "+82 10-1234-5678" in summary["text"]


async def test_second_order_offers_the_last_address_and_phone(town: TestTown) -> None:
    mina = await town.person(MINA)
    await place_order(mina)
    await fill_basket(mina, "/order")
    await mina.taps("✅ Checkout")
    await mina.types_on_keyboard("5 Gahoe-ro, Jongno-gu")
    await mina.types_on_keyboard("+82 10-1234-5678")
    await mina.taps("✅ Place the order")
    await mina.says("/orders")
    await mina.sees("Your orders")
    assert town.rows("select count(*) from orders") == [(2,)]


async def test_price_change_before_placing_is_shown_and_charged_only_after_a_second_yes(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    await reach_summary(mina)
    await _set_price(town, "bibimbap", 9_500)
    await mina.taps("✅ Place the order")
    await mina.sees("now costs ₩9,500 instead of ₩9,000")
    assert town.rows("select count(*) from orders") == [(0,)]
    await mina.sees("Total: ₩19,000")
    await mina.taps("✅ Place the order")
    await mina.sees("Waiting for payment")
    assert town.rows("select amount from payments") == [(19_000,)]


async def test_dish_sold_out_before_placing_is_taken_out_and_said(town: TestTown) -> None:
    mina = await town.person(MINA)
    await reach_summary(mina)
    await town.running.runtime.bus.execute(
        SetDishAvailable("hanok", SORA, "bibimbap", available=False)
    )
    await mina.taps("✅ Place the order")
    await mina.sees("Bibimbap 비빔밥 is sold out")
    await mina.sees("Your basket is empty")
    assert town.rows("select count(*) from orders") == [(0,)]


async def test_store_closing_before_placing_or_paying_is_explained(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await reach_summary(mina)
    await _switch_hanok(sora, "/close")
    await mina.taps("✅ Place the order")
    await mina.sees("Hanok Kitchen 한옥식당 is closed at the moment")
    await _switch_hanok(sora, "/open")
    await place_order(mina)
    await mina.taps("💳 Pay ₩18,000")
    await mina.sees("Order at Hanok")
    await _switch_hanok(sora, "/close")
    outcome = await mina.pays()
    assert outcome["state"] == "refused"
    assert "closed" in outcome["error"]
    assert town.charges() == []


async def test_owner_marks_a_dish_sold_out_from_the_chat(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await sora.says("/menu")
    await sora.sees("Hanok Kitchen 한옥식당: choose a category")
    await sora.taps("Rice 밥")
    await sora.taps("✅ Bibimbap 비빔밥")
    await sora.sees_button("🚫 Bibimbap 비빔밥")
    await mina.says("/start")
    await mina.taps("Hanok Kitchen 한옥식당")
    await mina.taps("Rice 밥")
    await mina.sees_button("Bibimbap 비빔밥 (sold out)")


async def test_unexpected_text_in_every_button_step_shows_the_step_again(town: TestTown) -> None:
    mina = await town.person(MINA)
    await mina.says("/start")
    await mina.sees_button("Hanok Kitchen 한옥식당")
    for tap, hint in (
        (None, "choose a store with the buttons"),
        ("Hanok Kitchen 한옥식당", "choose with the buttons"),
        ("Rice 밥", "choose with the buttons"),
        ("Bibimbap 비빔밥 · ₩9,000", "number from 1 to 20"),
    ):
        if tap:
            await mina.taps(tap)
        await mina.sees_button("✖️ Cancel")
        await mina.says("what <b>is</b> this?")
        await mina.sees(hint, new=True)
    await mina.taps("1")
    await mina.taps("🧺 Basket (1) · ₩9,000")
    await mina.sees("Your basket")
    await mina.says("hello")
    await mina.sees("use the buttons of your basket")
    await mina.says("/cancel")
    await mina.sees("nothing was ordered")
    await mina.says("hello again")
    await mina.sees("I did not understand that. /order starts")


async def test_order_view_lists_history_and_keeps_one_row_per_order(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await mina.says("/orders")
    await mina.sees("You have no orders yet")
    code = await place_order(mina)
    await pay_by_card(mina)
    await sora.taps("✅ 15 min")
    await mina.sees("being cooked")
    await mina.says("/orders")
    await mina.sees("Your orders")
    before = await mina.sees(re.compile("placed · .* sent to the store · .* accepted"))
    await mina.taps(f"{code} · Hanok Kitchen 한옥식당 · ₩18,000")
    await mina.waits_for(lambda chat: before["message_id"] not in chat.messages, "the move")
    card = await mina.sees(re.compile("placed · .* sent to the store · .* accepted"))
    assert card["message_id"] > before["message_id"]
    await sora.taps("🥡 Cooked")
    await mina.waits_for(
        lambda chat: "please wait for the delivery" in chat.messages[card["message_id"]]["text"],
        "the moved card to live on",
    )
    assert town.rows("select count(*) from order_views") == [(1,)]


async def test_button_of_an_older_summary_orders_nothing(town: TestTown) -> None:
    mina = await town.person(MINA)
    await reach_summary(mina)
    old = await mina.sees_button("✅ Place the order")
    await mina.taps("📍 Change address or phone")
    await mina.sees("Where shall we bring it?", new=True)
    await mina.says("99 Another Street")
    await mina.sees("How can the courier reach you?", new=True)
    await mina.says("010 9999 8888")
    await mina.sees("99 Another Street")
    await mina.taps(data=old.raw["callback_data"], message=old.message_id)
    await mina.sees("That summary is out of date")
    assert town.rows("select count(*) from orders") == [(0,)]
    await mina.taps("✅ Place the order")
    await mina.sees("Waiting for payment")
    assert town.rows("select address from orders") == [("99 Another Street",)]


async def test_last_address_that_was_a_point_brings_the_point_along(town: TestTown) -> None:
    mina = await town.person(MINA)
    for number in range(2):
        await fill_basket(mina, "/order")
        await mina.taps("✅ Checkout")
        if number:
            await mina.types_on_keyboard("Shared location (37.57440, 126.98490)")
        else:
            await mina.types_on_keyboard("📍 Share my location")
        await mina.sees("How can the courier reach you?", new=True)
        await mina.says("010 1234 5678")
        await mina.taps("✅ Place the order")
        await mina.sees("Waiting for payment", new=True)
    assert town.rows("select latitude from orders") == [(37.5744,), (37.5744,)]


async def test_whole_order_in_korean_reads_korean(town: TestTown) -> None:
    junho = await town.person(JUNHO)
    await junho.says("/start")
    await junho.sees("안녕하세요")
    await junho.taps("Hanok Kitchen 한옥식당")
    await junho.taps("Rice 밥")
    await junho.taps("Bibimbap 비빔밥 · ₩9,000")
    await junho.taps("1")
    await junho.taps("🧺 장바구니 (1) · ₩9,000")
    await junho.taps("✅ 주문하기")
    await junho.says("서울시 종로구 가회로 5")
    await junho.types_on_keyboard("📞 내 번호 공유")
    await junho.taps("✅ 주문 넣기")
    await junho.taps("💳 ₩9,000 결제")
    assert (await junho.pays())["state"] == "paid"
    await junho.sees("가게에 전달됨")


async def test_commands_are_offered_in_both_languages(town: TestTown) -> None:
    mina, junho = await town.person(MINA), await town.person(JUNHO)
    english = {it["command"]: it["description"] for it in mina.chat.commands}
    korean = {it["command"]: it["description"] for it in junho.chat.commands}
    assert english["orders"] == "Your orders"
    assert korean["orders"] == "내 주문"


async def _switch_hanok(owner: PersonClient, command: str) -> None:
    await owner.says(command)
    await owner.taps("Hanok Kitchen 한옥식당")
    await owner.sees("is open" if command == "/open" else "is closed", new=True)


async def _set_price(town: TestTown, dish_id: str, amount: int) -> None:
    def change(uow) -> None:  # type: ignore[no-untyped-def]
        store = uow.stores.get("hanok")
        store.change_dish(replace(store.dish(dish_id), price=Money(amount, "KRW")))
        uow.stores.save(store)

    await town.running.runtime.database.write(change)


_PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
