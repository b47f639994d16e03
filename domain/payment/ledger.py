"""The ledger: every movement of money, written once, beside the events, and never changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.shared.aggregate import Aggregate
from domain.shared.money import Money

if TYPE_CHECKING:
    from domain.payment.charge import Charge

NO_PROVIDER = "none"
"""Whose movement it is when nothing was taken; its charge id is the order's id."""

CASH = "cash"
"""Whose movement it is when the courier was paid; its charge id is the order's id."""


class MovementKind(StrEnum):
    """What was done with the money."""

    CHARGED = "charged"
    VOIDED = "voided"
    REFUND_REQUESTED = "refund_requested"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"
    COLLECTED = "collected"
    WAIVED = "waived"
    """It was due in cash, and is owed no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One row of the ledger; provider, charge id, order, kind and number are its identity.

    Args:
        provider: Who holds the money: a payment provider, ``CASH`` or ``NO_PROVIDER``.
        charge_id: The provider's own charge id, or the order's where there is no charge.
        kind: What was done.
        number: Which refund of the charge it belongs to, from 1; 1 where it is no refund.
        order_id: The order that it was for, as the invoice named it.
        amount: How much, in minor units with its currency; what a voided payment would have cost.
        reason: Why it was given back, or what the provider said; may be empty.
    """

    provider: str
    charge_id: str
    kind: MovementKind
    number: int = 1
    order_id: str
    amount: Money
    reason: str = ""


@dataclass(kw_only=True)
class MovesMoney(Aggregate):
    """An aggregate whose movements of money are written to the ledger when it is saved.

    ``amount`` is what the order cost at first, ``reduced_to`` what it costs since dishes were
    left out.
    """

    order_id: str
    amount: Money
    reduced_to: Money | None = None
    _movements: list[Movement] = field(default_factory=list, repr=False, compare=False)

    @property
    def price(self) -> Money:
        """What the order costs now."""
        return self.reduced_to or self.amount

    def take_movements(self) -> list[Movement]:
        """Hand over the movements of money since the last call, for the ledger."""
        movements, self._movements = self._movements, []
        return movements

    def _move(
        self,
        charge: Charge,
        kind: MovementKind,
        amount: Money,
        problem: str = "",
        number: int | None = None,
    ) -> None:
        """Note a movement of a charge; of its newest refund, unless a number is told."""
        self._movements.append(
            Movement(
                provider=charge.provider,
                charge_id=charge.charge_id,
                kind=kind,
                number=number or charge.refunds,
                order_id=self.order_id,
                amount=amount,
                reason=problem or charge.reason or "",
            )
        )

    def _settle(self, provider: str, kind: MovementKind, reason: str = "") -> None:
        """Note a movement that belongs to no charge."""
        self._movements.append(
            Movement(
                provider=provider,
                charge_id=self.order_id,
                kind=kind,
                order_id=self.order_id,
                amount=self.price,
                reason=reason,
            )
        )


def refund_key(charge_id: str, number: int) -> str:
    """The idempotency key of a charge's refund: the same for every try, another for each refund."""
    return f"refund-{charge_id}-{number}"
