"""The ledger in the database, which lets nobody change or delete a row of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select

from bot.persistence.money_tables import ledger
from bot.persistence.prepared import Prepared, Question

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from domain.payment.ledger import Movement

_WRITE = Prepared(
    insert(ledger),
    *(column.name for column in ledger.columns if column.name != "seq"),
)
_KNOWS = Question(
    select(ledger.c.seq)
    .where(
        ledger.c.provider == bindparam("wanted_provider"),
        ledger.c.charge_id == bindparam("wanted_charge"),
    )
    .limit(1)
)


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
        _WRITE.run(self._connection, row)

    def knows(self, provider: str, charge_id: str) -> bool:
        """Whether there is any movement of a charge."""
        found = _KNOWS.value(self._connection, wanted_provider=provider, wanted_charge=charge_id)
        return found is not None
