"""Reading the books whole, aside from the connections that the platform works with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, RowMapping, func, select

from bot.persistence.database.money_tables import charges, ledger, payments
from bot.persistence.database.tables import orders, outbox
from domain.payment.ledger import Movement, MovementKind
from domain.payment.ledger_snapshot import (
    ChargeRow,
    LedgerRow,
    LedgerSnapshot,
    OrderRow,
    PaymentRow,
)
from domain.shared.money import Money

if TYPE_CHECKING:
    from bot.persistence.database.location import Location

_LEDGER = select(ledger).order_by(ledger.c.seq)
_CHARGES = select(charges)
_PAYMENTS = select(
    payments.c.order_id,
    func.coalesce(payments.c.reduced_to, payments.c.amount),
    payments.c.currency,
    payments.c.state,
    payments.c.kept,
)
_ORDERS = select(orders.c.id, orders.c.state)
# What waits behind a dead letter waits for a person, so it is no excuse.
_UNSETTLED = (
    select(outbox.c.subject).group_by(outbox.c.subject).having(func.count(outbox.c.dead_at) == 0)
)


def read_ledger_snapshot(location: Location) -> LedgerSnapshot:
    """Read everything about money as it is at one moment.

    It reads whole tables, so it belongs into a thread of its own; the connection is its own
    as well, and cannot write.

    Raises:
        DatabaseUnavailable: The database is away.
        DatabaseLost: It is damaged.
    """
    with location.one_moment() as connection:
        return _read(connection)


def _read(connection: Connection) -> LedgerSnapshot:
    return LedgerSnapshot(
        ledger=tuple(_ledger_row(row) for row in connection.execute(_LEDGER).mappings()),
        charges=tuple(
            ChargeRow(
                provider=row["provider"],
                charge_id=row["charge_id"],
                order_id=row["order_id"],
                amount=Money(row["amount"], row["currency"]),
                state=row["state"],
                refunded=row["refunded"],
                asked=row["asked"],
            )
            for row in connection.execute(_CHARGES).mappings()
        ),
        payments=tuple(
            PaymentRow(order_id, Money(amount, currency), state, kept)
            for order_id, amount, currency, state, kept in connection.execute(_PAYMENTS)
        ),
        orders=tuple(OrderRow(id, state) for id, state in connection.execute(_ORDERS)),
        unsettled=frozenset(connection.scalars(_UNSETTLED)),
    )


def _ledger_row(row: RowMapping) -> LedgerRow:
    movement = Movement(
        provider=row["provider"],
        charge_id=row["charge_id"],
        kind=MovementKind(row["movement"]),
        number=row["number"],
        order_id=row["order_id"],
        amount=Money(row["amount"], row["currency"]),
        reason=row["reason"],
    )
    return LedgerRow(movement, row["at"])
