"""Operators are told who it was about, by name, and once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from telegram.error import BadRequest

from bot.notifications.message_queue import MessageQueue
from bot.notifications.rendering import render
from domain.customer import MessageRefused, PersonUnreachable, UpdateSetAside
from domain.customer.commands import LosePerson, MeetPerson
from domain.payment import RecordCharge, StrayCharge
from domain.shared.audience import Audience
from domain.store import AcceptOrder, MarkCooked
from tests.support.samples import (
    COURIER,
    CUSTOMER,
    OPERATOR,
    ORDER,
    OWNER,
    SECOND_COURIER,
    WON_9000,
    place,
)

if TYPE_CHECKING:
    from bot.persistence.queues.promises import Promised
    from domain.shared.messages import Event
    from tests.integration.conftest import Platform

SEOUL = ZoneInfo("Asia/Seoul")
CHARGE = RecordCharge(
    order_id=ORDER, provider="simulated", charge_id="ch_1", telegram_charge_id="tg_1",
    amount=WON_9000 * 2, payer_id=CUSTOMER,
)  # fmt: skip


async def promised_to(platform: Platform, audience: str) -> list[Promised]:
    found = await platform.database.read(lambda uow: uow.messages.pending(100))
    return [it for it in found if it.audience == audience]


async def told(platform: Platform) -> list[str]:
    """What operators read."""
    promised = await promised_to(platform, Audience.OPERATOR)
    return await platform.database.read(
        lambda uow: [card.text for it in promised if (card := render(it, SEOUL, uow))]
    )


@pytest.mark.parametrize(
    "event",
    [
        PersonUnreachable(user_id=CUSTOMER),
        MessageRefused(user_id=CUSTOMER, problem="no"),
        UpdateSetAside(user_id=CUSTOMER, update_id=7, kind="message", incident="1", problem="no"),
        StrayCharge(payer_id=CUSTOMER, provider="p", charge_id="ch", amount=WON_9000),
    ],
)
@pytest.mark.parametrize(
    ("name", "shown"),
    [("Mina <Kim>", "Mina &lt;Kim&gt; (1)"), ("", "1"), ("\u3164", "1"), ("1", "1")],
)
async def test_notice_to_operators_names_the_person_with_their_id(
    platform: Platform, event: Event, name: str, shown: str
) -> None:
    await platform.run(MeetPerson(CUSTOMER, name, "en"))
    await platform.database.write(lambda uow: uow.publish(event))
    await platform.settle()
    (text,) = await told(platform)
    assert re.search(rf"(^|\W){re.escape(shown)}($|\W)", text)
    assert "1 (1)" not in text


async def test_notice_about_somebody_who_never_wrote_has_the_id_alone(platform: Platform) -> None:
    await platform.run(LosePerson(CUSTOMER))
    (text,) = await told(platform)
    assert text.startswith("⚠️ 1 is not reached")


async def test_couriers_who_never_wrote_are_told_of_in_one_card(platform: Platform) -> None:
    await platform.run(MeetPerson(COURIER, "Dan Park", "en"))
    await platform.run(LosePerson(COURIER), LosePerson(SECOND_COURIER))
    (promised,) = await promised_to(platform, Audience.OPERATOR)
    assert promised.kind == "card"
    (text,) = await told(platform)
    assert "• Dan Park (20), Store hanok\n• 21, Store hanok" in text
    await platform.database.write(lambda uow: uow.cards.remember(promised, 5, "shown"))
    await platform.database.write(lambda uow: uow.messages.sent_card(promised))
    await platform.run(MeetPerson(COURIER, "Dan Park", "en"), LosePerson(OWNER))
    (again,) = await promised_to(platform, Audience.OPERATOR)
    assert (again.known, again.is_new) == ((5, "shown"), True)
    (text,) = await told(platform)
    assert "Dan Park" not in text
    assert "• 10, Store hanok\n• 21, Store hanok" in text


async def test_card_that_is_refused_for_every_courier_is_told_once(platform: Platform) -> None:
    await platform.run(place(), CHARGE, AcceptOrder(ORDER, OWNER, 15), MarkCooked(ORDER, OWNER))
    queue = MessageQueue(platform.database, SEOUL)
    # Until then one is asked alone.
    platform.clock.advance(seconds=31)
    cards = await promised_to(platform, Audience.COURIER)
    assert len(cards) == 2
    for card in cards:
        await queue.end(card, BadRequest("Message is too long"))
        await platform.settle()
    assert len(await promised_to(platform, Audience.OPERATOR)) == 1
    for card in await promised_to(platform, Audience.STORE):
        await queue.end(card, BadRequest("Message is too long"))
        await platform.settle()
    assert len(await promised_to(platform, Audience.OPERATOR)) == 2
    assert (await promised_to(platform, Audience.OPERATOR))[0].chat_id == OPERATOR
