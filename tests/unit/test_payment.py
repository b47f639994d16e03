"""Charges: the facts that payments are made of."""

from __future__ import annotations

import pytest

from domain.payment.events import RefundRequested
from domain.payment.model import ChargeState, PaymentState
from domain.shared.errors import NotFound, WrongState
from domain.shared.money import Money
from tests.support.samples import a_charge, a_payment


def test_take_same_charge_twice_changes_nothing() -> None:
    payment = a_payment()
    payment.take(a_charge())
    payment.take_events()
    assert payment.take(a_charge()).state is ChargeState.TAKEN
    assert payment.take_events() == []
    assert len(payment.charges) == 1


def test_take_second_charge_sends_only_that_one_back() -> None:
    payment = a_payment()
    payment.take(a_charge("ch_1"))
    payment.take(a_charge("ch_2"))
    events = [event for event in payment.take_events() if isinstance(event, RefundRequested)]
    assert [(event.charge_id, event.reason) for event in events] == [("ch_2", "paid_twice")]
    payment.confirm_refund("ch_2")
    assert payment.state is PaymentState.PAID


def test_take_charge_after_void_sends_it_back_as_late() -> None:
    payment = a_payment()
    payment.void("cancelled")
    charge = payment.take(a_charge())
    assert (charge.state, charge.reason) == (ChargeState.REFUNDING, "late")
    payment.confirm_refund("ch_1")
    assert payment.state is PaymentState.VOIDED


def test_take_wrong_amount_sends_it_back_and_keeps_waiting() -> None:
    payment = a_payment()
    charge = payment.take(a_charge(amount=Money(1, "KRW")))
    assert (charge.state, charge.reason) == (ChargeState.REFUNDING, "wrong_amount")
    assert payment.state is PaymentState.PENDING


def test_refund_waits_for_every_charge_before_it_is_refunded() -> None:
    payment = a_payment()
    payment.take(a_charge("ch_1"))
    payment.take(a_charge("ch_2"))
    payment.refund("rejected")
    states = []
    for charge_id in ("ch_1", "ch_2"):
        payment.confirm_refund(charge_id)
        states.append(payment.state)
    assert states == [PaymentState.REFUNDING, PaymentState.REFUNDED]


def test_fail_refund_leaves_it_owed_until_settled_by_hand() -> None:
    payment = a_payment()
    payment.take(a_charge())
    payment.refund("rejected")
    payment.fail_refund("ch_1", "no")
    with pytest.raises(WrongState):
        payment.fail_refund("ch_1", "no")
    payment.settle_by_hand(a_charge().code)
    assert payment.state is PaymentState.REFUNDED


def test_confirm_refund_of_unknown_charge_is_refused() -> None:
    with pytest.raises(NotFound):
        a_payment().confirm_refund("ch_9")


def test_promise_cash_at_a_store_without_cash_is_refused() -> None:
    payment = a_payment()
    payment.methods = ("card",)
    with pytest.raises(WrongState):
        payment.promise_cash()
    assert payment.state is PaymentState.PENDING
