"""The ledger in the database, which lets nobody change or delete a row of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select

from bot.persistence.database.money_tables import ledger
from domain.payment.ledger import Movement, MovementKind
from domain.shared.money import Money

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_WRITE = insert(ledger)
_KNOWS = (
    select(ledger.c.seq)
    .where(
        ledger.c.provider == bindparam("wanted_provider"),
        ledger.c.charge_id == bindparam("wanted_charge"),
    )
    .limit(1)
)
_OF_ORDER = select(ledger).where(ledger.c.order_id == bindparam("wanted")).order_by(ledger.c.seq)


class SqlLedger:
    """The ``Ledger`` port."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        """Work on a connection; movements are stamped with ``now`` (UTC)."""
        self._connection = connection
        self._now = now

    def write(self, movement: Movement) -> None:
        """Append a movement. Raises IntegrityError when it is there already."""
        row = {
            "provider": movement.provider,
            "charge_id": movement.charge_id,
            "movement": movement.kind.value,
            "number": movement.number,
            "order_id": movement.order_id,
            "amount": movement.amount.amount,
            "currency": movement.amount.currency,
            "reason": movement.reason,
            "at": self._now,
        }
        self._connection.execute(_WRITE, row)

    def knows(self, provider: str, charge_id: str) -> bool:
        """Whether there is any movement of a charge, for whatever order."""
        wanted = {"wanted_provider": provider, "wanted_charge": charge_id}
        return self._connection.scalar(_KNOWS, wanted) is not None

    def of_order(self, order_id: str) -> list[Movement]:
        """The movements that were for an order, oldest first."""
        return [
            Movement(
                provider=row["provider"],
                charge_id=row["charge_id"],
                kind=MovementKind(row["movement"]),
                number=row["number"],
                order_id=row["order_id"],
                amount=Money(row["amount"], row["currency"]),
                reason=row["reason"],
            )
            for row in self._connection.execute(_OF_ORDER, {"wanted": order_id}).mappings()
        ]
