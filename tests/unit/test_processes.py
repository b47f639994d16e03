"""Reactions and deadlines, without any infrastructure: events go round until none is left."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from typing import Any

import pytest

from domain.customer.commands import LosePerson
from domain.delivery.commands import Deliver, PickUp, TakeDelivery
from domain.order.commands import CancelOrder
from domain.payment.commands import ConfirmRefund, RecordCharge
from domain.processes.checkout import ChooseCash
from domain.processes.deadlines import FireDeadline
from domain.processes.reactions import REACTIONS
from domain.processes.registry import SERVICES
from domain.shared.deadlines import ANSWER_BY, PAY_BY, REMIND_STORE
from domain.shared.errors import NotFound
from domain.shared.messages import Event
from domain.store.commands import AcceptOrder, MarkCooked, RejectOrder
from tests.support.fakes import FakeTransaction
from tests.support.samples import COURIER, CUSTOMER, ORDER, OWNER, SECOND_OWNER, WON_18000, place

CHARGE = RecordCharge(ORDER, "simulated", "ch_1", "tg_1", WON_18000, CUSTOMER)


def run(tx: FakeTransaction, *commands: Any) -> None:
    """Carry out commands, letting every consumer handle every event in between."""
    for command in commands:
        SERVICES[type(command)](command, tx)
        spread(tx)


def spread(tx: FakeTransaction) -> None:
    queue = deque(tx.events)
    tx.events.clear()
    while queue:
        event = queue.popleft()
        for reactions in REACTIONS.values():
            if type(event) in reactions:
                reactions[type(event)](event, tx)
                queue.extend(tx.events)
                tx.events.clear()


def states(tx: FakeTransaction) -> tuple[str, ...]:
    """Order, payment, view and ticket (if there is one), as they stand."""
    ticket = tx.tickets.find(ORDER)
    return (
        str(tx.orders.get(ORDER).state),
        str(tx.payments.get(ORDER).state),
        tx.views.get(ORDER).state,
        *([str(ticket.state)] if ticket else []),
    )


def test_paid_order_runs_through_to_delivered(tx: FakeTransaction) -> None:
    run(tx, place(), CHARGE)
    assert states(tx) == ("paid", "paid", "paid", "received")
    run(tx, AcceptOrder(ORDER, OWNER, 15), MarkCooked(ORDER, OWNER))
    assert states(tx) == ("cooked", "paid", "cooked", "cooked")
    assert tx.deliveries.get(ORDER).state == "offered"
    run(tx, TakeDelivery(ORDER, COURIER, "Dan"), PickUp(ORDER, COURIER), Deliver(ORDER, COURIER))
    assert states(tx) == ("delivered", "paid", "delivered", "cooked")
    assert [step.state for step in tx.views.get(ORDER).steps] == [
        "placed", "paid", "accepted", "cooked", "on_the_way", "delivered",
    ]  # fmt: skip
    assert tx.deadlines.rows == {}


def test_delivery_keeps_the_details_fetched_from_the_order(tx: FakeTransaction) -> None:
    run(tx, place(), ChooseCash(ORDER, CUSTOMER), AcceptOrder(ORDER, OWNER, 15))
    destination = tx.deliveries.get(ORDER).destination
    assert (destination.address, destination.latitude) == ("5 Gahoe-ro", 37.5)
    assert destination.to_collect == WON_18000


def test_rejected_order_is_refunded(tx: FakeTransaction) -> None:
    run(tx, place(), CHARGE, RejectOrder(ORDER, OWNER, "sold_out"))
    assert states(tx) == ("rejected", "refunding", "rejected", "rejected")
    run(tx, ConfirmRefund(ORDER, "ch_1", 1))
    assert tx.views.get(ORDER).payment == "refunded"


def test_cancelled_order_takes_its_ticket_and_its_money_back(tx: FakeTransaction) -> None:
    run(tx, place(), CHARGE, CancelOrder(ORDER, CUSTOMER))
    assert states(tx) == ("cancelled", "refunding", "cancelled", "cancelled")
    assert tx.deadlines.rows == {}


def test_charge_for_a_cancelled_order_goes_back(tx: FakeTransaction) -> None:
    run(tx, place(), CancelOrder(ORDER, CUSTOMER), CHARGE)
    assert states(tx) == ("cancelled", "voided", "cancelled")
    assert [due.reason for due in tx.payments.due_refunds()] == ["late"]


def test_charge_and_cancellation_in_the_same_moment_end_refunded(tx: FakeTransaction) -> None:
    run(tx, place())
    # Both are committed before any consumer has seen either.
    SERVICES[RecordCharge](CHARGE, tx)
    SERVICES[CancelOrder](CancelOrder(ORDER, CUSTOMER), tx)
    spread(tx)
    assert states(tx) == ("cancelled", "refunding", "cancelled")


def fire(tx: FakeTransaction, later: timedelta) -> None:
    """Let everything that is due by then happen, in the order in which it falls due."""
    end = tx.now + later
    while due := sorted((at, kind, id) for (kind, id), at in tx.deadlines.rows.items()):
        at, kind, id = due[0]
        if at > end:
            break
        tx.now = at
        run(tx, FireDeadline(kind, id))
    tx.now = end


def test_unpaid_order_expires(tx: FakeTransaction) -> None:
    run(tx, place())
    fire(tx, timedelta(minutes=14))
    assert states(tx)[0] == "placed"
    fire(tx, timedelta(minutes=1))
    assert states(tx) == ("expired", "voided", "expired")


def test_silent_store_is_reminded_three_times_and_then_rejects(tx: FakeTransaction) -> None:
    run(tx, place(), CHARGE)
    fire(tx, timedelta(minutes=9))
    assert states(tx)[0] == "paid"
    fire(tx, timedelta(minutes=1))
    assert states(tx) == ("rejected", "refunding", "rejected", "rejected")
    assert tx.tickets.get(ORDER).reason == "no_answer"
    assert tx.deadlines.rows == {}


@pytest.mark.parametrize("kind", [PAY_BY, REMIND_STORE, ANSWER_BY])
def test_deadline_that_fires_after_the_order_moved_on_changes_nothing(
    tx: FakeTransaction, kind: str
) -> None:
    run(tx, place(), CHARGE, AcceptOrder(ORDER, OWNER, 15))
    before = states(tx)
    run(tx, FireDeadline(kind, ORDER))
    assert states(tx) == before
    tx.deadlines.set(kind, ORDER, tx.now)
    run(tx, FireDeadline(kind, ORDER))
    assert states(tx) == before


def test_deadline_that_was_met_since_it_was_read_does_not_fire(tx: FakeTransaction) -> None:
    run(tx, place())
    tx.now += tx.policy.pay_within
    SERVICES[RecordCharge](CHARGE, tx)
    run(tx, FireDeadline(PAY_BY, ORDER))
    assert states(tx) == ("paid", "paid", "paid", "received")


def test_unknown_deadline_is_an_error_and_not_forgotten(tx: FakeTransaction) -> None:
    tx.deadlines.set("brew_coffee", ORDER, tx.now)
    with pytest.raises(ValueError, match="unknown deadline"):
        run(tx, FireDeadline("brew_coffee", ORDER))


def test_store_closes_only_when_no_owner_is_left(tx: FakeTransaction) -> None:
    run(tx, LosePerson(OWNER))
    assert tx.stores.get("hanok").is_open
    run(tx, LosePerson(SECOND_OWNER))
    assert not tx.stores.get("hanok").is_open


def react(tx: FakeTransaction, consumer: str, event: Event) -> None:
    REACTIONS[consumer][type(event)](event, tx)


def events_of(tx: FakeTransaction, *commands: Any) -> list[Event]:
    """Carry out commands; the events are for the test to deliver."""
    for command in commands:
        SERVICES[type(command)](command, tx)
    events, tx.events = tx.events, []
    return events


def test_approve_payment_of_a_paid_order_again_refunds_nothing(tx: FakeTransaction) -> None:
    run(tx, place())
    (approved,) = events_of(tx, CHARGE)
    for _ in range(2):
        react(tx, "order", approved)
    assert (tx.orders.get(ORDER).state, tx.payments.get(ORDER).state) == ("paid", "paid")


def test_cancellation_that_overtakes_its_ticket_waits_for_it(tx: FakeTransaction) -> None:
    run(tx, place())
    (approved,) = events_of(tx, CHARGE)
    react(tx, "order", approved)
    paid, cancelled = events_of(tx, CancelOrder(ORDER, CUSTOMER))
    with pytest.raises(NotFound):
        react(tx, "store", cancelled)
    react(tx, "store", paid)
    react(tx, "store", cancelled)
    assert tx.tickets.get(ORDER).state == "cancelled"


def test_open_ticket_again_leaves_the_first_one(tx: FakeTransaction) -> None:
    run(tx, place())
    (approved,) = events_of(tx, CHARGE)
    react(tx, "order", approved)
    (paid,) = events_of(tx)
    react(tx, "store", paid)
    run(tx, AcceptOrder(ORDER, OWNER, 15))
    react(tx, "store", paid)
    assert tx.tickets.get(ORDER).state == "accepted"


def test_view_that_hears_of_events_late_or_twice_never_goes_back(tx: FakeTransaction) -> None:
    placed, *_ = events_of(tx, place())
    (approved,) = events_of(tx, CHARGE)
    react(tx, "order", approved)
    paid, cancelled = events_of(tx, CancelOrder(ORDER, CUSTOMER))
    react(tx, "payment", cancelled)
    (refunding,) = events_of(tx)
    for event in (placed, cancelled, refunding, paid, approved, paid, cancelled):
        react(tx, "customer", event)
    view = tx.views.get(ORDER)
    assert (view.state, view.payment) == ("cancelled", "refunding")
    assert [step.state for step in view.steps] == ["placed", "paid", "cancelled"]
