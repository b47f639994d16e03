"""An accepted order that takes longer, cannot be made, or is forgotten comes to an end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.e2e.journey import DAN, MINA, OLGA, SORA, pay_by_card, place_order

if TYPE_CHECKING:
    from bot.simulator import PersonClient
    from tests.e2e.journey import TestTown

pytestmark = pytest.mark.each_engine

BUSY = "select count(*) from orders where state in ('placed', 'paid', 'accepted')"


async def accepted(town: TestTown) -> tuple[PersonClient, PersonClient]:
    """Mina has paid by card, and Sora has promised the food in 15 minutes."""
    (sora,) = await town.staff(SORA)
    mina = await town.person(MINA)
    await place_order(mina)
    await pay_by_card(mina)
    await sora.taps("✅ 15 min")
    await mina.sees("Ready in about 15 minutes")
    await sora.sees_button("✖️ Cannot make it")
    return mina, sora


async def is_refunded(town: TestTown, mina: PersonClient) -> None:
    """All that Mina paid is back, nothing waits, and nobody has a place in the kitchen."""
    await mina.sees("was given back")
    await town.rest()
    assert town.rows("select state from orders") == [("cancelled",)]
    assert town.rows("select state from payments") == [("refunded",)]
    assert town.rows("select state from tickets") == [("cancelled",)]
    assert town.rows("select count(*) from deadlines") == [(0,)]
    assert town.rows(BUSY) == [(0,)]


async def test_owner_who_needs_more_time_tells_the_customer_the_new_time_and_why(
    town: TestTown,
) -> None:
    mina, sora = await accepted(town)
    await sora.taps("⏰ +20 min")
    told = await mina.sees("takes longer")
    assert "Reason" not in told["text"]
    await sora.taps("✏️ Other…")
    await sora.sees("How many minutes more")
    await sora.says("soon")
    await sora.sees("between 1 and 180 minutes")
    await sora.says("25 the <oven> broke")
    await sora.sees("is promised for")
    await mina.sees(re.compile(r"takes longer, until [^\n]*\nReason: the <oven> broke\n"))
    # 15 + 20 + 25 minutes are promised now: nobody is asked before.
    await town.pass_time(minutes=59)
    assert town.rows("select count(*) from events where name = 'CookingOverdue'") == [(0,)]
    await town.pass_time(minutes=2)
    await sora.sees("Late: is it cooked?")


async def test_order_that_is_late_asks_the_owner_and_tells_the_customer_first(
    town: TestTown,
) -> None:
    mina, sora = await accepted(town)
    await town.pass_time(minutes=16)
    late = await sora.sees("⏰ Late: is it cooked?")
    card = await mina.sees("The store was asked about it, and you hear")
    assert "is late: please wait" in card["text"]
    await sora.taps("🥡 Cooked", message=late)
    await sora.sees("Cooked: hand it to whoever comes")
    await town.rest()
    assert town.rows("select kind from deadlines where kind like '%cook%'") == []


async def test_order_that_nobody_says_is_cooked_goes_to_the_operators_and_is_refunded(
    town: TestTown,
) -> None:
    (olga,) = await town.staff(OLGA)
    mina, sora = await accepted(town)
    await town.pass_time(minutes=16)
    await sora.sees("⏰ Late: is it cooked?")
    await town.pass_time(minutes=10)
    await olga.sees("Late, no answer: call the store")
    assert town.rows("select state from orders") == [("accepted",)]
    await town.pass_time(minutes=51)
    told = await mina.sees("The store cannot bring")
    assert "the store did not say in time that it is cooked" in told["text"]
    await sora.sees("Called off: do not make or bring it")
    await is_refunded(town, mina)


async def test_owner_who_cannot_make_it_gives_a_reason_and_the_customer_is_refunded(
    town: TestTown,
) -> None:
    mina, sora = await accepted(town)
    await sora.taps("✖️ Cannot make it")
    await sora.sees("not be made? The customer reads it")
    await sora.taps("⬅️ Back")
    await sora.sees("goes on and is still to be cooked")
    await sora.taps("✖️ Cannot make it")
    await sora.taps("Something broke in the kitchen")
    told = await mina.sees("The store cannot bring")
    assert "something broke in the kitchen" in told["text"]
    card = await sora.sees("Called off: do not make or bring it")
    assert "reply_markup" not in card
    await is_refunded(town, mina)


async def test_owner_calls_off_in_words_that_are_shown_once_before_they_count(
    town: TestTown,
) -> None:
    mina, sora = await accepted(town)
    await sora.taps("✖️ Cannot make it")
    await sora.taps("Other… (type it)")
    await sora.sees("Type the reason for calling")
    await sora.says("The gas is <b>off</b>")
    shown = await sora.sees("with these words?")
    assert "Call #" in shown["text"]
    assert town.rows("select state from orders") == [("accepted",)]
    await sora.taps("✖️ Call it off with these words")
    told = await mina.sees("The store cannot bring")
    assert "Reason: The gas is <b>off</b>" in told["text"]
    await is_refunded(town, mina)


async def test_order_that_is_called_off_tells_the_courier_who_has_taken_it(
    town: TestTown,
) -> None:
    (dan,) = await town.staff(DAN)
    mina, sora = await accepted(town)
    await sora.taps("🥡 Cooked")
    await dan.taps("🙋 Take it")
    mine = await dan.sees("Yours: pick it up")
    await sora.taps("✖️ Cannot make it")
    await sora.taps("Something broke in the kitchen")
    told = await dan.sees("Called off: please do not bring it")
    assert told["message_id"] > mine["message_id"]
    assert "Gahoe-ro" not in told["text"]
    await is_refunded(town, mina)
    assert town.rows("select state from deliveries") == [("cancelled",)]


async def test_order_that_a_courier_has_picked_up_cannot_be_called_off_by_the_store(
    town: TestTown,
) -> None:
    (dan,) = await town.staff(DAN)
    mina, sora = await accepted(town)
    await sora.taps("🥡 Cooked")
    await dan.taps("🙋 Take it")
    old = await sora.sees_button("✖️ Cannot make it")
    await dan.taps("📦 Picked up")
    await mina.sees("is on the way to you")
    # The store knows it, too.
    await town.rest()
    await sora.taps(data=old.raw["callback_data"], message=old.message_id)
    await sora.taps("Something broke in the kitchen")
    await sora.sees("is on its way: a courier has it.")
    assert town.rows("select state from orders") == [("on_the_way",)]
    await dan.taps("✅ Delivered")
    await mina.sees("Enjoy your meal")
