"""A delivery is offered to a few first, and is gone from a chat when it can be taken no more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from domain.customer import MeetPerson
from domain.delivery import HandBack, PickUp, SetShift, TakeDelivery
from domain.processes.checkout import ChooseCash
from domain.store import AcceptOrder, MarkCooked
from domain.store.commands import ImportStore
from tests.integration.platform.readers import Town
from tests.support.samples import CUSTOMER, ORDER, OWNER, SECOND_OWNER, a_store_file, place

if TYPE_CHECKING:
    from tests.integration.conftest import Platform

COURIERS = tuple(range(901, 907))
COOKED = (
    place(),
    ChooseCash(ORDER, CUSTOMER),
    AcceptOrder(ORDER, OWNER, 15),
    MarkCooked(ORDER, OWNER),
)
pytestmark = pytest.mark.each_engine


def offered(town: Town) -> set[int]:
    """The couriers who have something in their chats."""
    return {it for it in COURIERS if town.chats.messages[it]}


@pytest.fixture
async def town(platform: Platform) -> Town:
    store = replace(a_store_file(), couriers=frozenset(COURIERS))
    await platform.run(ImportStore(store))
    for courier in COURIERS:
        await platform.run(MeetPerson(courier, f"Courier {courier}", "en", ""))
    return Town(platform)


async def test_offer_goes_to_one_courier_and_after_half_a_minute_to_all(town: Town) -> None:
    await town.run(*COOKED)
    first = offered(town)
    assert len(first) == 1
    await town.pass_time(seconds=29)
    assert offered(town) == first
    await town.pass_time(seconds=2)
    assert offered(town) == set(COURIERS)


async def test_offer_that_is_taken_is_gone_and_the_others_never_hear_of_it(town: Town) -> None:
    await town.run(*COOKED)
    (winner, *_) = offered(town)
    await town.run(TakeDelivery(ORDER, winner, "Dan"))
    assert offered(town) == {winner}
    await town.pass_time(minutes=2)
    await town.run(PickUp(ORDER, winner))
    assert offered(town) == {winner}
    assert "In your hands" in next(iter(town.chats.messages[winner].values()))


async def test_offer_that_is_handed_back_comes_to_everybody_as_a_message(town: Town) -> None:
    await town.run(*COOKED)
    (winner, *_) = offered(town)
    await town.run(TakeDelivery(ORDER, winner, "Dan"), HandBack(ORDER, winner))
    assert offered(town) == set(COURIERS)
    for courier in COURIERS:
        (shown,) = town.chats.messages[courier].values()
        assert "take" in shown.split("\n")[0]


async def test_offer_goes_first_to_those_with_nothing_in_hand_and_on_shift(town: Town) -> None:
    orders = [letter * 32 for letter in "bcdef"]
    for order in orders:
        await town.run(
            *(replace(it, order_id=order) if hasattr(it, "order_id") else it for it in COOKED)
        )
        await town.pass_time(seconds=31)
        idle = next(it for it in COURIERS if it not in town.busy)
        await town.run(TakeDelivery(order, idle, "Dan"))
        town.busy.add(idle)
    (last,) = set(COURIERS) - town.busy
    for courier in COURIERS:
        town.chats.messages[courier].clear()
    await town.run(*COOKED)
    assert offered(town) == {last}


async def test_offer_goes_to_nobody_off_shift(town: Town) -> None:
    await town.run(*(SetShift(it, on=False) for it in COURIERS[:5]))
    await town.run(*COOKED)
    await town.pass_time(seconds=31)
    assert offered(town) == {COURIERS[5]}


async def test_steps_that_follow_soon_are_one_edit_of_whoever_did_nothing(town: Town) -> None:
    await town.run(*COOKED)
    edits, other = town.chats.edits[CUSTOMER], town.chats.edits[SECOND_OWNER]
    (courier, *_) = offered(town)
    await town.run(TakeDelivery(ORDER, courier, "Dan"))
    assert town.chats.edits[CUSTOMER] == edits
    await town.pass_time(seconds=11)
    assert town.chats.edits[CUSTOMER] == edits + 1
    assert town.chats.edits[SECOND_OWNER] == other + 1
    (*_, card) = town.chats.messages[CUSTOMER].values()
    assert "Dan" in card


async def test_edit_that_waits_goes_out_when_the_clock_was_put_back(town: Town) -> None:
    await town.run(*COOKED)
    edits = town.chats.edits[CUSTOMER]
    await town.pass_time(hours=-3)
    assert town.chats.edits[CUSTOMER] == edits + 1
