"""After the acceptance a customer asks to cancel: the owners agree, keep a part, refuse, or wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.journey import DAN, MINA, SORA, pay_by_card, place_order

if TYPE_CHECKING:
    from bot.simulator import PersonClient
    from tests.e2e.journey import TestTown

PAID_BACK = "select sum(refunded) from charges"


async def is_accepted(
    town: TestTown, *, by_card: bool = True
) -> tuple[PersonClient, PersonClient, str]:
    """An order that is being cooked: its customer, its owner, its code."""
    (sora,) = await town.staff(SORA)
    mina = await town.person(MINA)
    code = await place_order(mina)
    if by_card:
        await pay_by_card(mina)
    else:
        await mina.taps("💵 Cash on delivery")
    await sora.sees(code)
    await sora.taps("✅ 15 min")
    await mina.sees("is accepted: please wait")
    return mina, sora, code


async def asks(mina: PersonClient, sora: PersonClient, code: str) -> None:
    await mina.taps("✋ Ask to cancel")
    await mina.sees(f"Ask the store to cancel {code}?")
    await mina.taps("Yes, ask the store")
    await mina.sees("You asked to cancel: please wait")
    card = await sora.sees("The customer asks to cancel")
    assert card["text"].startswith("✋ The customer asks to cancel\n")


async def test_ask_to_cancel_agreed_is_refunded_in_full(town: TestTown) -> None:
    mina, sora, code = await is_accepted(town)
    await asks(mina, sora, code)
    await sora.taps("✅ Agree, refund all")
    await mina.sees(f"{code} is cancelled, as you asked")
    await mina.sees("was given back")
    await sora.sees("The customer asked to cancel it")
    await town.rest()
    assert town.rows(PAID_BACK) == [(18_000,)]
    assert town.rows("select state from deliveries") == [("cancelled",)]


@pytest.mark.parametrize("by_typing", [True, False])
async def test_ask_to_cancel_agreed_in_part_keeps_what_was_shown(
    town: TestTown, by_typing: bool
) -> None:
    mina, sora, code = await is_accepted(town)
    await asks(mina, sora, code)
    await sora.taps("✂️ Agree and keep a part…")
    await sora.sees(f"How much of {code} do you keep?")
    if by_typing:
        await sora.says("18,001")
        await sora.sees("at most what was paid")
        await sora.says("9,000")
    else:
        await sora.taps("Keep ₩9,000")
    shown = await sora.sees(f"Cancel {code} and keep ₩9,000?")
    assert "gets back ₩9,000" in shown["text"]
    assert town.rows("select state from orders") == [("accepted",)]
    await sora.taps("✂️ Agree and keep ₩9,000")
    told = await mina.sees(f"{code} is cancelled, as you asked")
    assert "The store keeps ₩9,000 of what you paid" in told["text"]
    await mina.sees("Given back: ₩9,000")
    await sora.sees("You keep ₩9,000 of what was paid")
    await town.rest()
    assert town.rows(PAID_BACK) == [(9_000,)]
    assert town.rows("select state, kept from payments") == [("paid", 9_000)]


async def test_ask_to_cancel_refused_goes_on_and_can_be_asked_again(town: TestTown) -> None:
    mina, sora, code = await is_accepted(town)
    await asks(mina, sora, code)
    await sora.taps("❌ No")
    await mina.sees("The store did not agree to cancel it")
    await mina.taps("✋ Ask to cancel")
    await mina.taps("✏️ Ask and say why…")
    await mina.sees(f"Why shall {code} be cancelled?")
    await mina.sees_no_button("Yes, ask the store")
    await mina.says("My guests are not coming")
    await mina.sees(f"I asked the store to cancel {code}")
    await sora.sees("💬 My guests are not coming")
    await sora.taps("🥡 Cooked")
    await mina.sees("Cooked: please wait for the delivery")
    # Cooked or not: nobody carries it yet, so the store can still agree.
    await sora.taps("✅ Agree, refund all")
    await mina.sees(f"{code} is cancelled, as you asked")
    await town.rest()
    assert town.rows(PAID_BACK) == [(18_000,)]


async def test_say_why_in_a_question_that_has_become_the_card_leaves_the_card_alone(
    town: TestTown,
) -> None:
    mina, sora, code = await is_accepted(town)
    await mina.taps("✋ Ask to cancel")
    why = await mina.sees_button("✏️ Ask and say why…")
    await mina.taps("Yes, ask the store")
    card = await mina.sees("You asked to cancel: please wait")
    assert card["message_id"] == why.message_id
    # On a screen that still shows the question.
    await mina.taps(data=why.raw["callback_data"], message=why.message_id)
    await mina.says("/help")
    await mina.sees("/orders", new=True)
    await mina.sees("You asked to cancel: please wait")
    await mina.sees_no(f"Why shall {code} be cancelled?")
    await sora.taps("✅ Agree, refund all")
    await mina.sees(f"{code} is cancelled, as you asked")


async def test_ask_to_cancel_unanswered_goes_on_and_both_are_told(town: TestTown) -> None:
    mina, sora, code = await is_accepted(town)
    await asks(mina, sora, code)
    await town.pass_time(minutes=6)
    await mina.sees("The store did not answer in time")
    await sora.sees("You did not answer in time")
    await sora.taps("🥡 Cooked")
    await mina.sees("Cooked: please wait for the delivery")
    assert town.rows("select request from tickets") == [(None,)]
    assert town.rows("select kind from deadlines where kind = 'answer_request_by'") == []


async def test_ask_to_cancel_overtaken_by_the_courier_ends_and_says_so(town: TestTown) -> None:
    mina, sora, code = await is_accepted(town)
    (dan,) = await town.staff(DAN)
    await sora.taps("🥡 Cooked")
    await dan.taps("🙋 Take it")
    await asks(mina, sora, code)
    await dan.taps("📦 Picked up")
    await mina.sees("It was too late to cancel it")
    await sora.sees_no_button("✅ Agree, refund all")
    await mina.sees_no_button("✋ Ask to cancel")
    await dan.taps("✅ Delivered")
    await mina.sees(f"{code} was delivered")
    await town.rest()
    assert town.rows("select kind from deadlines") == []
    assert town.rows(PAID_BACK) == [(0,)]


async def test_ask_to_cancel_in_cash_agreed_has_nothing_due(town: TestTown) -> None:
    mina, sora, code = await is_accepted(town, by_card=False)
    await asks(mina, sora, code)
    await sora.sees_no_button("✂️ Agree and keep a part…")
    await sora.taps("✅ Agree, refund all")
    await mina.sees(f"{code} is cancelled, as you asked")
    await town.rest()
    assert town.rows("select state from payments") == [("voided",)]


async def test_old_cancel_button_after_the_acceptance_leads_to_the_request(
    town: TestTown,
) -> None:
    (sora,) = await town.staff(SORA)
    mina = await town.person(MINA)
    code = await place_order(mina)
    await pay_by_card(mina)
    await mina.taps("✖️ Cancel the order")
    await sora.taps("✅ 15 min")
    await mina.sees("is accepted: please wait")
    await mina.taps("Yes, cancel it")
    told = await mina.sees("You can ask below to cancel it")
    await mina.taps("✋ Ask to cancel", message=told)
    await mina.sees(f"Ask the store to cancel {code}?")
