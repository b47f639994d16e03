"""A tap on a card that does not show yet what happened: the card answers, no further message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.conftest import living_town
from tests.e2e.journey import MINA, SORA, TAEMIN, pay_by_card, place_order

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.journey import TestTown
    from tests.support.clock import MovableClock

# Longer than any test: what may wait does so until somebody asks for it.
LONG = 300


async def test_paying_by_card_is_shown_at_once_where_the_pay_button_was(
    tmp_path: Path, clock: MovableClock
) -> None:
    async with living_town(tmp_path, clock, quiet_for=LONG) as town:
        mina = await town.person(MINA)
        await town.staff(SORA)
        await place_order(mina)
        card = await mina.sees("Waiting for payment")
        await pay_by_card(mina)
        paid = await mina.sees("Sent to the store")
        assert paid["message_id"] == card["message_id"]
        await mina.sees_no_button("💳 Pay ₩18,000")


async def test_tap_on_no_after_yes_leaves_the_card_that_the_question_became(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    code = await place_order(mina)
    await mina.taps("✖️ Cancel the order")
    question = await mina.sees(f"Cancel order {code}?")
    yes, no = question["reply_markup"]["inline_keyboard"][0]
    await mina.taps(data=yes["callback_data"], message=question)
    await mina.sees("Cancelled: /order begins a new one")
    await mina.taps(data=no["callback_data"], message=question)
    await mina.says("/help")
    await mina.sees("/orders", new=True)
    card = mina.chat.messages[question["message_id"]]
    assert card["text"].startswith("✖️ Cancelled: /order begins a new one")
    assert f"Order {code}" in card["text"]


async def test_tap_on_a_ticket_that_is_behind_brings_it_up_to_date_without_words(
    tmp_path: Path, clock: MovableClock
) -> None:
    async with living_town(tmp_path, clock, quiet_for=LONG) as town:
        mina = await town.person(MINA)
        sora, taemin = await town.staff(SORA, TAEMIN)
        await place_order(mina)
        await pay_by_card(mina)
        await sora.taps("✅ 15 min")
        ticket = await taemin.sees("승인됨: 조리해 주세요")
        await sora.taps("🥡 Cooked")
        await sora.sees("Cooked: hand it")
        messages = list(taemin.chat.messages)
        await taemin.taps("🥡 조리 완료", message=ticket)
        await taemin.sees("건네주세요")
        await town.rest()
        assert list(taemin.chat.messages) == messages
