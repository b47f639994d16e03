"""What a modified client may send, through the simulator: refused kindly, never an incident."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from structlog.testing import capture_logs

from bot.simulator import RefusedError
from handlers.ui.callback_data import MAX_BYTES
from handlers.ui.callbacks import AcceptOrder, AskToCancel, TypeReason
from tests.e2e.journey import DAN, MINA, SORA, pay_by_card, place_order
from tests.support.buttons import order_of
from tests.support.fuzz_updates import Fuzz

if TYPE_CHECKING:
    from tests.e2e.journey import TestTown

INPUTS = 60


async def test_accept_with_a_number_in_another_script_is_refused(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await place_order(mina)
    await pay_by_card(mina)
    button = await sora.sees_button("✅ 15 min")
    order_id = order_of(button.raw["callback_data"])
    await sora.taps(data=f"{AcceptOrder.prefix}:{order_id}:²", message=button.message_id)
    await sora.sees("Please promise between")
    assert town.rows("select state from tickets") == [("received",)]


async def test_cancel_with_data_as_long_as_telegram_takes_is_refused(town: TestTown) -> None:
    mina = await town.person(MINA)
    await mina.says("/help")
    helped = await mina.sees("/order")
    room = MAX_BYTES - len(f"{AskToCancel.prefix}:")
    await mina.taps(data=AskToCancel(order_id="x" * room).pack(), message=helped)
    await mina.sees("I cannot find that any more")


async def test_reject_in_words_after_the_customer_cancelled_ends_the_question(
    town: TestTown,
) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await place_order(mina)
    await pay_by_card(mina)
    await sora.taps("❌ Reject")
    await sora.taps("Other… (type it)")
    await sora.sees("Type the reason for rejecting")
    await mina.taps("✖️ Cancel the order")
    await mina.taps("Yes, cancel it")
    await sora.sees("is cancelled")
    await sora.says("We are out of rice")
    await sora.taps("❌ Reject with these words")
    await sora.sees("was cancelled", new=True)
    await sora.says("hello")
    await sora.sees("did not understand")


async def test_send_anything_over_the_wire_makes_no_incident(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora, dan) = await town.staff(SORA, DAN)
    await mina.says("/start")
    await mina.sees("Where would you like to order?")
    fuzz, random, tried = Fuzz(7), Random(7), 0
    for person in (mina, sora, dan):
        await person.says("/help")
    helped = {person.id: await person.sees("/orders") for person in (mina, sora, dan)}
    with capture_logs() as logs:
        while tried < INPUTS:
            person = random.choice((mina, sora, dan))
            try:
                match random.randrange(4):
                    case 0:
                        await person.says(fuzz.words())
                    case 1:
                        await person.shares_contact(random.choice(("+123456789", "no phone")))
                    case 2:
                        await person.shares_location(random.uniform(-90, 90), 0.0)
                    case _:
                        await person.taps(data=fuzz.data(), message=helped[person.id])
            except RefusedError:
                # Telegram would not pass it on.
                continue
            tried += 1
        for person in (mina, sora, dan):
            await person.says("/help")
            await person.sees("/orders", new=True)
    assert not [log for log in logs if log["log_level"] == "error"]
    assert tried == INPUTS


async def test_tap_that_is_refused_is_answered_once(town: TestTown) -> None:
    (sora,) = await town.staff(SORA)
    await sora.says("/help")
    helped = await sora.sees("What I can do")
    await sora.taps(data=TypeReason(order_id="nosuch").pack(), message=helped)
    await sora.sees("I cannot find that any more")
    await sora.says("/tickets")
    await sora.sees("No order is waiting")
    texts = [message.get("text", "") for message in sora.chat.messages.values()]
    assert not any("no longer in use" in text for text in texts)
