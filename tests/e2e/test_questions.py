"""What is typed answers the question that was asked last, and no other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.e2e.journey import MINA, SORA, fill_basket, pay_by_card, place_order
from tests.e2e.restarts import telegram

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bot.simulator import PersonClient
    from tests.e2e.journey import TestTown
    from tests.support.clock import MovableClock

pytestmark = pytest.mark.each_engine

AGAIN = "Something else came in between"
ADDRESS, PHONE = "8 Baker Street", "010 1234 5678"
# Each step of ordering that waits for text: its question, an answer, and what follows on it.
ASKED = {
    "quantity": ("How many?", "3", "3 × Bibimbap"),
    "address": ("Where shall we bring it?", ADDRESS, "How can the courier reach you?"),
    "phone": ("How can the courier reach you?", PHONE, "Is everything right?"),
}
TICKETS = "select state, words from tickets"


async def _ask(person: PersonClient, step: str) -> None:
    """Order until the bot asks for text."""
    if step == "quantity":
        await person.says("/order")
        await person.taps("Hanok Kitchen 한옥식당")
        await person.taps("Rice 밥")
        await person.taps("Bibimbap 비빔밥 · ₩9,000")
    else:
        await fill_basket(person, "/order")
        await person.taps("✅ Checkout")
        if step == "phone":
            await person.sees("Where shall we bring it?")
            await person.says("5 Gahoe-ro, Jongno-gu")
    await person.sees(ASKED[step][0], new=True)


async def _ask_reason(owner: PersonClient) -> None:
    await owner.taps("❌ Reject")
    await owner.taps("Other… (type it)")
    await owner.sees("Type the reason", new=True)


async def _send_command(owner: PersonClient) -> None:
    await owner.says("/capacity")
    await owner.sees("cooks as many orders")


async def _tap_elsewhere(owner: PersonClient) -> None:
    await owner.taps("❌ Reject")
    await owner.sees("Why do you reject")


async def _answer_another_question(owner: PersonClient) -> None:
    await _ask_reason(owner)
    await owner.says("We are out of rice")
    await owner.sees("Reject #", new=True)
    await owner.taps(data=await _data(owner, "⬅️ Back"))
    await owner.sees("still waiting for your answer")


async def _data(person: PersonClient, label: str) -> str:
    return str((await person.sees_button(label)).raw["callback_data"])


async def _paid_order(town: TestTown) -> tuple[PersonClient, PersonClient]:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await place_order(mina)
    await pay_by_card(mina)
    await sora.sees_button("❌ Reject")
    return mina, sora


@pytest.mark.parametrize("step", ASKED)
@pytest.mark.parametrize("interrupt", [_send_command, _tap_elsewhere, _answer_another_question])
async def test_typing_after_something_else_came_in_between_asks_again(
    town: TestTown, step: str, interrupt: Callable[[PersonClient], Awaitable[None]]
) -> None:
    _, sora = await _paid_order(town)
    question, answer, outcome = ASKED[step]
    await _ask(sora, step)
    await interrupt(sora)
    await sora.says(answer)
    await sora.sees(AGAIN)
    await sora.sees(question, new=True)
    await sora.says(answer)
    await sora.sees(outcome, new=True)
    assert town.rows(TICKETS) == [("received", "")]


async def test_sharing_after_something_else_came_in_between_asks_again(town: TestTown) -> None:
    mina = await town.person(MINA)
    await _ask(mina, "address")
    for question, share in (
        ("Where shall we bring it?", "📍 Share my location"),
        ("How can the courier reach you?", "📞 Share my phone number"),
    ):
        await mina.says("/orders")
        await mina.sees("You have no orders yet", new=True)
        await mina.types_on_keyboard(share)
        await mina.sees(AGAIN, new=True)
        await mina.sees(question, new=True)
        await mina.types_on_keyboard(share)
    await mina.sees("Is everything right?")


async def test_keyboard_labels_work_although_something_else_came_in_between(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    await _ask(mina, "phone")
    await mina.says("/orders")
    await mina.sees("You have no orders yet", new=True)
    await mina.types_on_keyboard("⬅️ Back")
    await mina.sees("Where shall we bring it?", new=True)
    await mina.says("/orders")
    await mina.sees("You have no orders yet", new=True)
    await mina.types_on_keyboard("✖️ Cancel")
    await mina.sees("nothing was ordered")


async def test_cancelling_by_the_keyboard_leaves_nothing_to_put_away_later(town: TestTown) -> None:
    mina = await town.person(MINA)
    await _ask(mina, "address")
    await mina.types_on_keyboard("✖️ Cancel")
    await mina.sees("nothing was ordered")
    await mina.says("hello")
    await mina.sees("I did not understand that")
    assert town.rows("select count(*) from conversations") == [(0,)]


async def test_tapping_more_than_fits_leaves_the_question_open(town: TestTown) -> None:
    mina = await town.person(MINA)
    await mina.says("/order")
    await mina.taps("Hanok Kitchen 한옥식당")
    for typed in ("18", "2"):
        await mina.taps("Rice 밥")
        await mina.taps("Bibimbap 비빔밥 · ₩9,000")
        await mina.sees("How many?", new=True)
        if typed == "2":
            await mina.taps("5")
            await mina.sees("at most 20 of one dish")
        await mina.says(typed)
        await mina.sees(f"{typed} × Bibimbap", new=True)
    await mina.sees_button("🧺 Basket (20) · ₩180,000")


async def test_order_and_address_while_asked_for_a_reason_reject_nothing(town: TestTown) -> None:
    _, sora = await _paid_order(town)
    await _ask_reason(sora)
    await _ask(sora, "address")
    await sora.says(ADDRESS)
    await sora.sees("How can the courier reach you?", new=True)
    assert town.rows(TICKETS) == [("received", "")]
    await sora.says(PHONE)
    assert ADDRESS in (await sora.sees("Is everything right?"))["text"]


async def test_capacity_and_a_number_while_asked_for_a_reason_reject_nothing(
    town: TestTown,
) -> None:
    _, sora = await _paid_order(town)
    await _ask_reason(sora)
    await _send_command(sora)
    await sora.says("8")
    await sora.sees("I did not understand that")
    assert town.rows(TICKETS) == [("received", "")]


async def test_tap_elsewhere_while_asked_for_a_reason_rejects_nothing(town: TestTown) -> None:
    _, sora = await _paid_order(town)
    await sora.says("/menu")
    await sora.sees_button("Rice 밥")
    await _ask_reason(sora)
    await sora.taps("Rice 밥")
    await sora.sees_button("✅ Bibimbap 비빔밥")
    await sora.says("Sold out for today")
    await sora.sees("I did not understand that")
    assert town.rows(TICKETS) == [("received", "")]


async def test_question_of_ordering_while_asked_for_a_reason_gets_the_words(
    town: TestTown,
) -> None:
    _, sora = await _paid_order(town)
    await fill_basket(sora, "/order")
    await _ask_reason(sora)
    await sora.taps("✅ Checkout")
    await sora.sees("Where shall we bring it?")
    await sora.says(ADDRESS)
    await sora.sees("How can the courier reach you?")
    assert town.rows(TICKETS) == [("received", "")]


async def test_reason_is_shown_and_counts_only_by_its_button(town: TestTown) -> None:
    mina, sora = await _paid_order(town)
    await _ask_reason(sora)
    await sora.says("y" * 201)
    await sora.sees("under 200 characters")
    await sora.says("We are   out of <rice>")
    assert "We are out of <rice>" in (await sora.sees("with these words?"))["text"]
    old = await sora.sees_button("❌ Reject with these words")
    await sora.says("No rice & no beans")
    await sora.sees("No rice & no beans", new=True)
    # The older button is under other words: it shows the newest, and rejects nothing.
    await sora.taps(data=old.raw["callback_data"], message=old.message_id)
    await sora.waits_for(
        lambda chat: "No rice & no beans" in chat.messages[old.message_id]["text"],
        "the newest words in the older message",
    )
    assert town.rows(TICKETS) == [("received", "")]
    await sora.taps("✏️ Write it again")
    await sora.sees("Type the reason", new=True)
    await sora.says("The oven is cold")
    await sora.sees("The oven is cold", new=True)
    newest = await sora.sees_button("❌ Reject with these words")
    for _ in range(2):
        await sora.taps(data=newest.raw["callback_data"], message=newest.message_id)
    await sora.sees(re.compile("You have rejected #.* already"))
    await mina.sees("Reason: The oven is cold")
    assert town.rows(TICKETS) == [("rejected", "The oven is cold")]
    await sora.says("hello")
    await sora.sees("I did not understand that")


async def test_button_of_a_reason_that_was_put_away_asks_for_it_again(town: TestTown) -> None:
    _, sora = await _paid_order(town)
    await _ask_reason(sora)
    await sora.says("The oven is cold")
    await sora.sees_button("❌ Reject with these words")
    await _send_command(sora)
    await sora.taps("❌ Reject with these words")
    await sora.sees(AGAIN)
    await sora.sees("Type the reason", new=True)
    assert town.rows(TICKETS) == [("received", "")]
    await sora.says("The oven is broken")
    await sora.sees("The oven is broken", new=True)
    await sora.taps("❌ Reject with these words")
    await sora.sees("Rejected: please do not cook it")
    assert town.rows(TICKETS) == [("rejected", "The oven is broken")]


@pytest.mark.parametrize("step", ASKED)
@pytest.mark.parametrize("interrupted", [False, True])
async def test_typing_after_a_restart_answers_only_an_open_question(
    tmp_path: Path, clock: MovableClock, database_url: str, step: str, *, interrupted: bool
) -> None:
    question, answer, outcome = ASKED[step]
    async with telegram(tmp_path, clock, database_url=database_url) as messenger:
        async with messenger.bot() as town:
            mina = await town.person(MINA)
            await _ask(mina, step)
            if interrupted:
                await mina.says("/orders")
                await mina.sees("You have no orders yet")
        async with messenger.bot():
            await mina.says(answer)
            if interrupted:
                await mina.sees(AGAIN)
                await mina.sees(question, new=True)
                await mina.says(answer)
            await mina.sees(outcome)


@pytest.mark.parametrize("interrupted", [False, True])
async def test_reason_typed_after_a_restart_waits_for_its_button(
    tmp_path: Path, clock: MovableClock, database_url: str, *, interrupted: bool
) -> None:
    async with telegram(tmp_path, clock, database_url=database_url) as messenger:
        async with messenger.bot() as town:
            _, sora = await _paid_order(town)
            await _ask_reason(sora)
            await sora.says("The oven is cold")
            await sora.sees_button("❌ Reject with these words")
            if interrupted:
                await _send_command(sora)
        async with messenger.bot() as town:
            await sora.sends_photo(_PIXEL)
            said = "I did not understand" if interrupted else "Type the reason"
            await sora.sees(said, new=True)
            await sora.taps("❌ Reject with these words")
            await sora.sees(AGAIN if interrupted else "Rejected: please do not")
            wanted = ("received", "") if interrupted else ("rejected", "The oven is cold")
            assert town.rows(TICKETS) == [wanted]


_PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
