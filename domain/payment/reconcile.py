"""Comparing the ledger with the charges, the payments and the orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.payment.charge import ChargeState
from domain.payment.ledger import CASH, NO_PROVIDER
from domain.payment.ledger_snapshot import (
    ChargeRow,
    Difference,
    LedgerSnapshot,
    OrderRow,
    PaymentRow,
    Tally,
    tallies,
)
from domain.payment.reasons import RefundReason
from domain.payment.states import PaymentState

LONG = timedelta(hours=1)
"""A refund that is still on its way after this time is reported."""

GOING_ON = frozenset({"paid", "accepted", "cooked", "on_the_way", "delivered"})
CALLED_OFF = frozenset({"rejected", "cancelled", "expired"})
FAILED = "failed"
_WHILE_IT_GOES_ON = {RefundReason.BY_OPERATOR, RefundReason.DISH_MISSING}
_GIVEN_BACK = {PaymentState.REFUNDING, PaymentState.REFUNDED}
_Found = Iterator[Difference]


def differences(snapshot: LedgerSnapshot, now: datetime) -> list[Difference]:
    """Every contradiction in the books at ``now`` (UTC), and every refund that is still owed."""
    known = tallies(snapshot)
    by_order: dict[str, list[Tally]] = defaultdict(list)
    for tally in known.values():
        by_order[tally.order_id].append(tally)
    charges = {(it.provider, it.charge_id, it.order_id): it for it in snapshot.charges}
    orders_of = {(it.provider, it.charge_id): it.order_id for it in known.values()}
    found: list[Difference] = []
    for key, tally in known.items():
        if tally.provider not in {CASH, NO_PROVIDER}:
            found += _of_ledger(tally, charges.get(key))
    for key, charge in charges.items():
        found += _of_charge(charge, known.get(key), orders_of.get(key[:2]), now)
    payments = {payment.order_id: payment for payment in snapshot.payments}
    for payment in snapshot.payments:
        found += _of_payment(payment, by_order[payment.order_id])
    for order in snapshot.orders:
        if order.order_id not in snapshot.unsettled:
            payment_row = payments.get(order.order_id)
            found += _of_order(order, payment_row, by_order[order.order_id])
    return found


def _of_ledger(tally: Tally, charge: ChargeRow | None) -> _Found:
    about = f"{tally.provider} {tally.charge_id}"
    charged, refunded = tally.sum("charged"), tally.sum("refunded")
    if refunded > charged:
        said = f"{charged} {tally.currency} taken, {refunded} given back"
        yield Difference("refunded_too_much", about, said)
    if tally.is_mixed:
        yield Difference("mixed", about, "its movements name several currencies")
    if charge is None and charged != refunded:
        said = f"{charged - refunded} {tally.currency} taken for {tally.order_id} and kept by no order"
        yield Difference("stray", about, said)


def _of_charge(
    charge: ChargeRow, tally: Tally | None, booked_on: str | None, now: datetime
) -> _Found:
    about, currency = f"{charge.provider} {charge.charge_id}", charge.amount.currency
    if tally is None and booked_on is not None:
        said = f"charge of {charge.order_id}, the ledger says of {booked_on}"
        yield Difference("order_differs", about, said)
        return
    if tally is None:
        yield Difference("not_in_ledger", about, f"charge of {charge.order_id}")
        return
    for kind, here, there in (
        ("charged", charge.amount.amount, tally.sum("charged")),
        ("refunded", charge.refunded, tally.sum("refunded")),
        ("asked", charge.asked, tally.owed),
    ):
        if (here, currency) != (there, tally.currency):
            said = f"{here} {currency}, the ledger says {there} {tally.currency}"
            yield Difference(f"{kind}_differs", about, said)
    left = tally.sum("charged") - tally.sum("refunded")
    is_right = {
        ChargeState.TAKEN: left > 0 and not tally.owed,
        ChargeState.REFUNDING: tally.owed > 0,
        ChargeState.REFUND_FAILED: tally.owed > 0,
        ChargeState.REFUNDED: left == 0,
    }
    if not is_right[ChargeState(charge.state)]:
        said = f"it is {charge.state}, with {left} {currency} left and {tally.owed} asked back"
        yield Difference("state_differs", about, said)
    owed = f"{charge.asked} {currency} of {charge.order_id}"
    asked_at = tally.times.get("refund_requested")
    if charge.state == ChargeState.REFUNDING and asked_at and asked_at < now - LONG:
        yield Difference("refund_takes_long", about, f"{owed}, since {asked_at:%Y-%m-%d %H:%M}Z")
    if charge.state == ChargeState.REFUND_FAILED:
        yield Difference("refund_owed", about, f"{owed} is still to be given back by hand")


def _of_payment(payment: PaymentRow, movements: list[Tally]) -> _Found:
    kept, owed = sum(it.kept for it in movements), sum(it.owed for it in movements)
    state = PaymentState(payment.state)
    said = f"its payment is {state}, and {kept} {payment.amount.currency} are kept"
    if state is PaymentState.PAID and kept <= 0:
        yield Difference("nothing_kept", payment.order_id, said)
    # What is left of a charge goes back after the part of it that is on its way already.
    waits = state is PaymentState.REFUNDING and owed > 0
    # Of one that was called off, no more is kept than was agreed upon.
    has_more = payment.kept is not None and kept > payment.kept and not owed
    if (state is not PaymentState.PAID and kept > 0 and not waits) or has_more:
        yield Difference("money_kept", payment.order_id, said)
    for kind, wanted in (
        ("voided", PaymentState.VOIDED),
        ("collected", PaymentState.COLLECTED),
        ("waived", PaymentState.WAIVED),
    ):
        moved = sum(it.sum(kind) for it in movements)
        if moved != (payment.amount.amount if state is wanted else 0):
            told = f"its payment is {state}, the ledger says {moved} {kind}"
            yield Difference(f"{kind}_differs", payment.order_id, told)


def _of_order(order: OrderRow, payment: PaymentRow | None, movements: list[Tally]) -> _Found:
    if payment is None:
        yield Difference("no_payment", order.order_id, "an order without a payment")
        return
    allowed = {PaymentState.PENDING}
    if order.state in CALLED_OFF:
        allowed = {PaymentState.VOIDED, *_GIVEN_BACK}
        if payment.kept is not None:
            allowed.add(PaymentState.PAID)
    elif order.state == FAILED:
        allowed = {PaymentState.WAIVED, *_GIVEN_BACK}
        if payment.kept is not None:
            allowed.add(PaymentState.PAID)
    elif order.state in GOING_ON:
        cash = PaymentState.COLLECTED if order.state == "delivered" else PaymentState.DUE
        allowed = {PaymentState.PAID, cash}
        if any(it.reasons & _WHILE_IT_GOES_ON for it in movements):
            allowed |= _GIVEN_BACK
    if payment.state not in allowed:
        said = f"it is {order.state}, its payment {payment.state}"
        yield Difference("order_and_payment", order.order_id, said)
