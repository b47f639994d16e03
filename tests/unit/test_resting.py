"""Payments that wait while their provider does not work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.customer.follow import followed
from domain.order.commands import CancelOrder
from domain.payment.commands import IsAnyResting, RecordCharge, RestPayment, ResumePayments
from domain.payment.events import PaymentRested, PaymentResumed, PaymentVoided
from domain.payment.resting import BATCH
from domain.processes.checkout import CheckPayment, ChooseCash
from domain.processes.deadlines import FireDeadline
from domain.processes.reactions import REACTIONS
from domain.processes.registry import SERVICES
from domain.shared.deadlines import PAY_BY, REMIND_STORE, REST_UNTIL
from domain.shared.errors import NotAllowed, NotFound, WrongState
from domain.shared.money import Money
from tests.support.fakes import FakeTransaction
from tests.support.samples import (
    CUSTOMER,
    ORDER,
    OTHER_CUSTOMER,
    STRANGER,
    WON_18000,
    a_payment,
    a_store,
    place,
)

REST = RestPayment(ORDER, CUSTOMER)


def charge(amount: Money = WON_18000) -> RecordCharge:
    return RecordCharge(ORDER, "simulated", "ch_1", "tg_1", amount, CUSTOMER)


def run(tx: FakeTransaction, *commands: Any) -> Any:
    """Carry out commands, letting every consumer handle every event; answer the last result."""
    result = None
    for command in commands:
        result = SERVICES[type(command)](command, tx)
        while tx.events:
            event = tx.events.pop(0)
            for reactions in REACTIONS.values():
                if reaction := reactions.get(type(event)):
                    reaction(event, tx)
    return result


def kinds(tx: FakeTransaction) -> set[str]:
    return {kind for kind, _ in tx.deadlines.rows}


def test_rest_payment_stops_the_time_to_pay_and_is_seen_by_the_customer(
    tx: FakeTransaction,
) -> None:
    assert run(tx, place(), REST) is True
    assert tx.deadlines.rows == {(REST_UNTIL, ORDER): tx.now + tx.policy.rest_within}
    view = tx.views.get(ORDER)
    assert (view.is_resting, view.can_pay, view.can_cancel) == (True, True, True)
    assert run(tx, IsAnyResting()) is True


def test_rest_payment_again_does_not_put_its_end_off(tx: FakeTransaction) -> None:
    run(tx, place(), REST)
    end = tx.deadlines.rows[REST_UNTIL, ORDER]
    tx.now += timedelta(minutes=30)
    SERVICES[RestPayment](REST, tx)
    assert tx.published() == []
    assert tx.deadlines.rows == {(REST_UNTIL, ORDER): end}


def test_rest_payment_at_a_store_without_cash_says_so(tx: FakeTransaction) -> None:
    tx.stores.save(a_store(methods=("card",), version=1))
    assert run(tx, place(), REST) is False


def test_rest_payment_of_somebody_else_or_nobody_is_refused(tx: FakeTransaction) -> None:
    run(tx, place())
    for stranger in (OTHER_CUSTOMER, STRANGER):
        with pytest.raises(NotAllowed):
            run(tx, RestPayment(ORDER, stranger))
    with pytest.raises(NotFound):
        run(tx, RestPayment("nothing", CUSTOMER))
    assert kinds(tx) == {PAY_BY}


@pytest.mark.parametrize(
    "settle", [charge(), ChooseCash(ORDER, CUSTOMER), CancelOrder(ORDER, CUSTOMER)]
)
def test_rest_payment_that_is_settled_is_refused(tx: FakeTransaction, settle: Any) -> None:
    run(tx, place(), settle)
    before = dict(tx.deadlines.rows)
    with pytest.raises(WrongState):
        run(tx, REST)
    assert tx.deadlines.rows == before


def test_resume_payments_gives_the_whole_time_to_pay_again(tx: FakeTransaction) -> None:
    run(tx, place(), REST)
    tx.now += timedelta(hours=1)
    resumed = run(tx, ResumePayments())
    assert (resumed.count, resumed.has_more) == (1, False)
    assert tx.deadlines.rows == {(PAY_BY, ORDER): tx.now + tx.policy.pay_within}
    assert not tx.views.get(ORDER).is_resting
    assert run(tx, IsAnyResting()) is False
    assert run(tx, ResumePayments()).count == 0


def test_resume_payments_of_many_goes_in_batches(tx: FakeTransaction) -> None:
    for number in range(2 * BATCH + 1):
        payment = a_payment(f"{number:032}")
        payment.rest()
        tx.payments.add(payment)
    answers = [SERVICES[ResumePayments](ResumePayments(), tx) for _ in range(3)]
    assert [(it.count, it.has_more) for it in answers] == [
        (BATCH, True),
        (BATCH, True),
        (1, False),
    ]
    assert tx.published().count("PaymentResumed") == 2 * BATCH + 1


def test_order_whose_payment_rests_expires_only_after_the_longest_rest(
    tx: FakeTransaction,
) -> None:
    run(tx, place())
    tx.now += tx.policy.pay_within - timedelta(seconds=1)
    run(tx, REST)
    tx.now += timedelta(minutes=5)
    assert run(tx, FireDeadline(PAY_BY, ORDER)) is False
    assert tx.orders.get(ORDER).state == "placed"
    tx.now += tx.policy.rest_within
    assert run(tx, FireDeadline(REST_UNTIL, ORDER)) is True
    assert tx.orders.get(ORDER).state == "expired"
    payment = tx.payments.get(ORDER)
    assert (payment.state, payment.is_resting) == ("voided", False)
    assert tx.deadlines.rows == {}


@pytest.mark.parametrize(
    ("ending", "state"),
    [
        (charge(), "paid"),
        (ChooseCash(ORDER, CUSTOMER), "due"),
        (CancelOrder(ORDER, CUSTOMER), "voided"),
    ],
)
def test_paying_promising_cash_or_cancelling_while_resting_ends_the_rest(
    tx: FakeTransaction, ending: Any, state: str
) -> None:
    run(tx, place(), REST)
    run(tx, CheckPayment(ORDER, CUSTOMER, WON_18000))
    run(tx, ending)
    payment = tx.payments.get(ORDER)
    assert (payment.state, payment.is_resting) == (state, False)
    assert kinds(tx) <= {REMIND_STORE, "answer_by"}
    assert not tx.views.get(ORDER).is_resting
    assert run(tx, ResumePayments()).count == 0


def test_charge_of_a_wrong_amount_while_resting_goes_back_and_the_rest_goes_on(
    tx: FakeTransaction,
) -> None:
    run(tx, place(), REST, charge(Money(1, "KRW")))
    assert tx.payments.get(ORDER).is_resting
    assert kinds(tx) == {REST_UNTIL}
    assert [due.reason for due in tx.payments.due_refunds()] == ["wrong_amount"]


def test_resuming_in_the_moment_of_a_cancellation_leaves_no_deadline(
    tx: FakeTransaction,
) -> None:
    run(tx, place(), REST)
    SERVICES[CancelOrder](CancelOrder(ORDER, CUSTOMER), tx)
    run(tx, ResumePayments())
    assert tx.payments.get(ORDER).state == "voided"
    assert tx.deadlines.rows == {}


def test_view_told_of_a_rest_late_or_twice_shows_the_newest(tx: FakeTransaction) -> None:
    run(tx, place())
    view = tx.views.get(ORDER)
    rested = PaymentRested(order_id=ORDER, customer_id=CUSTOMER, revision=1)
    resumed = PaymentResumed(order_id=ORDER, customer_id=CUSTOMER, revision=2)
    voided = PaymentVoided(order_id=ORDER, customer_id=CUSTOMER, reason="cancelled")
    for events, shown in (
        ([rested], True),
        ([rested, resumed], False),
        ([rested, resumed, rested], False),
        ([resumed, rested], False),
        ([rested, voided], False),
        ([voided, rested], False),
    ):
        seen = view
        for event in events:
            seen = followed(seen, event, tx.now)
        assert seen.is_resting is shown, events
