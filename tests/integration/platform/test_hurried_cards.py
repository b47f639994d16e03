"""A card that is behind answers a tap that came too late: it is shown at once, and nothing is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from domain.customer import MeetPerson
from domain.delivery import Deliver, PickUp, TakeDelivery
from domain.processes.checkout import ChooseCash
from domain.store import AcceptOrder, CallOff, MarkCooked
from domain.store.commands import ImportStore
from tests.integration.platform.readers import Town
from tests.support.samples import CUSTOMER, ORDER, OWNER, SECOND_OWNER, a_store_file, place

if TYPE_CHECKING:
    from tests.integration.conftest import Platform

DAN = 901
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


async def test_hurry_card_whose_news_waits_shows_it_at_once(town: Town) -> None:
    await delivered(town)
    ((number, behind),) = town.chats.messages[OWNER].items()
    assert behind.startswith("🥡 Cooked")
    assert await town.queue.hurry_card(OWNER, number)
    await town.read()
    (first_line,) = town.chats.first_lines(OWNER)
    assert first_line.startswith("✅ Delivered")
    (first_line,) = town.chats.first_lines(SECOND_OWNER)
    assert "Delivered" not in first_line


async def test_hurry_card_that_shows_everything_does_nothing(town: Town) -> None:
    await delivered(town)
    await town.pass_time(seconds=11)
    edits = town.chats.edits[OWNER]
    ((number, _),) = town.chats.messages[OWNER].items()
    assert not await town.queue.hurry_card(OWNER, number)
    await town.read()
    assert town.chats.edits[OWNER] == edits


async def test_hurry_card_of_somebody_elses_chat_does_nothing(town: Town) -> None:
    await delivered(town)
    (number,) = town.chats.messages[OWNER]
    assert not await town.queue.hurry_card(SECOND_OWNER, number)
    assert not await town.queue.hurry_card(CUSTOMER, number)


async def test_hurry_offer_that_is_about_to_go_leaves_the_answer_to_words(town: Town) -> None:
    await town.run(
        place(),
        ChooseCash(ORDER, CUSTOMER),
        AcceptOrder(ORDER, OWNER, 15),
        MarkCooked(ORDER, OWNER),
    )
    (offer, *_) = town.chats.messages[DAN]
    await town.platform.run(CallOff(ORDER, OWNER, "broken"))
    assert not await town.queue.hurry_card(DAN, offer)
