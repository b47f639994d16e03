"""Payments that wait while their provider does not work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.customer.projection import projected
from domain.order.commands import CancelOrder
from domain.payment.commands import RecordCharge, RestPayment, ResumePayments
from domain.payment.events import PaymentRested, PaymentResumed, PaymentVoided
from domain.payment.queries import IsAnyResting
from domain.payment.reasons import RefundReason
from domain.payment.resting import BATCH
from domain.processes.checkout import CheckPayment, ChooseCash
from domain.processes.deadlines import FireDeadline
from domain.shared.deadlines import DeadlineKind
from domain.shared.errors import NotAllowed, NotFound, WrongState
from domain.shared.money import Money
from tests.support.fakes import FakeUnitOfWork, carry_out, spread
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


def run(uow: FakeUnitOfWork, *commands: Any) -> Any:
    """Carry out commands, letting every consumer handle every event; answer the last result."""
    result = None
    for command in commands:
        result = carry_out(command, uow)
        spread(uow)
    return result


def kinds(uow: FakeUnitOfWork) -> set[str]:
    return {kind for kind, _ in uow.deadlines.rows}


def test_rest_payment_stops_the_time_to_pay_and_is_seen_by_the_customer(
    uow: FakeUnitOfWork,
) -> None:
    assert run(uow, place(), REST) is True
    assert uow.deadlines.rows == {
        (DeadlineKind.REST_UNTIL, ORDER): uow.now + uow.limits.rest_within
    }
    view = uow.views.get(ORDER)
    assert (view.is_resting, view.can_pay, view.can_cancel) == (True, True, True)
    assert run(uow, IsAnyResting()) is True


def test_rest_payment_again_does_not_put_its_end_off(uow: FakeUnitOfWork) -> None:
    run(uow, place(), REST)
    end = uow.deadlines.rows[DeadlineKind.REST_UNTIL, ORDER]
    uow.now += timedelta(minutes=30)
    carry_out(REST, uow)
    assert uow.published() == []
    assert uow.deadlines.rows == {(DeadlineKind.REST_UNTIL, ORDER): end}


def test_rest_payment_at_a_store_without_cash_says_so(uow: FakeUnitOfWork) -> None:
    uow.stores.save(a_store(methods=("card",), version=1))
    assert run(uow, place(), REST) is False


def test_rest_payment_of_somebody_else_or_nobody_is_refused(uow: FakeUnitOfWork) -> None:
    run(uow, place())
    for stranger in (OTHER_CUSTOMER, STRANGER):
        with pytest.raises(NotAllowed):
            run(uow, RestPayment(ORDER, stranger))
    with pytest.raises(NotFound):
        run(uow, RestPayment("nothing", CUSTOMER))
    assert kinds(uow) == {DeadlineKind.PAY_BY}


@pytest.mark.parametrize(
    "settle", [charge(), ChooseCash(ORDER, CUSTOMER), CancelOrder(ORDER, CUSTOMER)]
)
def test_rest_payment_that_is_settled_is_refused(uow: FakeUnitOfWork, settle: Any) -> None:
    run(uow, place(), settle)
    before = dict(uow.deadlines.rows)
    with pytest.raises(WrongState):
        run(uow, REST)
    assert uow.deadlines.rows == before


def test_resume_payments_gives_the_whole_time_to_pay_again(uow: FakeUnitOfWork) -> None:
    run(uow, place(), REST)
    uow.now += timedelta(hours=1)
    resumed = run(uow, ResumePayments())
    assert (resumed.count, resumed.has_more) == (1, False)
    assert uow.deadlines.rows == {(DeadlineKind.PAY_BY, ORDER): uow.now + uow.limits.pay_within}
    assert not uow.views.get(ORDER).is_resting
    assert run(uow, IsAnyResting()) is False
    assert run(uow, ResumePayments()).count == 0


def test_resume_payments_of_many_goes_in_batches(uow: FakeUnitOfWork) -> None:
    for number in range(2 * BATCH + 1):
        payment = a_payment(f"{number:032}")
        payment.rest()
        uow.payments.add(payment)
    answers = [carry_out(ResumePayments(), uow) for _ in range(3)]
    assert [(it.count, it.has_more) for it in answers] == [
        (BATCH, True),
        (BATCH, True),
        (1, False),
    ]
    assert uow.published().count("PaymentResumed") == 2 * BATCH + 1


def test_order_whose_payment_rests_expires_only_after_the_longest_rest(
    uow: FakeUnitOfWork,
) -> None:
    run(uow, place())
    uow.now += uow.limits.pay_within - timedelta(seconds=1)
    run(uow, REST)
    uow.now += timedelta(minutes=5)
    assert run(uow, FireDeadline(DeadlineKind.PAY_BY, ORDER)) is False
    assert uow.orders.get(ORDER).state == "placed"
    uow.now += uow.limits.rest_within
    assert run(uow, FireDeadline(DeadlineKind.REST_UNTIL, ORDER)) is True
    assert uow.orders.get(ORDER).state == "expired"
    payment = uow.payments.get(ORDER)
    assert (payment.state, payment.is_resting) == ("voided", False)
    assert uow.deadlines.rows == {}


@pytest.mark.parametrize(
    ("ending", "state"),
    [
        (charge(), "paid"),
        (ChooseCash(ORDER, CUSTOMER), "due"),
        (CancelOrder(ORDER, CUSTOMER), "voided"),
    ],
)
def test_paying_promising_cash_or_cancelling_while_resting_ends_the_rest(
    uow: FakeUnitOfWork, ending: Any, state: str
) -> None:
    run(uow, place(), REST)
    run(uow, CheckPayment(ORDER, CUSTOMER, WON_18000))
    run(uow, ending)
    payment = uow.payments.get(ORDER)
    assert (payment.state, payment.is_resting) == (state, False)
    assert kinds(uow) <= {DeadlineKind.REMIND_STORE, "answer_by"}
    assert not uow.views.get(ORDER).is_resting
    assert run(uow, ResumePayments()).count == 0


def test_charge_of_a_wrong_amount_while_resting_goes_back_and_the_rest_goes_on(
    uow: FakeUnitOfWork,
) -> None:
    run(uow, place(), REST, charge(Money(1, "KRW")))
    assert uow.payments.get(ORDER).is_resting
    assert kinds(uow) == {DeadlineKind.REST_UNTIL}
    assert [due.reason for due in uow.payments.due_refunds()] == ["wrong_amount"]


def test_resuming_in_the_moment_of_a_cancellation_leaves_no_deadline(
    uow: FakeUnitOfWork,
) -> None:
    run(uow, place(), REST)
    carry_out(CancelOrder(ORDER, CUSTOMER), uow)
    run(uow, ResumePayments())
    assert uow.payments.get(ORDER).state == "voided"
    assert uow.deadlines.rows == {}


def test_view_told_of_a_rest_late_or_twice_shows_the_newest(uow: FakeUnitOfWork) -> None:
    run(uow, place())
    view = uow.views.get(ORDER)
    rested = PaymentRested(order_id=ORDER, customer_id=CUSTOMER, revision=1)
    resumed = PaymentResumed(order_id=ORDER, customer_id=CUSTOMER, revision=2)
    voided = PaymentVoided(order_id=ORDER, customer_id=CUSTOMER, reason=RefundReason.CANCELLED)
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
            seen = projected(seen, event, uow.now)
        assert seen.is_resting is shown, events
