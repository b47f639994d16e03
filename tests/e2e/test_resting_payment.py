"""What customers see while the payment provider does not work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.simulator import Fault
from tests.e2e.journey import DAN, MINA, SORA, pay_by_card, place_order

if TYPE_CHECKING:
    from bot.simulator import PersonClient
    from tests.e2e.journey import TestTown

pytestmark = pytest.mark.each_engine

PAY = "💳 Pay ₩18,000"


async def rest(town: TestTown) -> PersonClient:
    """Mina has placed an order, and tapped Pay while the provider fails."""
    mina = await town.person(MINA)
    town.running.simulator.faults.set(Fault(kind="provider_error"))
    await place_order(mina)
    await mina.taps(PAY)
    told = await mina.sees("Card payment does not work at the moment")
    assert "is kept and nothing was charged" in told["text"]
    assert "cash on delivery, or cancel" in told["text"]
    await mina.sees("Card payment rests")
    await mina.sees_no_button(PAY)
    assert town.rows("select is_resting from payments") == [(1,)]
    return mina


def invoices(town: TestTown) -> int:
    """How many invoices Telegram was sent."""
    chats = town.running.simulator.chats.values()
    return sum("invoice" in it.for_people() for chat in chats for it in chat.messages.values())


async def test_paying_while_the_provider_fails_rests_and_goes_on_by_itself(
    town: TestTown,
) -> None:
    sora, dan = await town.staff(SORA, DAN)
    mina = await rest(town)
    assert invoices(town) == 0
    await town.pass_time(minutes=60)
    assert town.rows("select state from orders") == [("placed",)]
    town.running.simulator.faults.clear()
    card = await mina.sees("Card payment works again")
    assert "not paid yet" in card["text"]
    await mina.sees_button(PAY)
    await pay_by_card(mina)
    await sora.taps("✅ 15 min")
    await sora.taps("🥡 Cooked")
    await dan.taps("🙋 Take it")
    await dan.taps("📦 Picked up")
    await dan.taps("✅ Delivered")
    await mina.sees("Enjoy your meal")
    await town.rest()
    assert town.rows("select state, is_resting from payments") == [("paid", 0)]
    assert len(town.charges()) == invoices(town) == 1


async def test_cash_while_the_provider_fails_goes_to_the_store(town: TestTown) -> None:
    (sora,) = await town.staff(SORA)
    mina = await rest(town)
    await mina.taps("💵 Cash on delivery")
    await mina.sees("Sent to the store")
    await sora.sees("cash on delivery")
    await town.rest()
    town.running.simulator.faults.clear()
    assert await town.running.runtime.payment_resumer.resume_once() == 0
    assert town.rows("select state, is_resting from payments") == [("due", 0)]


async def test_cancelling_while_the_provider_fails_voids_the_payment(town: TestTown) -> None:
    mina = await rest(town)
    await mina.taps("✖️ Cancel the order")
    await mina.taps("Yes, cancel it")
    await mina.sees("Cancelled: /order begins a new one")
    await mina.sees("nothing was charged")
    # Payment hears of the cancellation a moment after the customer; what rests until then goes on.
    await town.rest()
    town.running.simulator.faults.clear()
    assert await town.running.runtime.payment_resumer.resume_once() == 0
    await town.rest()
    assert town.rows("select state, is_resting from payments") == [("voided", 0)]
    assert town.rows("select count(*) from deadlines") == [(0,)]
    resumed = "select count(*) from events where name = 'PaymentResumed'"
    assert town.rows(resumed) == [(0,)]


async def test_provider_that_never_comes_back_ends_in_an_expired_order(town: TestTown) -> None:
    mina = await rest(town)
    await town.pass_time(hours=2, minutes=1)
    await mina.sees("has expired")
    await town.rest()
    assert town.rows("select state from orders") == [("expired",)]
    assert town.rows("select count(*) from deadlines") == [(0,)]


async def test_paying_with_a_provider_that_telegram_refuses_says_so_and_is_no_incident(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    town.running.runtime.dependencies.provider_token = "unknown"
    await place_order(mina)
    await mina.taps(PAY)
    told = await mina.sees("Telegram does not take a card payment")
    assert "You can choose cash on delivery, or cancel" in told["text"]
    assert town.rows("select is_resting from payments") == [(0,)]
