"""Two people at one button, buttons of others, buttons of yesterday, chats that are gone."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest

from handlers.ui import callbacks
from tests.e2e.journey import (
    DAN,
    JUNHO,
    MINA,
    OLGA,
    SORA,
    TAEMIN,
    YURI,
    fill_basket,
    pay_by_card,
    place_order,
    reach_summary,
)
from tests.support.buttons import order_of

if TYPE_CHECKING:
    from tests.e2e.journey import TestTown

pytestmark = pytest.mark.each_engine


async def test_two_couriers_taking_at_once_leave_one_winner(town: TestTown) -> None:
    mina = await town.person(MINA)
    sora, dan, yuri = await town.staff(SORA, DAN, YURI)
    await place_order(mina)
    await pay_by_card(mina)
    await sora.taps("✅ 15 min")
    await sora.taps("🥡 Cooked")
    offer_dan, offer_yuri = await dan.sees("Ready: who takes it?"), await yuri.sees("준비됨")
    take = offer_dan["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await asyncio.gather(
        dan.taps(data=take, message=offer_dan), yuri.taps(data=take, message=offer_yuri)
    )
    (winner,) = town_winner = await _winner(town)
    assert winner in {DAN, YURI}, town_winner
    if winner == DAN:
        await yuri.sees("먼저")
        await yuri.sees_no_button("🙋 제가 갈게요")
        await dan.sees_button("📦 Picked up")
    else:
        await dan.sees("was faster")
        await dan.sees_no_button("🙋 Take it")
        await yuri.sees_button("📦 음식 받음")


async def _winner(town: TestTown) -> tuple[object, ...]:
    mina = await town.person(MINA)
    await mina.sees("goes for it: please wait")
    (row,) = town.rows("select courier_id from deliveries")
    return row


async def test_two_owners_deciding_at_once_decide_once(town: TestTown) -> None:
    mina = await town.person(MINA)
    sora, taemin = await town.staff(SORA, TAEMIN)
    code = await place_order(mina)
    await pay_by_card(mina)
    ticket_sora, ticket_taemin = await sora.sees(f"Order {code}"), await taemin.sees(code)
    accept = ticket_sora["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    reject = callbacks.RejectForReason(order_id=order_of(accept), reason="too_busy").pack()
    await asyncio.gather(
        sora.taps(data=accept, message=ticket_sora),
        taemin.taps(data=reject, message=ticket_taemin),
    )
    await sora.sees_no_button("✅ 15 min")
    await taemin.sees_no_button("✅ 15분")
    ((state,),) = town.rows("select state from tickets")
    if state == "accepted":
        await taemin.sees("승인됨")
        await mina.sees("being cooked")
    else:
        assert state == "rejected"
        await sora.sees("Rejected")
        await mina.sees("was given back")
    decided = "select count(*) from events where name in ('OrderAccepted', 'OrderRejected')"
    assert town.rows(decided) == [(1,)]


async def test_second_tap_on_accept_is_answered_kindly(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await place_order(mina)
    await pay_by_card(mina)
    button = await sora.sees_button("✅ 30 min")
    data = button.raw["callback_data"]
    await sora.taps(data=data, message=button.message_id)
    await sora.taps(data=data, message=button.message_id)
    await sora.sees("Accepted: please cook it")
    await mina.sees("being cooked")
    assert town.rows("select count(*) from events where name = 'OrderAccepted'") == [(1,)]


async def test_double_tap_on_place_orders_once(town: TestTown) -> None:
    mina = await town.person(MINA)
    await fill_basket(mina)
    await mina.taps("✅ Checkout")
    await mina.sees("Where shall we bring it?")
    await mina.says("5 Gahoe-ro, Jongno-gu")
    await mina.sees("How can the courier reach you?")
    await mina.says("010-1234-5678")
    button = await mina.sees_button("✅ Place the order")
    data = button.raw["callback_data"]
    await asyncio.gather(*(mina.taps(data=data, message=button.message_id) for _ in range(2)))
    await mina.sees("Waiting for payment")
    assert town.rows("select count(*) from orders") == [(1,)]


async def test_strangers_tap_on_somebody_elses_button_changes_nothing(town: TestTown) -> None:
    mina, junho = await town.person(MINA), await town.person(JUNHO)
    (sora,) = await town.staff(SORA)
    await junho.says("/start")
    greeting = await junho.sees("안녕하세요")
    await place_order(mina)
    await pay_by_card(mina)
    button = await sora.sees_button("✅ 30 min")
    order_id = order_of(button.raw["callback_data"])
    before = town.rows("select state, version from orders")
    for forged in (
        callbacks.AcceptOrder(order_id=order_id, minutes=15),
        callbacks.RejectForReason(order_id=order_id, reason="closing"),
        callbacks.MarkCooked(order_id=order_id),
        callbacks.TakeDelivery(order_id=order_id),
        callbacks.CancelOrder(order_id=order_id),
        callbacks.PayInCash(order_id=order_id),
        callbacks.PayOrder(order_id=order_id),
        callbacks.ShowOrder(order_id=order_id),
        callbacks.PickUp(order_id=order_id),
        callbacks.SettleRefund(order_id=order_id, charge="0" * 8, number=1),
    ):
        tap = await junho.taps(data=forged.pack(), message=greeting["message_id"])
        await tap.answer()
    await junho.sees("권한이 없어요")
    await junho.says("/orders")
    await junho.sees("아직 주문이 없어요")
    assert town.rows("select state, version from orders") == before
    await sora.taps("✅ 30 min")
    await mina.sees("being cooked")


async def test_stale_button_of_an_earlier_step_shows_where_we_are(town: TestTown) -> None:
    mina = await town.person(MINA)
    await mina.says("/start")
    stores = await mina.sees("Where would you like to order?")
    await mina.taps("Hanok Kitchen 한옥식당")
    await mina.sees("Choose a category")
    await mina.taps(data=callbacks.ChooseQuantity(quantity=3).pack(), message=stores["message_id"])
    await mina.sees("belongs to an earlier step")
    await mina.taps("Rice 밥")
    await mina.sees("Choose a dish")


@pytest.mark.parametrize("is_far", [False, True])
async def test_button_of_a_summary_that_has_become_the_card_leaves_the_card_alone(
    town: TestTown, *, is_far: bool
) -> None:
    mina = await town.person(MINA)
    await reach_summary(mina)
    place = await mina.sees_button("✅ Place the order")
    await mina.taps("✅ Place the order")
    card = await mina.sees("Waiting for payment")
    assert card["message_id"] == place.message_id
    if is_far:
        await reach_summary(mina, "/order")
    else:
        await mina.says("/order")
        await mina.sees("Where would you like to order?", new=True)
    await mina.taps(data=place.raw["callback_data"], message=place.message_id)
    await mina.says("/help")
    await mina.sees("/orders", new=True)
    pay = await mina.sees_button("💳 Pay ₩18,000")
    assert pay.message_id == card["message_id"]
    await mina.sees_no(re.compile("out of date|earlier step"))


async def test_button_after_the_order_ended_is_explained(town: TestTown) -> None:
    mina = await town.person(MINA)
    await place_order(mina)
    pay = await mina.sees_button("💳 Pay ₩18,000")
    cash = await mina.sees_button("💵 Cash on delivery")
    await town.pass_time(minutes=16)
    await mina.sees("has expired")
    for button in (pay, cash):
        await mina.taps(data=button.raw["callback_data"], message=button.message_id)
    await mina.sees("has expired; nothing is charged")
    await town.rest()
    assert town.rows("select state from payments") == [("voided",)]


async def test_store_whose_owners_cannot_be_reached_stops_taking_orders(town: TestTown) -> None:
    mina, sora = await town.person(MINA), await town.person(SORA)
    (olga,) = await town.staff(OLGA)
    await place_order(mina)
    await pay_by_card(mina)
    await olga.sees("• 2001, Golden Gate Burgers, Hanok Kitchen")
    await olga.sees("Hanok Kitchen 한옥식당 was closed: call it")
    await mina.says("/order")
    await mina.sees_button("Hanok Kitchen 한옥식당 (closed)")
    await town.pass_time(minutes=11)
    await mina.sees("did not answer in time")
    await mina.sees("was given back")
    await sora.says("/start")
    await sora.sees("was closed: open it below")


async def test_customer_who_blocked_the_bot_gets_the_news_on_return(town: TestTown) -> None:
    mina = await town.person(MINA)
    (sora,) = await town.staff(SORA)
    await place_order(mina)
    await pay_by_card(mina)
    await sora.sees_button("✅ 15 min")
    await mina.changes(blocked=True)
    await sora.taps("✅ 15 min")
    await sora.taps("🥡 Cooked")
    await sora.sees("Cooked: hand it to whoever comes")
    await mina.changes(blocked=False)
    await mina.says("/orders")
    await mina.sees("It was promised for")
    await mina.sees("Cooked: please wait for the delivery")
