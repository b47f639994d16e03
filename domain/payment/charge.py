"""Charges: what a provider took, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from domain.payment.reasons import RefundReason
from domain.shared.money import Money


class ChargeState(StrEnum):
    """What became of one charge."""

    TAKEN = "taken"
    REFUNDING = "refunding"
    REFUND_FAILED = "refund_failed"
    REFUNDED = "refunded"


@dataclass(kw_only=True)
class Charge:
    """Money that a provider took once; the provider's charge id is its only identity.

    An old invoice can be paid again (Bot API), so a payment may have several.

    Args:
        provider: Who took it.
        charge_id: The provider's own id.
        telegram_charge_id: Telegram's id of the same payment.
        amount: How much was taken.
        state: What became of it; ``taken`` also when a part was given back.
        reason: Why the newest refund was asked for; None where none was.
        refunded: How much was given back so far, in minor units of the charge's currency.
        asked: How much the refund under way (or owed, when it failed) gives back, likewise.
        refunds: How many refunds were asked for; the newest has this number.
    """

    provider: str
    charge_id: str
    telegram_charge_id: str
    amount: Money
    state: ChargeState = ChargeState.TAKEN
    reason: RefundReason | None = None
    refunded: int = 0
    asked: int = 0
    refunds: int = 0

    @property
    def left(self) -> Money:
        """What was neither given back nor is on its way back."""
        return Money(self.amount.amount - self.refunded - self.asked, self.amount.currency)

    @property
    def code(self) -> str:
        """A short name of the charge, for buttons, which have little room."""
        return charge_code(self.charge_id)

    def ask_back(self, amount: Money, reason: RefundReason) -> None:
        """Begin a refund of what is at most left."""
        self.state, self.reason = ChargeState.REFUNDING, reason
        self.asked, self.refunds = amount.amount, self.refunds + 1

    def give_back(self) -> Money:
        """End the refund that is under way or owed; answers how much it gave back."""
        amount = Money(self.asked, self.amount.currency)
        self.refunded, self.asked = self.refunded + self.asked, 0
        is_whole = self.refunded == self.amount.amount
        self.state = ChargeState.REFUNDED if is_whole else ChargeState.TAKEN
        return amount

    def is_made(self, number: int | None) -> bool:
        """Whether a refund (None for the newest) was made before."""
        if number is None or number == self.refunds:
            return self.refunds > 0 and self.asked == 0
        return 0 < number < self.refunds


def charge_code(charge_id: str) -> str:
    """The short name of a charge: the first 8 digits of its SHA-256."""
    return sha256(charge_id.encode()).hexdigest()[:8]
