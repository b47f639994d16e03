"""What operators, owners and couriers type beside what was asked for: answered for what it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.e2e.journey import DAN, MINA, OLGA, SORA, pay_by_card, place_order
from tests.e2e.test_cancel_request import asks, is_accepted
from tests.e2e.test_problem_at_the_door import an_order_at_the_door, reports

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.simulator import PersonClient
    from tests.e2e.journey import TestTown

BROKEN = "select update_id, error from updates where error is not null"
LONG = "x" * 4_000


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/ban 0", "I know nobody called 0."),
        # Bot API, User: an id has at most 52 significant bits.
        (f"/ban {2**52}", f"I know nobody called {2**52}."),
        ("/ban 9999999999999999", "I know nobody called 9999999999999999."),
        (f"/ban @{LONG}", "I know nobody called @xxx"),
        (f"/ban {LONG}", "There is no order xxx"),
        (f"/ban {'&' * 4_000}", "There is no order &&&"),
        (f"/refund {LONG} 5", "There is no order xxx"),
        (f"/pause {LONG}", "There is no store xxx"),
        ("/pause <b>Hanok</b>", "There is no store <b>Hanok</b>."),
    ],
)
async def test_command_with_words_that_mean_nothing_is_answered_in_short(
    town: TestTown, typed: str, told: str
) -> None:
    (olga,) = await town.staff(OLGA)
    await olga.says(typed)
    answer = await olga.sees(told)
    assert len(answer["text"]) < 200
    assert town.rows(BROKEN) == []


async def test_message_of_markup_alone_is_shown_once_more_and_sent_as_it_is(
    town: TestTown,
) -> None:
    words = "<&" * 500
    olga, _ = await town.staff(OLGA, SORA)
    mina = await town.person(MINA)
    code = await place_order(mina)
    await olga.says(f"/order {code}")
    await olga.taps("💬 Write to the customer")
    await olga.sees("Type your message")
    await olga.says(words)
    await olga.sees(words)
    await olga.taps("💬 Send it")
    await mina.sees(words)
    assert town.rows(BROKEN) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("25 the oven broke", "the oven broke"),
        ("25\nthe oven broke", "the oven broke"),
        ("25\u00a0the oven broke", "the oven broke"),
        ("25 min, the oven broke", "the oven broke"),
        ("25min.", ""),
        ("25분", ""),
        (" 25 분 오븐이 고장", "오븐이 고장"),
        ("25 minced it all", "minced it all"),
        ("25 the oven needs 10 min more", "the oven needs 10 min more"),
    ],
)
async def test_minutes_with_a_unit_and_a_reason_are_taken_as_they_are_typed(
    town: TestTown, typed: str, words: str
) -> None:
    (sora,) = await town.staff(SORA)
    mina = await town.person(MINA)
    await place_order(mina)
    await pay_by_card(mina)
    await sora.taps("✅ 15 min")
    await sora.taps("✏️ Other…")
    await sora.sees("How many minutes more")
    await sora.says(typed)
    await sora.sees("is promised for")
    told = (await mina.sees("takes longer, until"))["text"]
    assert re.findall("Reason: (.*)", told) == ([words] if words else [])


async def test_number_to_call_first_is_gone_from_the_courier_when_the_food_is_there(
    town: TestTown,
) -> None:
    sora, dan = await town.staff(SORA, DAN)
    code, mina = await an_order_at_the_door(town, sora, dan)
    await reports(dan, code, "🚪 Nobody is there")
    await dan.sees("Please call first")
    # The customer opens: nobody answers the question, which stays in the chat.
    await dan.taps("✅ Delivered")
    await mina.sees("Enjoy your meal")
    await town.rest()
    left = [it["text"] for it in dan.chat_state(None).messages.values() if "text" in it]
    assert not [text for text in left if "1234-5678" in text]


async def _kept(town: TestTown) -> PersonClient:
    mina, sora, code = await is_accepted(town)
    await asks(mina, sora, code)
    await sora.taps("✂️ Agree and keep a part…")
    return sora


async def _back(town: TestTown) -> PersonClient:
    sora, dan = await town.staff(SORA, DAN)
    code, _ = await an_order_at_the_door(town, sora, dan)
    await reports(dan, code, "✋ It is refused")
    await sora.taps("✖️ No other trip…")
    await sora.taps("✂️ Give a part back…")
    return sora


async def _minutes(town: TestTown) -> PersonClient:
    _, sora, _ = await is_accepted(town)
    await sora.taps("✏️ Other…")
    return sora


async def _why(town: TestTown) -> PersonClient:
    mina, _, _ = await is_accepted(town)
    await mina.taps("✋ Ask to cancel")
    await mina.taps("✏️ Ask and say why…")
    return mina


@pytest.mark.parametrize(
    ("ask", "question", "wrong", "refused", "right", "taken"),
    [
        (_kept, "do you keep?", "1e5", "I cannot read that amount", "9,000", "and keep ₩9,000?"),
        (_back, "How much of", "-1", "I cannot read that amount", "5000", "₩5,000 goes back"),
        (_minutes, "How many minutes", "soon", "between 1 and 180", "25", "is promised for"),
        (
            _why,
            "be cancelled?",
            "x" * 201,
            "under 200 characters",
            "Too late",
            "I asked the store",
        ),
    ],
)
async def test_answer_that_was_refused_is_taken_when_it_is_edited_and_then_no_more(
    town: TestTown,
    ask: Callable[[TestTown], Awaitable[PersonClient]],
    question: str,
    wrong: str,
    refused: str,
    right: str,
    taken: str,
) -> None:
    person = await ask(town)
    await person.sees(question)
    typed = await person.says(wrong)
    await person.sees(refused)
    await person.edits(typed["message_id"], right)
    await person.sees(taken)
    await person.edits(typed["message_id"], wrong)
    await person.sees("do not read changes")
    assert town.rows(BROKEN) == []
