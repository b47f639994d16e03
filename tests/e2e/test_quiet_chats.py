"""What somebody did is shown where they tapped, and what is done with is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.journey import MINA, SORA, fill_basket, place_order, reach_summary

if TYPE_CHECKING:
    from tests.e2e.journey import TestTown


def numbers(town: TestTown) -> list[int]:
    """The messages in the customer's chat, oldest first."""
    return list(town.people.world.chat(MINA).messages)


async def test_summary_that_was_tapped_becomes_the_card_and_nothing_else_is_said(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    await reach_summary(mina)
    summary = await mina.sees("Is everything right?")
    await mina.taps("✅ Place the order")
    card = await mina.sees("Waiting for payment")
    await mina.taps("💵 Cash on delivery")
    paid = await mina.sees("Sent to the store")
    assert card["message_id"] == paid["message_id"] == summary["message_id"]
    await town.rest()
    assert max(numbers(town)) == card["message_id"]


async def test_question_whether_to_cancel_becomes_the_card_and_the_old_card_goes(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    code = await place_order(mina)
    before = await mina.sees("Waiting for payment")
    await mina.taps("✖️ Cancel the order")
    question = await mina.sees(f"Cancel order {code}?")
    await mina.taps("Yes, cancel it")
    card = await mina.sees("Cancelled: /order begins a new one")
    assert card["message_id"] == question["message_id"]
    assert code in card["text"]
    await mina.sees_no_button("💵 Cash on delivery")
    await town.rest()
    assert before["message_id"] not in numbers(town)
    assert max(numbers(town)) == card["message_id"]


async def test_question_whether_to_ask_to_cancel_becomes_the_card_that_begins_with_it(
    town: TestTown,
) -> None:
    mina, (sora,) = await town.person(MINA), await town.staff(SORA)
    code = await place_order(mina)
    await mina.taps("💵 Cash on delivery")
    await sora.taps("✅ 15 min")
    before = await mina.sees("is accepted: please wait")
    await mina.taps("✋ Ask to cancel")
    question = await mina.sees(f"Ask the store to cancel {code}?")
    await mina.taps("Yes, ask the store")
    card = await mina.sees("You asked to cancel: please wait")
    assert card["text"].startswith("✋ You asked to cancel: please wait")
    assert card["message_id"] == question["message_id"]
    await town.rest()
    await mina.waits_for(lambda chat: before["message_id"] not in chat.messages, "one card")
    assert max(numbers(town)) == card["message_id"]


async def test_checkout_takes_the_basket_away_after_the_next_question(town: TestTown) -> None:
    mina = await town.person(MINA)
    await fill_basket(mina)
    basket = await mina.sees("Your basket")
    await mina.taps("✅ Checkout")
    question = await mina.sees("Where shall we bring it?")
    await mina.sees_no_button("✅ Checkout")
    await town.rest()
    assert basket["message_id"] not in numbers(town)
    assert max(numbers(town)) == question["message_id"]
    await mina.says("/cancel")


@pytest.mark.parametrize("how", ["by a button", "in words"])
async def test_question_why_not_goes_when_it_is_answered_and_the_ticket_takes_its_place(
    town: TestTown, how: str
) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    code = await place_order(mina)
    await mina.taps("💵 Cash on delivery")
    before = await sora.sees(f"Order {code}")
    await sora.taps("❌ Reject")
    question = await sora.sees("Why do you reject")
    if how == "in words":
        await sora.taps("Other… (type it)")
        await sora.says("The oven is cold")
        # What was asked stays above the answer; what it led to is the question now.
        question = await sora.sees("The oven is cold", new=True)
        await sora.taps("❌ Reject with these words")
    else:
        await sora.taps("Too busy")
    ticket = await sora.sees("Rejected: please do not cook it")
    await sora.sees_no_button("❌ Reject")
    await town.rest()
    left = list(town.people.world.chat(SORA).messages)
    assert max(left) == ticket["message_id"]
    assert before["message_id"] not in left
    assert question["message_id"] not in left
    assert code in ticket["text"]


async def test_question_whose_order_has_ended_meanwhile_loses_its_buttons_when_it_is_tapped(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await place_order(mina)
    await mina.taps("💵 Cash on delivery")
    await sora.taps("❌ Reject")
    question = await sora.sees("Why do you reject")
    await mina.taps("✖️ Cancel the order")
    await mina.taps("Yes, cancel it")
    await sora.sees("is cancelled")
    await sora.taps("Too busy", message=question)
    await sora.sees("was cancelled", new=True)
    await sora.says("/help")
    await sora.sees("/orders", new=True)
    left = town.people.world.chat(SORA).messages[question["message_id"]]
    assert "reply_markup" not in left
