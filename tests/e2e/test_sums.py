"""Sums that Telegram does not take, invoices that it refuses all the same, and forwarded ones."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.demo import OPERATOR
from bot.simulator.model import LIMITS
from domain.shared.money import Money
from domain.shared.terms import NO_TERMS, Terms
from handlers.ui.callbacks import PayOrder
from tests.e2e.journey import JUNHO, MINA, SORA, place_order

if TYPE_CHECKING:
    import pytest

    from bot.simulator import PersonClient
    from handlers.ui.callbacks import PayOrder
from tests.e2e.journey import TestTown

WENT_WRONG = "something went wrong"


async def test_one_won_at_a_card_only_store_is_explained_before_anything_is_ordered(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    await _change_store(town, "hanok", price=1, methods=("card",))
    await mina.says("/start")
    await mina.taps("Hanok Kitchen 한옥식당")
    await mina.taps("Rice 밥")
    await mina.taps("Bibimbap 비빔밥 · ₩1")
    await mina.taps("1")
    await mina.taps("🧺 Basket (1) · ₩1")
    await mina.sees("takes cards only, and card payments here take from ₩1,450 to ₩14,500,000")
    await mina.taps("✅ Checkout")
    refused = await mina.sees("your order comes to ₩1. This store takes no cash.")
    assert "Nothing was ordered and your basket is kept: please add dishes." in refused["text"]
    assert "1 × Bibimbap" in refused["text"]
    assert town.rows("select count(*) from orders") == [(0,)]


async def test_forty_cents_are_ordered_in_cash_which_is_said_beforehand(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await _change_store(town, "golden-gate", price=20)
    await _burgers(mina, 2, "$0.20", "$0.40")
    said = "This sum can only be paid in cash. Card payments here start at $1.00."
    await mina.sees(said)
    await _give_details(mina)
    question = await mina.sees("How can the courier reach you?")
    summary = await mina.sees("Is everything right?")
    assert said in summary["text"]
    await mina.taps("✅ Place the order")
    await mina.sees("Waiting for payment")
    await mina.sees_button("💵 Cash on delivery")
    await mina.sees_no_button("💳 Pay $0.40")
    ((order_id,),) = town.rows("select id from orders")
    await mina.taps(data=PayOrder(order_id=order_id).pack(), message=question)
    await mina.sees("cannot be paid by card, only in cash")
    await mina.taps("💵 Cash on delivery")
    await sora.sees("Total: $0.40 · cash on delivery")


async def test_store_that_stops_taking_cash_before_placing_keeps_the_basket(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    await _change_store(town, "golden-gate", price=20)
    await _burgers(mina, 2, "$0.20", "$0.40")
    await _give_details(mina)
    await mina.sees("Is everything right?")
    await _change_store(town, "golden-gate", price=20, methods=("card",))
    await mina.taps("✅ Place the order")
    basket = await mina.sees("your order comes to $0.40. This store takes no cash.")
    assert "2 × Classic cheeseburger" in basket["text"]
    assert town.rows("select count(*) from orders") == [(0,)]


async def test_price_change_to_a_sum_that_nobody_could_pay_leads_back_to_the_basket(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    await _change_store(town, "golden-gate", price=20)
    await _burgers(mina, 2, "$0.20", "$0.40")
    await _give_details(mina)
    await mina.sees("Is everything right?")
    await _change_store(town, "golden-gate", price=30, methods=("card",))
    await mina.taps("✅ Place the order")
    changed = await mina.sees("now costs $0.30 instead of $0.20")
    assert "card payments here take from $1.00 to $10,000.00" in changed["text"]
    await mina.sees_no_button("✅ Place the order")
    await mina.sees_button("✅ Checkout")


async def test_nineteen_thousand_dollars_are_ordered_in_two_and_the_tip_keeps_to_the_limit(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    tips = Terms(tips=(Money(40_000, "USD"), Money(60_000, "USD")), most_tip=Money(90_000, "USD"))
    await _change_store(town, "golden-gate", price=950_000, methods=("card",), terms=tips)
    await _burgers(mina, 2, "$9,500.00", "$19,000.00")
    await mina.sees("please take something out, or order in two")
    await mina.taps("✅ Checkout")
    await mina.sees("and your order comes to $19,000.00")
    await mina.taps("➖")
    await mina.sees("Total: $9,500.00")
    await _give_details(mina)
    await mina.taps("✅ Place the order")
    await mina.taps("💳 Pay $9,500.00")
    invoice = await mina.sees("Order at Golden Gate")
    assert invoice["sim"]["max_tip_amount"] == 50_000
    assert invoice["sim"]["suggested_tip_amounts"] == [40_000]
    assert (await mina.pays(invoice, tip=50_000))["state"] == "paid"
    await mina.sees("Sent to the store")
    assert [charge["amount"] for charge in town.charges()] == [1_000_000]


async def test_sum_that_telegram_refuses_all_the_same_is_explained_and_paid_in_cash(
    town: TestTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    mina = await town.person(MINA)
    sora, operator = await town.staff(SORA, OPERATOR)
    # The exchange rates have moved, and Telegram's limits with them.
    monkeypatch.setitem(LIMITS, "KRW", (20_000, 10**8))
    code = await place_order(mina)
    for _ in range(2):
        await mina.taps("💳 Pay ₩18,000")
        await mina.sees(f"does not take a card payment of ₩18,000 for {code}", new=True)
    await operator.sees("does not take the invoice")
    # Comes after whatever the second tap would have told.
    town.running.runtime.providers["simulated"].suspect()
    await operator.sees("is down: please check it")
    assert _count(operator, "does not take the invoice") == 1
    assert _count(operator, "Currency_total_amount_invalid") == 1
    await mina.taps("💵 Cash on delivery")
    await sora.sees("cash on delivery")
    assert _count(mina, WENT_WRONG) == 0


async def test_provider_that_telegram_refuses_at_a_card_only_store_leaves_pay_and_cancel(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    (operator,) = await town.staff(OPERATOR)
    await _change_store(town, "hanok", price=9_000, methods=("card",))
    await place_order(mina)
    known = list(town.running.simulator.roster.provider_tokens)
    town.running.simulator.roster.provider_tokens.clear()
    await mina.taps("💳 Pay ₩18,000")
    refused = await mina.sees("This store takes no cash; you can try Pay again later, or cancel")
    labels = [it["text"] for row in refused["reply_markup"]["inline_keyboard"] for it in row]
    assert labels == ["✖️ Cancel the order"]
    await operator.sees("Payment_provider_invalid")
    town.running.simulator.roster.provider_tokens.extend(known)
    await mina.taps("💳 Pay ₩18,000")
    assert (await mina.pays())["state"] == "paid"
    await mina.sees("Sent to the store")
    assert _count(mina, WENT_WRONG) == 0


async def test_forwarded_invoice_links_to_the_order_for_its_customer_and_nobody_else(
    town: TestTown,
) -> None:
    mina, junho = await town.person(MINA), await town.person(JUNHO)
    code = await place_order(mina)
    await mina.taps("💳 Pay ₩18,000")
    link = (await mina.sees("Order at Hanok Kitchen"))["invoice"]["start_parameter"]
    assert re.fullmatch(r"pay-[A-Za-z0-9_-]{1,60}", link)
    await junho.says("/order")
    await junho.sees("어느 가게에서")
    for start in (link, "pay-", "pay-unknown"):
        await junho.says(f"/start {start}")
        refused = await junho.sees("다른 분의 주문 링크예요", new=True)
        assert code not in refused["text"]
    # The order that he was putting together goes on.
    await junho.taps("Hanok Kitchen 한옥식당")
    await junho.sees("종류를 골라주세요")
    assert _count(junho, code) == 0
    await mina.says(f"/start {link}")
    card = await mina.sees("Waiting for payment", new=True)
    assert code in card["text"]
    assert card["message_id"] == max(mina.chat.messages)


async def _burgers(customer: PersonClient, number: int, price: str, total: str) -> None:
    """From the list of stores to a basket of cheeseburgers."""
    await customer.says("/order")
    await customer.taps("Golden Gate Burgers")
    await customer.taps("Burgers")
    await customer.taps(f"Classic cheeseburger · {price}")
    await customer.taps(str(number))
    await customer.taps(f"🧺 Basket ({number}) · {total}")


async def _give_details(customer: PersonClient) -> None:
    await customer.taps("✅ Checkout")
    await customer.sees("Where shall we bring it?", new=True)
    await customer.says("5 Gahoe-ro, Jongno-gu")
    await customer.sees("How can the courier reach you?", new=True)
    await customer.types_on_keyboard("📞 Share my phone number")


async def _change_store(
    town: TestTown,
    store_id: str,
    *,
    price: int,
    methods: tuple[str, ...] = ("card", "cash"),
    terms: Terms = NO_TERMS,
) -> None:
    """Let a store ask the same price, in minor units, for everything."""

    def change(uow) -> None:  # type: ignore[no-untyped-def]
        store = uow.stores.get(store_id)
        store.methods, store.terms = methods, terms
        store.categories = tuple(
            replace(
                category,
                dishes=tuple(
                    replace(dish, price=Money(price, store.currency)) for dish in category.dishes
                ),
            )
            for category in store.categories
        )
        uow.stores.save(store)

    await town.running.runtime.database.write(change)


def _count(person: PersonClient, text: str) -> int:
    """How many messages of the chat have a text in them."""
    return sum(text in str(it.get("text", "")) for it in person.chat.messages.values())
