"""A closed store lets no held order go on, whatever makes room in its kitchen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.order.commands import CancelOrder
from domain.payment.commands import RestPayment
from domain.processes.checkout import ChooseCash
from domain.processes.deadlines import FireDeadline
from domain.store.commands import (
    AcceptOrder,
    CloseStore,
    MarkCooked,
    OpenStore,
    RejectOrder,
    SetCapacity,
    SuspendStore,
)
from tests.support.fakes import FakeUnitOfWork, carry_out, spread
from tests.support.samples import CUSTOMER, OTHER_CUSTOMER, OWNER, a_store, place

IN_KITCHEN, HELD = "1" * 32, "2" * 32
PAID = (ChooseCash(IN_KITCHEN, CUSTOMER),)
COOKING = (*PAID, AcceptOrder(IN_KITCHEN, OWNER, 15))

# What an order in the kitchen must have gone through, and what then makes room for the next one.
TRIGGERS: dict[str, tuple[tuple[Any, ...], Any]] = {
    "more capacity": ((), SetCapacity("hanok", OWNER, 2)),
    "no limit any more": ((), SetCapacity("hanok", OWNER, None)),
    "an order is cancelled": ((), CancelOrder(IN_KITCHEN, CUSTOMER)),
    "a paid order is cancelled": (PAID, CancelOrder(IN_KITCHEN, CUSTOMER)),
    "an order is rejected": (PAID, RejectOrder(IN_KITCHEN, OWNER, "sold_out")),
    "an order is cooked": (COOKING, MarkCooked(IN_KITCHEN, OWNER)),
    "a payment rests": ((), RestPayment(IN_KITCHEN, CUSTOMER)),
    "an order is not paid in time": ((), FireDeadline("pay_by", IN_KITCHEN)),
    "an order is not answered in time": (PAID, FireDeadline("answer_by", IN_KITCHEN)),
    "its own deadline passes": (COOKING, FireDeadline("resume_held", HELD)),
}


def by_its_owner(uow: FakeUnitOfWork) -> None:
    run(uow, CloseStore("hanok", OWNER))


def by_owners_out_of_reach(uow: FakeUnitOfWork) -> None:
    run(uow, SuspendStore("hanok"))


def for_want_of_a_way_to_pay(uow: FakeUnitOfWork) -> None:
    uow.limits = replace(uow.limits, methods=frozenset())


CLOSINGS = (by_its_owner, by_owners_out_of_reach, for_want_of_a_way_to_pay)


def run(uow: FakeUnitOfWork, *commands: Any) -> None:
    """Carry out commands, each with everything that follows from it."""
    for command in commands:
        carry_out(command, uow)
        spread(uow)


def a_full_kitchen(trigger: str) -> FakeUnitOfWork:
    """A kitchen of one place, an order in it that is ready for the trigger, and one held."""
    uow = FakeUnitOfWork()
    uow.stores.add(a_store(capacity=1))
    before, _ = TRIGGERS[trigger]
    run(uow, place(IN_KITCHEN), *before, place(HELD, OTHER_CUSTOMER))
    assert uow.orders.get(HELD).state == "held"
    return uow


def pull(uow: FakeUnitOfWork, trigger: str) -> None:
    _, command = TRIGGERS[trigger]
    if isinstance(command, FireDeadline):
        due_at = uow.deadlines.rows[command.kind, command.order_id]
        uow.now = max(uow.now, due_at)
    if trigger == "its own deadline passes":
        # The rate and the backlog make room without telling anybody; so does this.
        uow.stores.rows["hanok"].capacity = 2
    run(uow, command)


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_room_in_an_open_store_lets_the_held_order_go_on(trigger: str) -> None:
    uow = a_full_kitchen(trigger)
    pull(uow, trigger)
    assert uow.orders.get(HELD).state == "placed"
    assert uow.deadlines.rows["pay_by", HELD] == uow.now + uow.limits.pay_within


@pytest.mark.parametrize("close", CLOSINGS)
@pytest.mark.parametrize("trigger", TRIGGERS)
def test_room_in_a_closed_store_lets_no_held_order_go_on(
    trigger: str, close: Callable[[FakeUnitOfWork], None]
) -> None:
    uow = a_full_kitchen(trigger)
    close(uow)
    pull(uow, trigger)
    ends = "expired" if trigger == "its own deadline passes" else "held"
    assert uow.orders.get(HELD).state == ends
    assert ("pay_by", HELD) not in uow.deadlines.rows
    assert not uow.views.get(HELD).is_released


def test_store_that_opens_again_lets_the_held_order_go_on_into_the_room_that_it_has() -> None:
    uow = a_full_kitchen("an order is cancelled")
    run(uow, CloseStore("hanok", OWNER), CancelOrder(IN_KITCHEN, CUSTOMER))
    uow.now += timedelta(seconds=1)
    run(uow, OpenStore("hanok", OWNER))
    assert uow.orders.get(HELD).state == "placed"
