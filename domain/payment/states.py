"""The states of a payment, and what leads from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class PaymentState(StrEnum):
    """Where the money of an order stands; ``due``, ``collected`` and ``waived`` are cash."""

    PENDING = "pending"
    PAID = "paid"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    VOIDED = "voided"
    DUE = "due"
    COLLECTED = "collected"
    WAIVED = "waived"


TRANSITIONS: Mapping[PaymentState, Mapping[str, PaymentState]] = {
    PaymentState.PENDING: {
        "promise_cash": PaymentState.DUE,
        "take": PaymentState.PAID,
        "void": PaymentState.VOIDED,
        "rest": PaymentState.PENDING,
    },
    PaymentState.DUE: {
        "void": PaymentState.VOIDED,
        "collect": PaymentState.COLLECTED,
        "waive": PaymentState.WAIVED,
    },
    PaymentState.PAID: {"refund": PaymentState.REFUNDING, "refund_part": PaymentState.PAID},
    PaymentState.REFUNDING: {"confirm_refund": PaymentState.REFUNDED},
}
"""What can be asked of a payment in each state, and where it leads; more is refused.

Facts are never refused: money that is taken in another state is sent back, and a refund that was
made or has failed is noted with its charge. A payment is refunded when its last charge is.
"""
