"""How an order can be paid."""

from __future__ import annotations

from enum import StrEnum


class PaymentMethod(StrEnum):
    """By card before it is cooked, or in cash at the door."""

    CARD = "card"
    CASH = "cash"


EITHER_WAY = (PaymentMethod.CARD, PaymentMethod.CASH)
"""Every way there is, in the order in which they are offered."""
