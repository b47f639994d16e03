"""An order that waits for somebody has a deadline in the database, whatever it waits for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.delivery import BringAgain, LetCollect, PickUp, ReportProblem, TakeDelivery
from domain.delivery.states import TRANSITIONS as OF_DELIVERIES
from domain.order import Line
from domain.order.model import TRANSITIONS as OF_ORDERS
from domain.payment import RestPayment
from domain.processes.checkout import ChooseCash
from domain.shared.deadlines import DeadlineKind
from domain.shared.failures import Problem
from domain.shared.money import Money
from domain.store import (
    AcceptOrder,
    AskToCancel,
    MarkCooked,
    ReportMissing,
    SetCapacity,
    SetDishAvailable,
)
from domain.store.ticket_states import TRANSITIONS as OF_TICKETS
from tests.support.samples import COURIER, CUSTOMER, ORDER, OTHER_CUSTOMER, OWNER, a_basket, place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import StrEnum

    from tests.integration.conftest import Platform

SOUP = Line("soup", "Soup", Money(5_000, "KRW"), 1)
TWO_DISHES = replace(place(), basket=replace(a_basket(), lines=(*a_basket().lines, SOUP)))
SOUP_IS_THERE = SetDishAvailable("hanok", OWNER, "soup", available=True)
PAID = (SOUP_IS_THERE, TWO_DISHES, ChooseCash(ORDER, CUSTOMER))
ACCEPTED = (*PAID, AcceptOrder(ORDER, OWNER, 15))
COOKED = (*ACCEPTED, MarkCooked(ORDER, OWNER))
TAKEN = (*COOKED, TakeDelivery(ORDER, COURIER, "Dan"))
ON_THE_WAY = (*TAKEN, PickUp(ORDER, COURIER, "Dan"))
FULL = (SetCapacity("hanok", OWNER, 1), place("f" * 32, OTHER_CUSTOMER))
REQUEST = AskToCancel(ORDER, CUSTOMER)
COOK, STEP = DeadlineKind.COOK_BY, DeadlineKind.DELIVERY_STEP
ASKED = DeadlineKind.ANSWER_REQUEST_BY
# How an order comes to wait, how it, its ticket and its delivery then are, and what it waits for.
# A time passes.
WAITING: dict[str, tuple[tuple[Any, ...], str, set[DeadlineKind]]] = {
    "its turn": ((*FULL, place()), "held", {DeadlineKind.RESUME_HELD}),
    "its customer to pay": ((place(),), "placed", {DeadlineKind.PAY_BY}),
    "its payment provider": (
        (place(), RestPayment(ORDER, CUSTOMER)),
        "placed",
        {DeadlineKind.REST_UNTIL},
    ),
    "its store to answer": (
        PAID,
        "paid received",
        {DeadlineKind.REMIND_STORE, DeadlineKind.ANSWER_BY},
    ),
    "its store to cook": (ACCEPTED, "accepted accepted scheduled", {COOK}),
    "its store, which is late": (
        (*ACCEPTED, timedelta(minutes=15)),
        "accepted accepted scheduled",
        {DeadlineKind.ESCALATE_COOKING},
    ),
    "an operator, since the store is silent": (
        (*ACCEPTED, timedelta(minutes=15), timedelta(minutes=10)),
        "accepted accepted scheduled",
        {DeadlineKind.CALL_OFF_COOKING},
    ),
    "its store to answer a request": (
        (*ACCEPTED, REQUEST),
        "accepted accepted scheduled",
        {COOK, ASKED},
    ),
    "its store to answer a request about cooked food": (
        (*COOKED, REQUEST),
        "cooked cooked offered",
        {STEP, ASKED},
    ),
    "its customer to choose about a missing dish": (
        (*ACCEPTED, ReportMissing(ORDER, OWNER, (1,))),
        "accepted accepted scheduled",
        {COOK, DeadlineKind.CHOOSE_BY},
    ),
    "a courier to take it": (COOKED, "cooked cooked offered", {STEP}),
    "a courier to pick it up": (TAKEN, "cooked cooked assigned", {STEP}),
    "a courier to deliver it": (ON_THE_WAY, "on_the_way handed_over picked_up", {STEP}),
    "its store to decide about a problem at the door": (
        (*ON_THE_WAY, ReportProblem(ORDER, COURIER, Problem.REFUSED)),
        "on_the_way handed_over stopped",
        {STEP},
    ),
    "an operator to decide about it": (
        (*ON_THE_WAY, ReportProblem(ORDER, COURIER, Problem.REFUSED), timedelta(minutes=10)),
        "on_the_way handed_over stopped",
        {STEP},
    ),
    "a courier to bring it again": (
        (*ON_THE_WAY, ReportProblem(ORDER, COURIER, Problem.REFUSED), BringAgain(ORDER, OWNER)),
        "on_the_way handed_over offered",
        {STEP},
    ),
    "its customer to collect it": (
        (*COOKED, LetCollect(ORDER, OWNER)),
        "cooked cooked collectable",
        {STEP},
    ),
}


@pytest.mark.each_engine
@pytest.mark.parametrize("what", WAITING)
async def test_order_that_waits_has_a_deadline_for_whoever_it_waits_for(
    platform: Platform, what: str
) -> None:
    steps, states, kinds = WAITING[what]
    for step in steps:
        if isinstance(step, timedelta):
            platform.clock.advance(minutes=step / timedelta(minutes=1))
            await platform.deadline_worker.fire_due()
            await platform.settle()
        else:
            await platform.run(step)
    found = [
        state
        for table, key in (("orders", "id"), ("tickets", "order_id"), ("deliveries", "order_id"))
        for (state,) in await platform.look(f"select state from {table} where {key} = '{ORDER}'")
    ]
    assert " ".join(found) == states
    rows = await platform.look(f"select kind from deadlines where order_id = '{ORDER}'")
    assert {kind for (kind,) in rows} == kinds


def test_state_that_waits_is_tried_above_whatever_it_belongs_to() -> None:
    tried = [states.split() for _, states, _ in WAITING.values()]
    tables: tuple[Iterable[StrEnum], ...] = (OF_ORDERS, OF_TICKETS, OF_DELIVERIES)
    for part, table in enumerate(tables):
        seen = {states[part] for states in tried if len(states) > part}
        assert {it.value for it in table} <= seen
