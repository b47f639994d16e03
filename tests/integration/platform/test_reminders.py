"""A reminder says when the order will be rejected by itself; and that is when it is."""

from __future__ import annotations

import pytest

from domain.processes.checkout import ChooseCash
from domain.store.events import StoreReminded
from tests.integration.conftest import Platform
from tests.support.samples import CUSTOMER, ORDER, place

TICKET = "select state from tickets"


async def reminders(platform: Platform) -> list[StoreReminded]:
    return [event for event in await platform.events() if isinstance(event, StoreReminded)]


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_reminder_names_the_time_at_which_the_order_is_rejected_by_itself(
    platform: Platform, number: int
) -> None:
    await platform.run(place(), ChooseCash(ORDER, CUSTOMER))
    for _ in range(number):
        platform.clock.advance(minutes=3)
        await platform.deadline_worker.fire_due()
    told = await reminders(platform)
    assert len(told) == number
    left = (told[-1].answer_by - platform.clock()).total_seconds()
    platform.clock.advance(seconds=left - 20)
    await platform.deadline_worker.fire_due()
    assert await platform.look(TICKET) == [("received",)]
    platform.clock.advance(seconds=20)
    await platform.deadline_worker.fire_due()
    assert await platform.look(TICKET) == [("rejected",)]


async def test_reminder_of_a_ticket_that_came_late_counts_from_when_it_came(
    platform: Platform,
) -> None:
    platform.relay.consumers.discard("store")
    await platform.run(place(), ChooseCash(ORDER, CUSTOMER))
    platform.clock.advance(minutes=30)
    platform.relay.consumers.add("store")
    await platform.settle()
    received = platform.clock()
    platform.clock.advance(minutes=3)
    await platform.deadline_worker.fire_due()
    (told,) = await reminders(platform)
    assert abs((told.answer_by - received).total_seconds() - 600) < 20
