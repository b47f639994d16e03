"""The books as they are compared: plain rows, all of one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.payment.ledger import Movement
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A movement, and when it was written (UTC)."""

    movement: Movement
    at: datetime


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """A charge of a payment; ``refunded`` and ``asked`` are in minor units."""

    provider: str
    charge_id: str
    order_id: str
    amount: Money
    state: str
    refunded: int
    asked: int


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """The payment of an order, and what that costs now; ``kept`` is what the store keeps of one that was called off."""

    order_id: str
    amount: Money
    state: str
    kept: int | None = None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order."""

    order_id: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSnapshot:
    """Everything that is known about money.

    ``unsettled`` are orders of which events are still on their way: they may disagree with
    their payments for a moment.
    """

    ledger: tuple[LedgerRow, ...] = ()
    charges: tuple[ChargeRow, ...] = ()
    payments: tuple[PaymentRow, ...] = ()
    orders: tuple[OrderRow, ...] = ()
    unsettled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Difference:
    """Two records that contradict each other, or money that is owed for too long.

    Args:
        kind: What is wrong, in one word; always the same for the same thing.
        about: The order or the charge.
        detail: What one record says and what the other does; amounts are in minor units.
    """

    kind: str
    about: str
    detail: str

    def __str__(self) -> str:
        """One line for a person."""
        return f"{self.kind}: {self.about}: {self.detail}"


class Tally:
    """What the ledger says of one charge: sums in minor units, by currency of the charge."""

    def __init__(self, first: LedgerRow) -> None:
        """Begin with any row of the charge."""
        self.provider, self.charge_id = first.movement.provider, first.movement.charge_id
        self.order_id = first.movement.order_id
        self.currency = first.movement.amount.currency
        self.sums: dict[str, int] = {}
        self.times: dict[str, datetime] = {}
        self.reasons: set[str] = set()
        self.is_mixed = False

    def add(self, row: LedgerRow) -> None:
        """Count a row of the charge."""
        kind, amount = row.movement.kind.value, row.movement.amount
        self.sums[kind] = self.sums.get(kind, 0) + amount.amount
        self.times[kind] = max(row.at, self.times.get(kind, row.at))
        self.reasons.add(row.movement.reason)
        self.is_mixed = self.is_mixed or amount.currency != self.currency

    def sum(self, kind: str) -> int:
        """How much moved in this way, in minor units."""
        return self.sums.get(kind, 0)

    @property
    def owed(self) -> int:
        """How much was asked back and not given back."""
        return self.sum("refund_requested") - self.sum("refunded")

    @property
    def kept(self) -> int:
        """How much was taken and not asked back."""
        return self.sum("charged") - self.sum("refund_requested")


def tallies(snapshot: LedgerSnapshot) -> dict[tuple[str, str, str], Tally]:
    """What the ledger says of each charge, by provider, charge id and order.

    A charge id that was reported for a second order is a charge of its own.
    """
    found: dict[tuple[str, str, str], Tally] = {}
    for row in snapshot.ledger:
        key = row.movement.provider, row.movement.charge_id, row.movement.order_id
        if key not in found:
            found[key] = Tally(row)
        found[key].add(row)
    return found
