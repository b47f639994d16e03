"""Charges: the facts that payments are made of."""

from __future__ import annotations

import pytest

from domain.payment.charge import ChargeState
from domain.payment.errors import RefundTooMuch
from domain.payment.events import RefundRequested
from domain.payment.model import Payment
from domain.payment.reasons import RefundReason
from domain.payment.states import PaymentState
from domain.shared.errors import NotFound, WrongState
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from tests.support.samples import WON_9000, WON_18000, a_charge, a_payment


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
    payment.void(RefundReason.CANCELLED)
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
    payment.refund(RefundReason.REJECTED)
    states = []
    for charge_id in ("ch_1", "ch_2"):
        payment.confirm_refund(charge_id)
        states.append(payment.state)
    assert states == [PaymentState.REFUNDING, PaymentState.REFUNDED]


def test_fail_refund_leaves_it_owed_until_settled_by_hand() -> None:
    payment = a_payment()
    payment.take(a_charge())
    payment.refund(RefundReason.REJECTED)
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
    payment.methods = (PaymentMethod.CARD,)
    with pytest.raises(WrongState):
        payment.promise_cash()
    assert payment.state is PaymentState.PENDING


def a_paid_payment() -> Payment:
    payment = a_payment()
    payment.take(a_charge())
    payment.take_events()
    payment.take_movements()
    return payment


def requested(payment: Payment) -> list[tuple[int, int, str]]:
    """Amount, left over and key of each refund that was asked for since the last call."""
    return [
        (event.amount.amount, event.left.amount, event.idempotency_key)
        for event in payment.take_events()
        if isinstance(event, RefundRequested)
    ]


def test_refund_part_keeps_the_payment_paid_and_numbers_each_refund() -> None:
    payment = a_paid_payment()
    assert payment.refund_part(Money(3_000, "KRW"), RefundReason.BY_OPERATOR) == Money(
        15_000, "KRW"
    )
    payment.confirm_refund("ch_1", 1)
    assert (payment.state, payment.charges[0].state) == (PaymentState.PAID, ChargeState.TAKEN)
    payment.refund_part(Money(5_000, "KRW"), RefundReason.BY_OPERATOR)
    assert requested(payment) == [
        (3_000, 15_000, "refund-ch_1-1"),
        (5_000, 10_000, "refund-ch_1-2"),
    ]
    moves = [(it.kind.value, it.number, it.amount.amount) for it in payment.take_movements()]
    assert moves == [
        ("refund_requested", 1, 3_000),
        ("refunded", 1, 3_000),
        ("refund_requested", 2, 5_000),
    ]


def test_refund_part_of_all_that_is_left_ends_refunded() -> None:
    payment = a_paid_payment()
    for amount, state in ((WON_9000, PaymentState.PAID), (WON_9000, PaymentState.REFUNDED)):
        payment.refund_part(amount, RefundReason.BY_OPERATOR)
        payment.confirm_refund("ch_1")
        assert payment.state is state


@pytest.mark.parametrize("amount", [0, -1, 15_001])
def test_refund_part_of_nothing_or_more_than_is_left_is_refused(amount: int) -> None:
    payment = a_paid_payment()
    payment.refund_part(Money(3_000, "KRW"), RefundReason.BY_OPERATOR)
    payment.confirm_refund("ch_1")
    with pytest.raises(RefundTooMuch):
        payment.refund_part(Money(amount, "KRW"), RefundReason.BY_OPERATOR)
    with pytest.raises(RefundTooMuch):
        payment.refund_part(Money(1, "USD"), RefundReason.BY_OPERATOR)


def test_refund_part_while_another_is_under_way_or_owed_is_refused() -> None:
    payment = a_paid_payment()
    payment.refund_part(WON_9000, RefundReason.BY_OPERATOR)
    with pytest.raises(WrongState):
        payment.refund_part(WON_9000, RefundReason.BY_OPERATOR)
    payment.fail_refund("ch_1", "no", 1)
    with pytest.raises(WrongState) as owed:
        payment.refund_part(WON_9000, RefundReason.BY_OPERATOR)
    assert owed.value.state == "refund_failed"


def test_refund_after_a_part_was_given_back_gives_back_the_rest() -> None:
    payment = a_paid_payment()
    payment.refund_part(WON_9000, RefundReason.BY_OPERATOR)
    payment.confirm_refund("ch_1")
    payment.refund(RefundReason.CANCELLED)
    assert requested(payment)[1:] == [(9_000, 0, "refund-ch_1-2")]


def test_refund_while_a_part_is_under_way_sends_the_rest_after_it() -> None:
    payment = a_paid_payment()
    payment.refund_part(Money(3_000, "KRW"), RefundReason.BY_OPERATOR)
    payment.refund(RefundReason.CANCELLED)
    assert requested(payment) == [(3_000, 15_000, "refund-ch_1-1")]
    payment.confirm_refund("ch_1", 1)
    assert requested(payment) == [(15_000, 0, "refund-ch_1-2")]
    payment.confirm_refund("ch_1", 1)
    assert payment.charges[0].refunded == 3_000
    payment.confirm_refund("ch_1", 2)
    assert payment.state is PaymentState.REFUNDED
    assert payment.charges[0].refunded == WON_18000.amount


def test_settle_by_hand_of_an_earlier_refund_settles_no_later_one() -> None:
    payment = a_paid_payment()
    for number in (1, 2):
        payment.refund_part(Money(1_000, "KRW"), RefundReason.BY_OPERATOR)
        payment.fail_refund("ch_1", "no", number)
        if number == 1:
            payment.settle_by_hand(a_charge().code, 1)
    with pytest.raises(WrongState):
        payment.settle_by_hand(a_charge().code, 1)
    assert payment.charges[0].refunded == 1_000


def test_every_payment_without_a_charge_leaves_its_own_movement() -> None:
    void, cash = a_payment(), a_payment()
    void.void(RefundReason.EXPIRED)
    cash.promise_cash()
    cash.collect()
    moves = [it for payment in (void, cash) for it in payment.take_movements()]
    assert [(it.provider, it.charge_id, it.kind.value, it.reason) for it in moves] == [
        ("none", void.order_id, "voided", "expired"),
        ("cash", cash.order_id, "collected", ""),
    ]
    assert void.take_movements() == []


def test_give_back_but_for_a_part_leaves_that_part_paid() -> None:
    payment = a_payment()
    payment.take(a_charge())
    payment.give_back(RefundReason.CALLED_OFF, WON_9000)
    payment.confirm_refund("ch_1")
    assert (payment.state, payment.charges[0].left) == (PaymentState.PAID, WON_9000)


def test_give_back_again_after_a_part_was_kept_changes_nothing() -> None:
    payment = a_payment()
    payment.take(a_charge())
    payment.give_back(RefundReason.CALLED_OFF, WON_9000)
    payment.confirm_refund("ch_1")
    payment.take_events()
    payment.give_back(RefundReason.LATE)
    assert payment.take_events() == []


@pytest.mark.parametrize("part", [Money(4_000, "KRW"), Money(9_000, "KRW"), Money(12_000, "KRW")])
def test_give_back_but_for_a_part_while_a_refund_is_under_way_gives_the_rest_after_it(
    part: Money,
) -> None:
    payment = a_payment()
    payment.take(a_charge())
    payment.refund_part(part, RefundReason.BY_OPERATOR)
    payment.give_back(RefundReason.CALLED_OFF, WON_9000)
    payment.confirm_refund("ch_1")
    if part.amount < WON_9000.amount:
        payment.confirm_refund("ch_1")
    assert payment.charges[0].refunded == max(part.amount, 9_000)
    assert payment.state is PaymentState.PAID


def test_reduce_gives_back_the_difference_once() -> None:
    payment = a_payment()
    payment.take(a_charge())
    payment.reduce(WON_9000)
    payment.confirm_refund("ch_1")
    payment.reduce(WON_9000)
    assert (payment.state, payment.price) == (PaymentState.PAID, WON_9000)
    assert payment.charges[0].left == WON_9000


@pytest.mark.parametrize("has_failed", [False, True])
def test_reduce_while_a_refund_is_under_way_waits_for_it(has_failed: bool) -> None:
    payment = a_payment()
    payment.take(a_charge())
    payment.refund_part(Money(1_000, "KRW"), RefundReason.BY_OPERATOR)
    payment.reduce(Money(12_000, "KRW"))
    payment.reduce(WON_9000)
    assert payment.charges[0].asked == 1_000
    if has_failed:
        payment.fail_refund("ch_1", "too old")
    payment.confirm_refund("ch_1")
    assert (payment.charges[0].asked, payment.charges[0].reason) == (9_000, "dish_missing")
    payment.confirm_refund("ch_1")
    assert payment.charges[0].refunded == 10_000


def test_reduce_by_more_than_is_left_gives_back_what_is_left() -> None:
    payment = a_payment()
    payment.take(a_charge())
    payment.refund_part(Money(10_000, "KRW"), RefundReason.BY_OPERATOR)
    payment.confirm_refund("ch_1")
    payment.reduce(WON_9000)
    payment.confirm_refund("ch_1")
    assert (payment.state, payment.charges[0].refunded) == (PaymentState.REFUNDED, 18_000)


def test_give_back_while_dishes_wait_to_be_refunded_gives_everything_back_once() -> None:
    payment = a_payment()
    payment.take(a_charge())
    payment.refund_part(Money(1_000, "KRW"), RefundReason.BY_OPERATOR)
    payment.reduce(WON_9000)
    payment.give_back(RefundReason.CALLED_OFF)
    payment.confirm_refund("ch_1")
    assert (payment.charges[0].asked, payment.charges[0].reason) == (17_000, "rest")
    payment.confirm_refund("ch_1")
    assert (payment.state, payment.charges[0].refunded) == (PaymentState.REFUNDED, 18_000)


def test_reduce_after_a_part_was_kept_changes_nothing() -> None:
    payment = a_payment()
    payment.take(a_charge())
    payment.give_back(RefundReason.CALLED_OFF, WON_9000)
    payment.confirm_refund("ch_1")
    payment.reduce(Money(12_000, "KRW"))
    assert payment.charges[0].left == WON_9000


def test_collect_less_than_was_promised_at_first_books_what_was_collected() -> None:
    payment = a_payment()
    payment.promise_cash()
    payment.collect(WON_9000)
    payment.reduce(WON_9000)
    assert [it.amount for it in payment.take_movements()] == [WON_9000]
