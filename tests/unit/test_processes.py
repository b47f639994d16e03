"""Reactions and deadlines, without any infrastructure: events go round until none is left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.customer.commands import LosePerson
from domain.delivery.commands import Deliver, PickUp, TakeDelivery
from domain.order.commands import CancelOrder
from domain.payment.commands import ConfirmRefund, RecordCharge
from domain.payment.events import PaymentApproved
from domain.processes.checkout import ChooseCash
from domain.processes.deadlines import FireDeadline
from domain.shared.deadlines import DeadlineKind
from domain.shared.errors import NotFound
from domain.shared.messages import Event
from domain.shared.methods import PaymentMethod
from domain.store.commands import AcceptOrder, MarkCooked, RejectOrder
from domain.store.request_commands import AgreeToCancel, AskToCancel
from tests.support.fakes import FakeUnitOfWork, carry_out, react, spread
from tests.support.samples import (
    COURIER,
    CUSTOMER,
    ORDER,
    OWNER,
    SECOND_OWNER,
    WON_9000,
    WON_18000,
    place,
)

CHARGE = RecordCharge(ORDER, "simulated", "ch_1", "tg_1", WON_18000, CUSTOMER)


def run(uow: FakeUnitOfWork, *commands: Any) -> None:
    """Carry out commands, letting every consumer handle every event in between."""
    for command in commands:
        carry_out(command, uow)
        spread(uow)


def states(uow: FakeUnitOfWork) -> tuple[str, ...]:
    """Order, payment, view and ticket (if there is one), as they stand."""
    ticket = uow.tickets.find(ORDER)
    return (
        str(uow.orders.get(ORDER).state),
        str(uow.payments.get(ORDER).state),
        uow.views.get(ORDER).state,
        *([str(ticket.state)] if ticket else []),
    )


def test_paid_order_runs_through_to_delivered(uow: FakeUnitOfWork) -> None:
    run(uow, place(), CHARGE)
    assert states(uow) == ("paid", "paid", "paid", "received")
    run(uow, AcceptOrder(ORDER, OWNER, 15), MarkCooked(ORDER, OWNER))
    assert states(uow) == ("cooked", "paid", "cooked", "cooked")
    assert uow.deliveries.get(ORDER).state == "offered"
    run(uow, TakeDelivery(ORDER, COURIER, "Dan"), PickUp(ORDER, COURIER), Deliver(ORDER, COURIER))
    assert states(uow) == ("delivered", "paid", "delivered", "delivered")
    assert [step.state for step in uow.views.get(ORDER).steps] == [
        "placed", "paid", "accepted", "cooked", "on_the_way", "delivered",
    ]  # fmt: skip
    assert uow.deadlines.rows == {}


def test_delivery_keeps_the_details_fetched_from_the_order(uow: FakeUnitOfWork) -> None:
    run(uow, place(), ChooseCash(ORDER, CUSTOMER), AcceptOrder(ORDER, OWNER, 15))
    destination = uow.deliveries.get(ORDER).destination
    assert (destination.address, destination.latitude) == ("5 Gahoe-ro", 37.5)
    assert destination.to_collect == WON_18000


def test_settle_again_before_the_payment_knows_what_is_kept_keeps_that(
    uow: FakeUnitOfWork,
) -> None:
    run(uow, place(), CHARGE, AcceptOrder(ORDER, OWNER, 15), AskToCancel(ORDER, CUSTOMER))
    carry_out(AgreeToCancel(ORDER, OWNER, WON_9000), uow)
    approved = PaymentApproved(
        order_id=ORDER, customer_id=CUSTOMER, method=PaymentMethod.CARD, amount=WON_18000
    )
    react("order", approved, uow)
    spread(uow)
    run(uow, ConfirmRefund(ORDER, "ch_1", 1))
    assert uow.payments.get(ORDER).charges[0].left == WON_9000
    assert states(uow) == ("cancelled", "paid", "cancelled", "cancelled")


def test_rejected_order_is_refunded(uow: FakeUnitOfWork) -> None:
    run(uow, place(), CHARGE, RejectOrder(ORDER, OWNER, "sold_out"))
    assert states(uow) == ("rejected", "refunding", "rejected", "rejected")
    run(uow, ConfirmRefund(ORDER, "ch_1", 1))
    assert uow.views.get(ORDER).payment == "refunded"


def test_cancelled_order_takes_its_ticket_and_its_money_back(uow: FakeUnitOfWork) -> None:
    run(uow, place(), CHARGE, CancelOrder(ORDER, CUSTOMER))
    assert states(uow) == ("cancelled", "refunding", "cancelled", "cancelled")
    assert uow.deadlines.rows == {}


def test_charge_for_a_cancelled_order_goes_back(uow: FakeUnitOfWork) -> None:
    run(uow, place(), CancelOrder(ORDER, CUSTOMER), CHARGE)
    assert states(uow) == ("cancelled", "voided", "cancelled")
    assert [due.reason for due in uow.payments.due_refunds()] == ["late"]


def test_charge_and_cancellation_in_the_same_moment_end_refunded(uow: FakeUnitOfWork) -> None:
    run(uow, place())
    # Both are committed before any consumer has seen either.
    carry_out(CHARGE, uow)
    carry_out(CancelOrder(ORDER, CUSTOMER), uow)
    spread(uow)
    assert states(uow) == ("cancelled", "refunding", "cancelled")


def fire(uow: FakeUnitOfWork, later: timedelta) -> None:
    """Let everything that is due by then happen, in the order in which it falls due."""
    end = uow.now + later
    while due := sorted((at, kind, id) for (kind, id), at in uow.deadlines.rows.items()):
        at, kind, id = due[0]
        if at > end:
            break
        uow.now = at
        run(uow, FireDeadline(kind, id))
    uow.now = end


def test_unpaid_order_expires(uow: FakeUnitOfWork) -> None:
    run(uow, place())
    fire(uow, timedelta(minutes=14))
    assert states(uow)[0] == "placed"
    fire(uow, timedelta(minutes=1))
    assert states(uow) == ("expired", "voided", "expired")


def test_silent_store_is_reminded_three_times_and_then_rejects(uow: FakeUnitOfWork) -> None:
    run(uow, place(), CHARGE)
    fire(uow, timedelta(minutes=9))
    assert states(uow)[0] == "paid"
    fire(uow, timedelta(minutes=1))
    assert states(uow) == ("rejected", "refunding", "rejected", "rejected")
    assert uow.tickets.get(ORDER).reason == "no_answer"
    assert uow.deadlines.rows == {}


@pytest.mark.parametrize(
    "kind", [DeadlineKind.PAY_BY, DeadlineKind.REMIND_STORE, DeadlineKind.ANSWER_BY]
)
def test_deadline_that_fires_after_the_order_moved_on_changes_nothing(
    uow: FakeUnitOfWork, kind: str
) -> None:
    run(uow, place(), CHARGE, AcceptOrder(ORDER, OWNER, 15))
    before = states(uow)
    run(uow, FireDeadline(kind, ORDER))
    assert states(uow) == before
    uow.deadlines.set(kind, ORDER, uow.now)
    run(uow, FireDeadline(kind, ORDER))
    assert states(uow) == before


def test_deadline_that_was_met_since_it_was_read_does_not_fire(uow: FakeUnitOfWork) -> None:
    run(uow, place())
    uow.now += uow.limits.pay_within
    carry_out(CHARGE, uow)
    run(uow, FireDeadline(DeadlineKind.PAY_BY, ORDER))
    assert states(uow) == ("paid", "paid", "paid", "received")


def test_answer_deadline_of_an_order_cancelled_meanwhile_leaves_the_ticket_to_that_news(
    uow: FakeUnitOfWork,
) -> None:
    run(uow, place(), CHARGE)
    carry_out(CancelOrder(ORDER, CUSTOMER), uow)
    uow.now += uow.limits.answer_within
    carry_out(FireDeadline(DeadlineKind.ANSWER_BY, ORDER), uow)
    assert states(uow)[3] == "received"
    assert [kind for kind, _ in uow.deadlines.rows] == [DeadlineKind.REMIND_STORE]
    spread(uow)
    assert states(uow)[3] == "cancelled"
    assert uow.deadlines.rows == {}


def test_unknown_deadline_is_an_error_and_not_forgotten(uow: FakeUnitOfWork) -> None:
    uow.deadlines.set("brew_coffee", ORDER, uow.now)
    with pytest.raises(ValueError, match="unknown deadline"):
        run(uow, FireDeadline("brew_coffee", ORDER))


def test_store_closes_only_when_no_owner_is_left(uow: FakeUnitOfWork) -> None:
    run(uow, LosePerson(OWNER))
    assert uow.stores.get("hanok").is_open
    run(uow, LosePerson(SECOND_OWNER))
    assert not uow.stores.get("hanok").is_open


def events_of(uow: FakeUnitOfWork, *commands: Any) -> list[Event]:
    """Carry out commands; the events are for the test to deliver."""
    for command in commands:
        carry_out(command, uow)
    events, uow.events = uow.events, []
    return events


def test_approve_payment_of_a_paid_order_again_refunds_nothing(uow: FakeUnitOfWork) -> None:
    run(uow, place())
    (approved,) = events_of(uow, CHARGE)
    for _ in range(2):
        react("order", approved, uow)
    assert (uow.orders.get(ORDER).state, uow.payments.get(ORDER).state) == ("paid", "paid")


def test_cancellation_that_overtakes_its_ticket_waits_for_it(uow: FakeUnitOfWork) -> None:
    run(uow, place())
    (approved,) = events_of(uow, CHARGE)
    react("order", approved, uow)
    paid, cancelled = events_of(uow, CancelOrder(ORDER, CUSTOMER))
    with pytest.raises(NotFound):
        react("store", cancelled, uow)
    react("store", paid, uow)
    react("store", cancelled, uow)
    assert uow.tickets.get(ORDER).state == "cancelled"


def test_open_ticket_again_leaves_the_first_one(uow: FakeUnitOfWork) -> None:
    run(uow, place())
    (approved,) = events_of(uow, CHARGE)
    react("order", approved, uow)
    (paid,) = events_of(uow)
    react("store", paid, uow)
    run(uow, AcceptOrder(ORDER, OWNER, 15))
    react("store", paid, uow)
    assert uow.tickets.get(ORDER).state == "accepted"


def test_view_that_hears_of_events_late_or_twice_never_goes_back(uow: FakeUnitOfWork) -> None:
    placed, *_ = events_of(uow, place())
    (approved,) = events_of(uow, CHARGE)
    react("order", approved, uow)
    paid, cancelled = events_of(uow, CancelOrder(ORDER, CUSTOMER))
    react("payment", cancelled, uow)
    (refunding,) = events_of(uow)
    for event in (placed, cancelled, refunding, paid, approved, paid, cancelled):
        react("customer", event, uow)
    view = uow.views.get(ORDER)
    assert (view.state, view.payment) == ("cancelled", "refunding")
    assert [step.state for step in view.steps] == ["placed", "paid", "cancelled"]
