"""Delivery fee, minimum order and tips, from the first look at a store to the doorstep."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.shared.money import Money
from tests.e2e.journey import DAN, JUNHO, MINA, SORA

if TYPE_CHECKING:
    from bot.simulator import PersonClient
    from domain.shared.terms import Terms
    from tests.e2e.journey import TestTown


async def test_order_with_fee_and_tip_is_paid_and_delivered(town: TestTown) -> None:
    mina = await town.person(MINA)
    sora, dan = await town.staff(SORA, DAN)
    await _burgers(mina, 2)
    basket = await mina.sees("Your basket")
    assert "Delivery: $2.99" in basket["text"]
    assert "Total: $21.99" in basket["text"]
    await _give_details(mina)
    summary = await mina.sees("Is everything right?")
    assert "Delivery: $2.99\nTotal: $21.99" in summary["text"]
    await mina.taps("✅ Place the order")
    await mina.taps("💳 Pay $21.99")
    invoice = await mina.sees("Order at Golden Gate")
    assert invoice["sim"]["prices"][-1] == {"label": "Delivery", "amount": 299}
    assert invoice["sim"]["suggested_tip_amounts"] == [100, 200, 300, 500]
    assert invoice["sim"]["max_tip_amount"] == 2_000
    assert (await mina.pays(invoice, tip=200))["state"] == "paid"
    await mina.sees("Tip: $2.00")
    ticket = await sora.sees("🔔 Order")
    assert "Delivery: $2.99\nTotal: $21.99 · paid by card" in ticket["text"]
    await sora.taps("✅ 15 min")
    await sora.taps("🥡 Cooked")
    await dan.taps("🙋 Take it")
    await dan.taps("📦 Picked up")
    await dan.taps("✅ Delivered")
    await mina.sees("Enjoy your meal")
    assert town.rows("select amount, delivery_fee, state from orders") == [
        (2_199, 299, "delivered")
    ]
    assert [charge["amount"] for charge in town.charges()] == [2_399]


async def test_rejection_gives_the_tip_back_with_the_rest(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await _burgers(mina, 2)
    await _give_details(mina)
    await mina.taps("✅ Place the order")
    await mina.taps("💳 Pay $21.99")
    assert (await mina.pays(tip=2_000))["state"] == "paid"
    await sora.taps("❌ Reject")
    await sora.taps("Too busy")
    await mina.sees("was given back")
    assert [charge["refunded"] for charge in town.charges()] == [4_199]


async def test_delivery_is_free_from_an_amount_on(town: TestTown) -> None:
    mina = await town.person(MINA)
    await _burgers(mina, 5)
    basket = await mina.sees("Your basket")
    assert "Delivery: free\nTotal: $47.50" in basket["text"]


async def test_order_below_the_minimum_is_refused_and_the_basket_kept(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await _open_noodle_bar(sora)
    await mina.says("/order")
    await mina.taps("Seoul Noodle Bar 서울국수")
    page = await mina.sees("Choose a category")
    assert "Delivery: ₩3,000, free from ₩30,000\n🧺 Minimum order: ₩12,000" in page["text"]
    await mina.taps("Noodles 국수")
    await mina.taps("Kalguksu 칼국수 · ₩9,000")
    await mina.taps("1")
    await mina.taps("🧺 Basket (1) · ₩9,000")
    await mina.sees("delivers from ₩12,000: add dishes for ₩3,000 more")
    await mina.taps("✅ Checkout")
    await mina.sees("your dishes come to ₩9,000. Nothing was ordered")
    await mina.taps("➕")
    await mina.sees("Total: ₩21,000")
    await _give_details(mina)
    await mina.sees("Is everything right?")
    await _change_terms(town, "seoul-noodle", minimum=Money(20_000, "KRW"))
    await mina.taps("✅ Place the order")
    await mina.sees("your dishes come to ₩18,000. Nothing was ordered")
    assert town.rows("select count(*) from orders") == [(0,)]
    await mina.taps("➕")
    await mina.sees("Total: ₩30,000")
    await _give_details(mina)
    await mina.taps("✅ Place the order")
    await mina.taps("💵 Cash on delivery")
    await sora.sees("Total: ₩30,000 · cash on delivery")


async def test_fee_change_before_placing_is_shown_and_asked_only_after_a_second_yes(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    await _burgers(mina, 2)
    await _give_details(mina)
    await mina.sees("Is everything right?")
    await _change_terms(town, "golden-gate", fee=Money(399, "USD"))
    await mina.taps("✅ Place the order")
    await mina.sees("Delivery now costs $3.99 instead of $2.99")
    assert town.rows("select count(*) from orders") == [(0,)]
    await mina.taps("✅ Place the order")
    await mina.sees_button("💳 Pay $22.99")


async def test_fee_and_minimum_in_korean_read_korean(town: TestTown) -> None:
    junho = await town.person(JUNHO)
    (sora,) = await town.staff(SORA)
    await _open_noodle_bar(sora)
    await junho.says("/order")
    await junho.taps("Seoul Noodle Bar 서울국수")
    page = await junho.sees("종류를 골라주세요")
    assert "배달비: ₩3,000 (₩30,000 이상 무료)\n🧺 최소 주문 금액: ₩12,000" in page["text"]
    await junho.taps("Noodles 국수")
    await junho.taps("Kalguksu 칼국수 · ₩9,000")
    await junho.taps("1")
    await junho.taps("🧺 장바구니 (1) · ₩9,000")
    await junho.sees("₩3,000어치 더 담아주세요")
    await junho.taps("✅ 주문하기")
    await junho.sees("담으신 메뉴는 ₩9,000이에요")


async def _burgers(customer: PersonClient, number: int) -> None:
    """From the list of stores to a basket of cheeseburgers."""
    await customer.says("/order")
    await customer.taps("Golden Gate Burgers")
    await customer.taps("Burgers")
    await customer.taps("Classic cheeseburger · $9.50")
    await customer.taps(str(number))
    total = f"${9.5 * number:.2f}"
    await customer.taps(f"🧺 Basket ({number}) · {total}")


async def _give_details(customer: PersonClient) -> None:
    await customer.taps("✅ Checkout")
    await customer.sees("Where shall we bring it?", new=True)
    await customer.says("5 Gahoe-ro, Jongno-gu")
    await customer.sees("How can the courier reach you?", new=True)
    await customer.types_on_keyboard("📞 Share my phone number")


async def _open_noodle_bar(owner: PersonClient) -> None:
    await owner.says("/open")
    await owner.taps("Seoul Noodle Bar 서울국수")
    await owner.sees("is open")


async def _change_terms(town: TestTown, store_id: str, **changes: Money) -> None:
    def change(uow) -> None:  # type: ignore[no-untyped-def]
        store = uow.stores.get(store_id)
        terms: Terms = replace(store.terms, **changes)
        store.terms = terms
        uow.stores.save(store)

    await town.running.runtime.database.write(change)
