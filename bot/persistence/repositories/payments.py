"""Payments and their charges in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select, update

from bot.persistence.database.money_tables import charges, payments
from bot.persistence.repositories.ledger import SqlLedger
from bot.persistence.repositories.repository import Repository, Row, Stored
from domain.payment.charge import Charge, ChargeState
from domain.payment.model import Payment
from domain.payment.queries import DueRefund
from domain.payment.reasons import RefundReason
from domain.payment.states import PaymentState
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from domain.shared.messages import Event

_CHARGES = (
    select(charges)
    .where(charges.c.order_id == bindparam("wanted"))
    .order_by(charges.c.taken_at, charges.c.charge_id)
)
_INSERT_CHARGE = insert(charges)
_UPDATE_CHARGE = update(charges).where(
    charges.c.provider == bindparam("same_provider"),
    charges.c.charge_id == bindparam("same_charge"),
)
_REFUNDING = (
    select(charges)
    .where(charges.c.state == ChargeState.REFUNDING.value)
    .order_by(charges.c.taken_at)
)
_RESTING = select(payments).where(payments.c.is_resting.is_(True)).limit(bindparam("most"))


class SqlPayments(Repository[Payment]):
    """The ``Payments`` port."""

    table, kind = payments, "payment"

    def __init__(
        self, connection: Connection, publish: Callable[[Event], None], now: datetime
    ) -> None:
        """See ``Repository``; new charges are stamped with ``now`` (UTC)."""
        super().__init__(connection, publish)
        self._now = now
        # By order id: the charges that are in the table.
        self._kept: dict[str, set[tuple[str, str]]] = {}
        self._ledger = SqlLedger(connection, now)

    def save(self, root: Payment) -> None:
        """Update a payment and its charges; a charge id that exists elsewhere is refused."""
        super().save(root)
        kept = self._kept.setdefault(root.order_id, set())
        for charge in root.charges:
            if (charge.provider, charge.charge_id) in kept:
                changed = {
                    "same_provider": charge.provider,
                    "same_charge": charge.charge_id,
                    "state": charge.state.value,
                    "reason": charge.reason or "",
                    "refunded": charge.refunded,
                    "asked": charge.asked,
                    "refunds": charge.refunds,
                }
                self._connection.execute(_UPDATE_CHARGE, changed)
            else:
                self._connection.execute(_INSERT_CHARGE, self._charge_row(root, charge))
                kept.add((charge.provider, charge.charge_id))

    def due_refunds(self) -> tuple[DueRefund, ...]:
        """Refunds of charges in state ``refunding``, oldest charge first."""
        return tuple(
            DueRefund(
                order_id=row["order_id"],
                provider=row["provider"],
                charge_id=row["charge_id"],
                amount=Money(row["asked"], row["currency"]),
                reason=RefundReason(row["reason"]),
                number=row["refunds"],
            )
            for row in self._connection.execute(_REFUNDING).mappings()
        )

    def resting(self, limit: int) -> list[Payment]:
        """Payments that wait for their provider to work again, at most ``limit``."""
        return self._all(_RESTING, most=limit)

    def _announce(self, root: Payment) -> None:
        """Write what moved to the ledger, in the transaction that keeps the payment."""
        for movement in root.take_movements():
            self._ledger.write(movement)
        super()._announce(root)

    def _charges(self, order_id: str) -> list[Charge]:
        found = [
            Charge(
                provider=row["provider"],
                charge_id=row["charge_id"],
                telegram_charge_id=row["telegram_charge_id"],
                amount=Money(row["amount"], row["currency"]),
                state=ChargeState(row["state"]),
                reason=RefundReason(row["reason"]) if row["reason"] else None,
                refunded=row["refunded"],
                asked=row["asked"],
                refunds=row["refunds"],
            )
            for row in self._connection.execute(_CHARGES, {"wanted": order_id}).mappings()
        ]
        self._kept[order_id] = {(it.provider, it.charge_id) for it in found}
        return found

    def _charge_row(self, root: Payment, charge: Charge) -> Row:
        return {
            "provider": charge.provider,
            "charge_id": charge.charge_id,
            "order_id": root.order_id,
            "telegram_charge_id": charge.telegram_charge_id,
            "amount": charge.amount.amount,
            "currency": charge.amount.currency,
            "state": charge.state.value,
            "reason": charge.reason or "",
            "taken_at": self._now,
            "refunded": charge.refunded,
            "asked": charge.asked,
            "refunds": charge.refunds,
        }

    def _row(self, root: Payment) -> Row:
        return {
            "order_id": root.order_id,
            "customer_id": root.customer_id,
            "amount": root.amount.amount,
            "currency": root.amount.currency,
            "methods": " ".join(root.methods),
            "method": root.method,
            "state": root.state.value,
            "is_resting": root.is_resting,
            "most_tip": root.most_tip.amount if root.most_tip else None,
            "kept": root.kept.amount if root.kept else None,
            "reduced_to": root.reduced_to.amount if root.reduced_to else None,
            "owed": root.owed,
        }

    def _aggregate(self, row: Stored) -> Payment:
        most_tip, kept, reduced_to = row["most_tip"], row["kept"], row["reduced_to"]
        return Payment(
            order_id=row["order_id"],
            customer_id=row["customer_id"],
            amount=Money(row["amount"], row["currency"]),
            methods=tuple(map(PaymentMethod, row["methods"].split())),
            method=PaymentMethod(row["method"]) if row["method"] else None,
            state=PaymentState(row["state"]),
            charges=self._charges(row["order_id"]),
            is_resting=row["is_resting"],
            version=row["version"],
            most_tip=Money(most_tip, row["currency"]) if most_tip is not None else None,
            kept=Money(kept, row["currency"]) if kept is not None else None,
            reduced_to=Money(reduced_to, row["currency"]) if reduced_to is not None else None,
            owed=row["owed"],
        )
