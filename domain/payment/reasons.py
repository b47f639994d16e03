"""Why money goes back, and why no order keeps it."""

from __future__ import annotations

from enum import StrEnum


class RefundReason(StrEnum):
    """Why a payment is void, or a charge or a part of it is given back."""

    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REJECTED = "rejected"
    CALLED_OFF = "called_off"
    """The store had accepted it, and could not bring it after all."""

    FAILED = "failed"
    """It did not get to the customer, and somebody decided so."""

    DISH_MISSING = "dish_missing"
    """A dish was left out of the order, which goes on."""

    LATE = "late"
    """The order had ended when the money came."""

    PAID_TWICE = "paid_twice"
    WRONG_AMOUNT = "wrong_amount"
    REST = "rest"
    """The order was called off while a part of its money was on the way back."""

    BY_OPERATOR = "operator"
    """An operator decided so; the order stands."""


STRAY_CHARGES = frozenset({RefundReason.PAID_TWICE, RefundReason.WRONG_AMOUNT})
"""What goes back of money that was never owed: the payment of the order stays as it is."""


class StrayReason(StrEnum):
    """Why a charge belongs to no order."""

    UNKNOWN_ORDER = "unknown_order"
    KNOWN_CHARGE = "known_charge"
    """The charge id belongs to another order already."""

    NOT_BOOKED = "not_booked"
    """The update that reported it could not be handled."""
