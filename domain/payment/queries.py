"""What can be asked of the payment context, and the view that answers."""

from __future__ import annotations

from dataclasses import dataclass

from domain.payment.ledger import refund_key
from domain.payment.reasons import RefundReason
from domain.shared.messages import Query
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class DueRefund:
    """A refund, the charge's ``number``-th, that waits to be made by its provider."""

    order_id: str
    provider: str
    charge_id: str
    amount: Money
    reason: RefundReason
    number: int

    @property
    def idempotency_key(self) -> str:
        """The same for every try, and another for each refund."""
        return refund_key(self.charge_id, self.number)


@dataclass(frozen=True, slots=True)
class DueRefunds(Query[tuple[DueRefund, ...]]):
    """Charges that wait to be given back, oldest first."""


@dataclass(frozen=True, slots=True)
class IsAnyResting(Query[bool]):
    """Does any payment wait for its provider to work again?"""
