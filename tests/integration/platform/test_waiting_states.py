"""An order that waits for somebody has a deadline in the database, whatever it waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from domain.order import OrderState
from domain.payment import RestPayment
from domain.processes.checkout import ChooseCash
from domain.shared.deadlines import DeadlineKind
from domain.store import AcceptOrder, SetCapacity
from tests.support.samples import CUSTOMER, ORDER, OTHER_CUSTOMER, OWNER, place

if TYPE_CHECKING:
    from tests.integration.conftest import Platform

pytestmark = pytest.mark.each_engine

CASH = ChooseCash(ORDER, CUSTOMER)
ACCEPTED = (place(), CASH, AcceptOrder(ORDER, OWNER, 15))
FULL = (SetCapacity("hanok", OWNER, 1), place("f" * 32, OTHER_CUSTOMER))
# How an order comes to wait, in which state it then is, and what it waits for.
WAITING: dict[str, tuple[tuple[Any, ...], OrderState, set[DeadlineKind]]] = {
    "its turn": ((*FULL, place()), OrderState.HELD, {DeadlineKind.RESUME_HELD}),
    "its customer to pay": ((place(),), OrderState.PLACED, {DeadlineKind.PAY_BY}),
    "its payment provider": (
        (place(), RestPayment(ORDER, CUSTOMER)),
        OrderState.PLACED,
        {DeadlineKind.REST_UNTIL},
    ),
    "its store to answer": (
        (place(), CASH),
        OrderState.PAID,
        {DeadlineKind.REMIND_STORE, DeadlineKind.ANSWER_BY},
    ),
    "its store to cook": (ACCEPTED, OrderState.ACCEPTED, {DeadlineKind.COOK_BY}),
}


@pytest.mark.parametrize("what", WAITING)
async def test_order_that_waits_has_a_deadline_for_whoever_it_waits_for(
    platform: Platform, what: str
) -> None:
    commands, state, kinds = WAITING[what]
    await platform.run(*commands)
    assert await platform.look(f"select state from orders where id = '{ORDER}'") == [(state,)]
    rows = await platform.look(f"select kind from deadlines where order_id = '{ORDER}'")
    assert {kind for (kind,) in rows} == kinds
