"""Owners read how a trip ended once: on the ticket, when the card of the trip has gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.shared.failures import Problem, Settlement
from handlers.ui import callbacks
from tests.e2e.evening.stage import OWNERS, Evening
from tests.e2e.evening.steps import accepted, cooks, delivers, picks_up, takes
from tests.e2e.journey import DAN, MINA, SORA, TAEMIN, YURI

if TYPE_CHECKING:
    from tests.e2e.evening.stage import Order
    from tests.e2e.journey import TestTown


async def an_evening(town: TestTown) -> Evening:
    evening = Evening(town)
    for person_id in (MINA, *OWNERS, DAN, YURI):
        await evening.says(person_id, "/start")
    return evening


async def untaken(evening: Evening) -> Order:
    """An order that no courier takes, so that both owners have a card of its trip."""
    order = await accepted(evening, MINA, SORA)
    await cooks(evening, SORA, order)
    await evening.passes(5, order)
    await evening.passes(5, order, tells=OWNERS)
    return order


async def stopped(evening: Evening) -> Order:
    """An order that is refused at the door, so that both owners have a card of its trip."""
    order = await accepted(evening, MINA, SORA)
    await cooks(evening, SORA, order)
    await takes(evening, DAN, order)
    await picks_up(evening, DAN, order)
    await evening.press(DAN, callbacks.ShowProblems, order)
    await evening.press(DAN, callbacks.ReportProblem, order, problem=Problem.REFUSED, tells=OWNERS)
    return order


def only_message(evening: Evening, owner_id: int, order: Order) -> str:
    """What an owner reads of an order, which is one message."""
    (ticket,) = [it for it in evening.reads(owner_id) if order.code in it]
    return ticket


def is_last(evening: Evening, owner_id: int, text: str) -> bool:
    return evening.reads(owner_id)[-1] == text


async def test_deliver_after_a_question_leaves_owners_their_ticket_alone(town: TestTown) -> None:
    evening = await an_evening(town)
    order = await untaken(evening)
    await takes(evening, DAN, order)
    assert "Dan Park goes for it" in evening.reads(SORA)[-1]
    await picks_up(evening, DAN, order)
    await delivers(evening, DAN, order)
    assert "Delivered: nothing left to do" in only_message(evening, SORA, order)
    assert "배달 완료: 더 하실 일이 없어요" in only_message(evening, TAEMIN, order)


async def test_deliver_by_an_owner_shows_the_outcome_where_they_tapped(town: TestTown) -> None:
    evening = await an_evening(town)
    order = await untaken(evening)
    await evening.press(SORA, callbacks.BringOurselves, order)
    await picks_up(evening, SORA, order)
    await delivers(evening, SORA, order)
    ticket = only_message(evening, SORA, order)
    assert "Delivered: nothing left to do" in ticket
    assert is_last(evening, SORA, ticket)
    assert "배달 완료" in only_message(evening, TAEMIN, order)


async def test_confirm_by_an_owner_shows_the_outcome_where_they_tapped(town: TestTown) -> None:
    evening = await an_evening(town)
    order = await untaken(evening)
    await evening.press(TAEMIN, callbacks.LetCollect, order)
    await evening.press(SORA, callbacks.ConfirmDelivered, order)
    ticket = only_message(evening, SORA, order)
    assert "Delivered: nothing left to do" in ticket
    assert is_last(evening, SORA, ticket)


@pytest.mark.parametrize(
    ("settlement", "english", "korean"),
    [
        (Settlement.KEEP, "What was paid is kept", "돌려주지 않아요"),
        (Settlement.ALL, "All that was paid goes back", "모두 돌려줘요"),
    ],
)
async def test_end_of_a_trip_is_noticed_by_the_other_owner_on_the_ticket(
    town: TestTown, settlement: Settlement, english: str, korean: str
) -> None:
    evening = await an_evening(town)
    order = await stopped(evening)
    await evening.press(SORA, callbacks.ShowSettlements, order)
    before = town.people.world.seq
    await evening.press(SORA, callbacks.EndTrip, order, settlement=settlement)
    ticket = only_message(evening, TAEMIN, order)
    assert is_last(evening, TAEMIN, ticket)
    assert ticket.startswith("❌")
    assert order.code in ticket.splitlines()[0]
    assert "받지 않겠대요" in ticket
    assert korean in ticket
    evening.has_read(TAEMIN, before, order, "the end")
    # Whoever decided has the answer to the tap besides.
    mine = [it for it in evening.reads(SORA) if order.code in it]
    assert sum("It is refused" in it and english in it for it in mine) == 1
    assert not any("Decide now" in it for it in mine)


async def test_call_off_of_an_untaken_trip_leaves_owners_their_ticket_alone(
    town: TestTown,
) -> None:
    evening = await an_evening(town)
    order = await untaken(evening)
    await evening.passes(60, order, tells=(MINA, *OWNERS))
    for owner_id in OWNERS:
        assert is_last(evening, owner_id, only_message(evening, owner_id, order))


async def test_call_off_of_a_trip_tells_the_owner_who_brings_it_not_to(town: TestTown) -> None:
    evening = await an_evening(town)
    order = await untaken(evening)
    await evening.press(TAEMIN, callbacks.BringOurselves, order)
    await evening.press(SORA, callbacks.ShowCallOffReasons, order)
    await evening.press(SORA, callbacks.CallOffForReason, order, reason="broken")
    ticket = only_message(evening, TAEMIN, order)
    assert is_last(evening, TAEMIN, ticket)
    assert "배달하지 마세요" in ticket
