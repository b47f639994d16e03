"""Every state × action pair of the payment: what it leads to, and what it publishes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from domain.payment import states as payment_states
from domain.payment.charge import ChargeState
from domain.payment.model import Payment
from domain.payment.reasons import RefundReason
from domain.payment.states import PaymentState
from domain.shared.errors import NotFound, WrongState
from domain.shared.money import Money
from tests.support.samples import WON_9000, a_charge, a_payment
from tests.support.state_tables import check, flat, pairs, wherever

# give_back, take and confirm_refund are never refused where money is already settled: they
# answer facts or repeats, so they stay in the state that they find.
PAYMENT_MOVES = {
    ("pending", "promise_cash"): ("due", ["PaymentApproved"]),
    ("pending", "take"): ("paid", ["PaymentApproved"]),
    ("pending", "void"): ("voided", ["PaymentVoided"]),
    ("pending", "give_back"): ("voided", ["PaymentVoided"]),
    ("pending", "rest"): ("pending", ["PaymentRested"]),
    ("pending", "resume"): ("pending", []),
    ("due", "take"): ("due", ["RefundRequested"]),
    ("due", "void"): ("voided", ["PaymentVoided"]),
    ("due", "give_back"): ("voided", ["PaymentVoided"]),
    ("due", "collect"): ("collected", ["CashCollected"]),
    ("paid", "take"): ("paid", ["RefundRequested"]),
    ("paid", "refund"): ("refunding", ["RefundRequested"]),
    ("paid", "give_back"): ("refunding", ["RefundRequested"]),
    ("paid", "refund_part"): ("paid", ["RefundRequested"]),
    ("refunding", "take"): ("refunding", ["RefundRequested"]),
    ("refunding", "give_back"): ("refunding", []),
    ("refunding", "confirm_refund"): ("refunded", ["PaymentRefunded"]),
    ("refunding", "fail_refund"): ("refunding", ["RefundFailed"]),
    ("refunded", "take"): ("refunded", ["RefundRequested"]),
    ("refunded", "give_back"): ("refunded", []),
    ("refunded", "confirm_refund"): ("refunded", []),
    ("voided", "take"): ("voided", ["RefundRequested"]),
    ("voided", "give_back"): ("voided", []),
    ("collected", "take"): ("collected", ["RefundRequested"]),
    ("collected", "give_back"): ("collected", []),
    ("due", "waive"): ("waived", ["CashWaived"]),
    ("waived", "take"): ("waived", ["RefundRequested"]),
    ("waived", "give_back"): ("waived", []),
    # Resuming is about all payments at once; one that does not rest has nothing to resume.
    **{(state, "resume"): (state, []) for state in
       ("due", "paid", "refunding", "refunded", "voided", "collected", "waived")},
}  # fmt: skip
# What a pending payment does while it rests: (state, events, whether it still rests).
RESTING_MOVES = {
    "promise_cash": ("due", ["PaymentApproved"], False),
    "take": ("paid", ["PaymentApproved"], False),
    "take_wrong": ("pending", ["RefundRequested"], True),
    "void": ("voided", ["PaymentVoided"], False),
    "give_back": ("voided", ["PaymentVoided"], False),
    "rest": ("pending", [], True),
    "resume": ("pending", ["PaymentResumed"], False),
}
PAYMENT_ACTIONS: dict[str, Callable[[Payment], Any]] = {
    "promise_cash": Payment.promise_cash,
    "take": lambda payment: payment.take(a_charge("ch_new")),
    "void": lambda payment: payment.void(RefundReason.CANCELLED),
    "refund": lambda payment: payment.refund(RefundReason.REJECTED),
    "give_back": lambda payment: payment.give_back(RefundReason.REJECTED),
    "confirm_refund": lambda payment: payment.confirm_refund("ch_1"),
    "fail_refund": lambda payment: payment.fail_refund("ch_1", "no"),
    "settle_by_hand": lambda payment: payment.settle_by_hand(a_charge("ch_1").code),
    "collect": Payment.collect,
    "waive": Payment.waive,
    "rest": Payment.rest,
    "resume": Payment.resume,
    "refund_part": lambda payment: payment.refund_part(WON_9000, RefundReason.BY_OPERATOR),
}


def test_table_of_the_payment_says_all_but_facts_and_repeats() -> None:
    # Those stay in the state that they find; giving back is voiding or refunding.
    said = flat(payment_states.TRANSITIONS)
    done = wherever(PAYMENT_MOVES)
    assert said.items() <= done.items()
    more = {pair: to for pair, to in done.items() if pair not in said}
    assert {action for _state, action in more} == {
        "take", "give_back", "confirm_refund", "fail_refund", "resume",
    }  # fmt: skip
    assert {pair for pair, to in more.items() if pair[0] != to} == {
        (state, "give_back") for state in ("pending", "due", "paid")
    }


@pytest.mark.parametrize(("state", "action"), pairs(PaymentState, PAYMENT_ACTIONS))
def test_payment_action_in_every_state_moves_or_is_refused(state: str, action: str) -> None:
    payment = a_payment()
    payment.state = PaymentState(state)
    charges = {
        PaymentState.PAID: ChargeState.TAKEN,
        PaymentState.REFUNDING: ChargeState.REFUNDING,
        PaymentState.REFUNDED: ChargeState.REFUNDED,
    }
    charge = a_charge()
    # In the other states the charge is one that was sent back and whose refund is done with,
    # or there is none: then confirming and failing have nothing to be about.
    charge.state = charges.get(payment.state, ChargeState.TAKEN)
    charge.reason = RefundReason.REJECTED
    charge.refunds = int(charge.state is not ChargeState.TAKEN)
    charge.asked = charge.amount.amount if charge.state is ChargeState.REFUNDING else 0
    charge.refunded = charge.amount.amount if charge.state is ChargeState.REFUNDED else 0
    payment.charges = [charge]
    check(payment, PAYMENT_ACTIONS[action], PAYMENT_MOVES.get((state, action)))


def take_wrong(payment: Payment) -> None:
    payment.take(a_charge(amount=Money(1, "KRW")))


@pytest.mark.parametrize("action", [*PAYMENT_ACTIONS, "take_wrong"])
def test_payment_action_while_resting_moves_or_is_refused(action: str) -> None:
    payment = a_payment()
    payment.rest()
    payment.take_events()
    act = (PAYMENT_ACTIONS | {"take_wrong": take_wrong})[action]
    if action not in RESTING_MOVES:
        # About a charge that it does not have, or not possible before it is paid.
        with pytest.raises((WrongState, NotFound)):
            act(payment)
        assert payment.is_resting
        return
    state, events, is_resting = RESTING_MOVES[action]
    check(payment, act, (state, events))
    assert payment.is_resting is is_resting
