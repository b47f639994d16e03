"""Noting each movement of money beside the events, for the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domain.payment.ledger import Movement, MovementKind
from domain.shared.aggregate import Aggregate
from domain.shared.money import Money

if TYPE_CHECKING:
    from domain.payment.charge import Charge


@dataclass(kw_only=True)
class MovesMoney(Aggregate):
    """An aggregate whose movements of money are written to the ledger when it is saved."""

    order_id: str
    amount: Money
    _movements: list[Movement] = field(default_factory=list, repr=False, compare=False)

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
                amount=self.amount,
                reason=reason,
            )
        )
