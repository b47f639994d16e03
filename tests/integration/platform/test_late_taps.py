"""A tap that comes too late is answered by its card, and what nobody has to do yields to what is new."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from domain.customer import MeetPerson
from domain.delivery import Deliver, PickUp, TakeDelivery
from domain.processes.checkout import ChooseCash
from domain.store import AcceptOrder, CallOff, MarkCooked, RemindStore
from domain.store.commands import ImportStore
from handlers.ui import callbacks
from tests.integration.platform.readers import Town
from tests.support.samples import CUSTOMER, ORDER, OWNER, SECOND_OWNER, a_store_file, place

if TYPE_CHECKING:
    from tests.integration.conftest import Platform

DAN = 901
ACCEPT = callbacks.AcceptOrder(order_id=ORDER, minutes=15).pack()
COOKED = callbacks.MarkCooked(order_id=ORDER).pack()
pytestmark = pytest.mark.each_engine


@pytest.fixture
async def town(platform: Platform) -> Town:
    store = replace(a_store_file(), couriers=frozenset({DAN}))
    await platform.run(ImportStore(store), MeetPerson(DAN, "Dan", "en", ""))
    return Town(platform)


async def delivered(town: Town) -> None:
    """Bring an order to its end, of which nobody but the customer has to read at once."""
    await town.run(
        place(),
        ChooseCash(ORDER, CUSTOMER),
        AcceptOrder(ORDER, OWNER, 15),
        MarkCooked(ORDER, OWNER),
        TakeDelivery(ORDER, DAN, "Dan"),
        PickUp(ORDER, DAN),
        Deliver(ORDER, DAN),
    )


async def test_late_tap_on_a_card_whose_news_waits_shows_them_at_once(town: Town) -> None:
    await delivered(town)
    ((number, behind),) = town.chats.messages[OWNER].items()
    assert behind.startswith("🥡 Cooked")
    assert await town.queue.card_answers(OWNER, number, COOKED)
    await town.read()
    (first_line,) = town.chats.first_lines(OWNER)
    assert first_line.startswith("✅ Delivered")
    (first_line,) = town.chats.first_lines(SECOND_OWNER)
    assert "Delivered" not in first_line


async def test_late_tap_on_a_card_that_was_edited_meanwhile_is_answered_by_it(town: Town) -> None:
    await delivered(town)
    await town.pass_time(seconds=11)
    edits = town.chats.edits[OWNER]
    ((number, _),) = town.chats.messages[OWNER].items()
    assert await town.queue.card_answers(OWNER, number, COOKED)
    await town.read()
    assert town.chats.edits[OWNER] == edits


async def test_late_tap_on_what_was_the_card_before_is_answered_by_the_card(town: Town) -> None:
    await town.run(place(), ChooseCash(ORDER, CUSTOMER))
    ((before, _),) = town.chats.messages[OWNER].items()
    await town.platform.run(RemindStore(ORDER))
    await town.sender.send_once()
    await town.platform.run(AcceptOrder(ORDER, OWNER, 15))
    assert len(town.chats.messages[OWNER]) > 1
    assert await town.queue.card_answers(OWNER, before, ACCEPT)


async def test_tap_in_vain_on_a_button_that_is_still_there_is_answered_in_words(
    town: Town,
) -> None:
    await town.run(place(), ChooseCash(ORDER, CUSTOMER))
    (number,) = town.chats.messages[OWNER]
    assert not await town.queue.card_answers(OWNER, number, ACCEPT)


async def test_late_tap_on_somebody_elses_card_is_answered_in_words(town: Town) -> None:
    await delivered(town)
    (number,) = town.chats.messages[OWNER]
    assert not await town.queue.card_answers(SECOND_OWNER, number, COOKED)
    assert not await town.queue.card_answers(CUSTOMER, number, COOKED)


async def test_late_tap_on_an_offer_that_is_about_to_go_is_answered_in_words(town: Town) -> None:
    await town.run(
        place(),
        ChooseCash(ORDER, CUSTOMER),
        AcceptOrder(ORDER, OWNER, 15),
        MarkCooked(ORDER, OWNER),
    )
    (offer, *_) = town.chats.messages[DAN]
    await town.platform.run(CallOff(ORDER, OWNER, "broken"))
    take = callbacks.TakeDelivery(order_id=ORDER).pack()
    assert not await town.queue.card_answers(DAN, offer, take)


async def test_ticket_that_was_answered_before_it_reached_a_crowded_chat_waits_there(
    town: Town,
) -> None:
    town.crowded = {SECOND_OWNER}
    await town.platform.run(place(), ChooseCash(ORDER, CUSTOMER), AcceptOrder(ORDER, OWNER, 15))
    await town.read()
    assert town.chats.first_lines(OWNER) == ["👩\u200d🍳 Accepted: please cook it"]
    assert town.chats.first_lines(SECOND_OWNER) == []
    await town.run(MarkCooked(ORDER, OWNER))
    town.crowded.clear()
    await town.pass_time(seconds=11)
    ((number, text),) = town.chats.messages[SECOND_OWNER].items()
    assert text.startswith("🥡 Cooked")
    assert number in town.chats.silent


async def test_ticket_that_waits_for_an_answer_reaches_a_crowded_chat(town: Town) -> None:
    town.crowded = {OWNER, SECOND_OWNER}
    await town.run(place(), ChooseCash(ORDER, CUSTOMER))
    for owner in (OWNER, SECOND_OWNER):
        ((number, text),) = town.chats.messages[owner].items()
        assert text.startswith("🔔 New order")
        assert number not in town.chats.silent


async def test_what_nobody_waits_for_reaches_a_crowded_chat_after_a_minute(town: Town) -> None:
    town.crowded = {SECOND_OWNER}
    await town.run(place(), ChooseCash(ORDER, CUSTOMER), AcceptOrder(ORDER, OWNER, 15))
    await town.pass_time(seconds=59)
    assert town.chats.first_lines(SECOND_OWNER) == ["🔔 New order: accept or reject it"]
    await town.pass_time(seconds=2)
    assert town.chats.first_lines(SECOND_OWNER) == ["👩\u200d🍳 Accepted: please cook it"]
