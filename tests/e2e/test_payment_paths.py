"""Cash, rejection, cancellation, expiry: what becomes of the money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.journey import DAN, MINA, SORA, pay_by_card, place_order

if TYPE_CHECKING:
    from bot.simulator import PersonClient
    from tests.e2e.journey import TestTown

pytestmark = pytest.mark.each_engine


async def test_order_promised_in_cash_is_delivered_and_collected(town: TestTown) -> None:
    mina = await town.person(MINA)
    sora, dan = await town.staff(SORA, DAN)
    await place_order(mina)
    await mina.taps("💵 Cash on delivery")
    await mina.sees("Sent to the store")
    await sora.sees("cash on delivery")
    await sora.taps("✅ 15 min")
    await sora.taps("🥡 Cooked")
    await dan.sees("Collect ₩18,000 in cash")
    await dan.taps("🙋 Take it")
    await dan.taps("📦 Picked up")
    await dan.taps("✅ Delivered")
    await mina.sees("· paid in cash")
    await town.rest()
    assert town.rows("select state, method from payments") == [("collected", "cash")]
    assert town.charges() == []


async def test_rejection_of_a_paid_order_refunds_and_tells_the_customer(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await place_order(mina)
    await pay_by_card(mina)
    await sora.taps("❌ Reject")
    await sora.taps("A dish is sold out")
    await mina.sees("Reason: a dish is sold out")
    await mina.sees("was given back")
    await mina.sees("The store cannot make")
    await sora.sees("Rejected: please do not cook it")
    await sora.sees_no_button("✅ 15 min")
    await town.rest()
    assert town.rows("select state from payments") == [("refunded",)]
    assert [charge["refunded"] for charge in town.charges()] == [18_000]


async def test_rejection_in_own_words_reaches_the_customer_as_typed(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await place_order(mina)
    await pay_by_card(mina)
    await sora.taps("❌ Reject")
    await sora.taps("Other… (type it)")
    await sora.sees("Type the reason")
    await sora.says("The <oven> is broken & cold")
    await sora.sees("The <oven> is broken & cold", new=True)
    await sora.taps("❌ Reject with these words")
    await mina.sees("Reason: The <oven> is broken & cold")


async def test_leaving_the_reasons_keeps_the_ticket_open(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await place_order(mina)
    await pay_by_card(mina)
    await sora.taps("❌ Reject")
    await sora.taps("⬅️ Back")
    await sora.taps("❌ Reject")
    await sora.taps("Other… (type it)")
    await sora.sees("Type the reason")
    await sora.says("/cancel")
    await sora.sees("still waiting for your answer")
    await sora.says("/tickets")
    await sora.taps("✅ 15 min")
    await mina.sees("being cooked")


async def test_cancelling_before_payment_voids_it(town: TestTown) -> None:
    mina = await town.person(MINA)
    await place_order(mina)
    await _cancel(mina)
    await mina.sees("nothing was charged")
    await town.rest()
    assert town.rows("select state from payments") == [("voided",)]
    assert town.rows("select count(*) from tickets") == [(0,)]
    await mina.sees_no_button("💳 Pay ₩18,000")


async def test_paying_an_invoice_of_a_cancelled_order_is_refused_before_charging(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    await place_order(mina)
    await mina.taps("💳 Pay ₩18,000")
    await mina.sees("Order at Hanok Kitchen")
    await _cancel(mina)
    outcome = await mina.pays()
    assert outcome["state"] == "refused"
    assert "cancelled" in outcome["error"]
    assert town.charges() == []


async def test_cancelling_after_payment_refunds_and_tells_the_store(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await place_order(mina)
    await pay_by_card(mina)
    await sora.sees_button("✅ 15 min")
    await _cancel(mina)
    await sora.sees("is cancelled: do not cook it")
    await sora.sees_no_button("✅ 15 min")
    await mina.sees("was given back")
    await town.rest()
    assert town.rows("select state from tickets") == [("cancelled",)]
    assert town.rows("select state from payments") == [("refunded",)]


async def test_cancelling_after_acceptance_is_refused_with_the_stores_phone(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await place_order(mina)
    await pay_by_card(mina)
    await mina.taps("✖️ Cancel the order")
    await mina.sees_button("Yes, cancel it")
    await sora.taps("✅ 15 min")
    await mina.sees("being cooked")
    await mina.taps("Yes, cancel it")
    await mina.sees("call Hanok Kitchen 한옥식당: +82 2-735-0101")
    assert town.rows("select state from orders") == [("accepted",)]


async def test_order_not_paid_in_time_expires_and_says_so(town: TestTown) -> None:
    mina = await town.person(MINA)
    await place_order(mina)
    await town.pass_time(minutes=14)
    assert town.rows("select state from orders") == [("placed",)]
    await town.pass_time(minutes=2)
    await mina.sees("It was not paid in time")
    await mina.sees_no_button("💳 Pay ₩18,000")
    await town.rest()
    assert town.rows("select state from orders") == [("expired",)]
    assert town.rows("select state from payments") == [("voided",)]
    assert town.rows("select count(*) from deadlines") == [(0,)]


async def test_silent_store_is_reminded_and_then_the_order_is_refunded(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await place_order(mina)
    await pay_by_card(mina)
    await sora.sees_button("✅ 15 min")
    await town.pass_time(minutes=4)
    await sora.sees("still waits for your answer")
    await town.pass_time(minutes=7)
    await mina.sees("Reason: the store did not answer in time")
    await mina.sees("was given back")
    await sora.sees_no_button("✅ 15 min")
    await town.rest()
    assert town.rows("select state from payments") == [("refunded",)]


async def test_paying_the_same_invoice_twice_refunds_the_second_charge(town: TestTown) -> None:
    mina = await town.person(MINA)
    await place_order(mina)
    await mina.taps("💳 Pay ₩18,000")
    invoice = await mina.sees("Order at Hanok Kitchen")
    assert (await mina.pays(invoice))["state"] == "paid"
    await mina.sees("Sent to the store")
    again = await mina.pays(invoice)
    assert again["state"] == "refused"
    assert "paid already" in again["error"]
    assert len(town.charges()) == 1


async def _cancel(customer: PersonClient) -> None:
    await customer.taps("✖️ Cancel the order")
    await customer.taps("Yes, cancel it")
    await customer.sees("Cancelled: /order begins a new one")
