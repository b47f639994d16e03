"""The table of whose kitchen's line is moved says what the services do, no more and no less.

That it says no less is checked by every test that carries a command out (``tests.support.fakes``).
"""

from __future__ import annotations

from typing import Any

import pytest

from domain.delivery.events import DeliveryGivenUp
from domain.order import CancelOrder, PlaceOrder, ReplaceOrder
from domain.order.commands import AdvanceOrder, ExpireOrder, OrderStep
from domain.payment import RestPayment
from domain.payment.events import PaymentRested
from domain.processes.checkout import ChooseCash
from domain.processes.deadlines import FireDeadline
from domain.processes.kitchens import LINE_MOVERS, Kitchen, kitchen_of_command
from domain.processes.operating import EndOrder
from domain.shared.deadlines import DeadlineKind
from domain.shared.limits import OperatingLimits
from domain.store.commands import AcceptOrder, CallOff, MarkCooked, RejectOrder
from domain.store.events import CapacityChanged, OrderCooked, StoreOpened
from domain.store.request_commands import (
    AgreeToCancel,
    AskToCancel,
    CancelForMissing,
    ReportMissing,
)
from tests.support.fakes import FakeUnitOfWork, carry_out, react, spread
from tests.support.samples import CUSTOMER, OPERATOR, ORDER, OTHER_CUSTOMER, OWNER, a_store, place

HELD = "b" * 32
CASH = ChooseCash(ORDER, CUSTOMER)


def a_full_kitchen(*before: Any) -> FakeUnitOfWork:
    """A kitchen of one place with an order in it, and another that waits in line."""
    uow = FakeUnitOfWork(OperatingLimits(operators=frozenset({OPERATOR})))
    uow.stores.add(a_store(capacity=1))
    for command in (place(), *before, place(HELD, OTHER_CUSTOMER)):
        if isinstance(command, FireDeadline):
            uow.now = max(uow.now, uow.deadlines.rows[command.kind, command.order_id])
        if callable(command):
            command(uow)
            continue
        carry_out(command, uow)
        spread(uow)
    return uow


def ask_about_a_dish(uow: FakeUnitOfWork) -> None:
    """Ask the customer about the only dish; the service would call the order off at once."""
    ticket = uow.tickets.get(ORDER)
    ticket.report_missing(frozenset({0}), uow.now)
    uow.tickets.save(ticket)
    spread(uow)


COMMANDS: dict[type[Any], tuple[tuple[Any, ...], Any]] = {
    PlaceOrder: ((), place("c" * 32, CUSTOMER)),
    CancelOrder: ((), CancelOrder(ORDER, CUSTOMER)),
    ReplaceOrder: ((), ReplaceOrder(ORDER, CUSTOMER)),
    ExpireOrder: ((), ExpireOrder(ORDER)),
    AdvanceOrder: ((CASH, AcceptOrder(ORDER, OWNER, 15)), AdvanceOrder(ORDER, OrderStep.COOK)),
    RejectOrder: ((CASH,), RejectOrder(ORDER, OWNER, "closing")),
    EndOrder: ((CASH,), EndOrder(ORDER, OPERATOR)),
    CallOff: ((CASH, AcceptOrder(ORDER, OWNER, 15)), CallOff(ORDER, OWNER, "broken")),
    AgreeToCancel: (
        (CASH, AcceptOrder(ORDER, OWNER, 15), AskToCancel(ORDER, CUSTOMER)),
        AgreeToCancel(ORDER, OWNER),
    ),
    # The only dish: nothing is left.
    ReportMissing: ((CASH, AcceptOrder(ORDER, OWNER, 15)), ReportMissing(ORDER, OWNER, (0,))),
    CancelForMissing: (
        (CASH, AcceptOrder(ORDER, OWNER, 15), ask_about_a_dish),
        CancelForMissing(ORDER, CUSTOMER, 1),
    ),
}
DEADLINES: dict[DeadlineKind, tuple[tuple[Any, ...], str]] = {
    DeadlineKind.PAY_BY: ((), ORDER),
    DeadlineKind.REST_UNTIL: ((RestPayment(ORDER, CUSTOMER),), ORDER),
    DeadlineKind.RESUME_HELD: ((), HELD),
    DeadlineKind.ANSWER_BY: ((CASH,), ORDER),
    DeadlineKind.CALL_OFF_COOKING: (
        (
            CASH,
            AcceptOrder(ORDER, OWNER, 15),
            FireDeadline(DeadlineKind.COOK_BY, ORDER),
            FireDeadline(DeadlineKind.ESCALATE_COOKING, ORDER),
        ),
        ORDER,
    ),
}
EVENTS: dict[tuple[str, type[Any]], tuple[tuple[Any, ...], Any]] = {
    ("order", OrderCooked): (
        (CASH, AcceptOrder(ORDER, OWNER, 15)),
        OrderCooked(order_id=ORDER, store_id="hanok"),
    ),
    ("store", DeliveryGivenUp): (
        (CASH, AcceptOrder(ORDER, OWNER, 15), MarkCooked(ORDER, OWNER)),
        DeliveryGivenUp(order_id=ORDER, store_id="hanok"),
    ),
    ("order", PaymentRested): (
        (),
        PaymentRested(order_id=ORDER, customer_id=CUSTOMER, revision=1),
    ),
    ("order", CapacityChanged): ((), CapacityChanged(store_id="hanok", capacity=2)),
    ("order", StoreOpened): ((), StoreOpened(store_id="hanok", store_name="Hanok")),
}


def test_every_row_of_the_table_is_tried_here() -> None:
    assert {*COMMANDS, *DEADLINES, *EVENTS} == LINE_MOVERS


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda it: it.__name__)
def test_command_of_the_table_looks_at_the_line_of_its_kitchen(kind: type[Any]) -> None:
    before, command = COMMANDS[kind]
    uow = a_full_kitchen(*before)
    carry_out(command, uow)
    assert "hanok" in uow.orders.looked_at


@pytest.mark.parametrize("kind", DEADLINES)
def test_deadline_of_the_table_looks_at_the_line_of_its_kitchen(kind: DeadlineKind) -> None:
    before, order_id = DEADLINES[kind]
    uow = a_full_kitchen(*before)
    uow.now = max(uow.now, uow.deadlines.rows[kind, order_id])
    assert carry_out(FireDeadline(kind, order_id), uow)
    assert "hanok" in uow.orders.looked_at


@pytest.mark.parametrize("row", EVENTS, ids=lambda it: it[1].__name__)
def test_event_of_the_table_looks_at_the_line_of_its_kitchen(row: tuple[str, type[Any]]) -> None:
    before, event = EVENTS[row]
    uow = a_full_kitchen(*before)
    react(row[0], event, uow)
    assert "hanok" in uow.orders.looked_at


def test_deadline_that_moves_no_line_locks_no_kitchen() -> None:
    assert kitchen_of_command(FireDeadline(DeadlineKind.REMIND_STORE, ORDER)) is None
    assert kitchen_of_command(FireDeadline(DeadlineKind.PAY_BY, ORDER)) == Kitchen(order_id=ORDER)
