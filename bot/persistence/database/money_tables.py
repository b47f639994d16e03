"""The tables of the payment context. Columns change only together with a migration."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from bot.persistence.database.schema import CURRENCY, ID, SERIAL, metadata
from bot.persistence.database.types import UtcDateTime

payments = Table(
    "payments",
    metadata,
    Column("order_id", ID, ForeignKey("orders.id"), primary_key=True),
    Column("customer_id", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", CURRENCY, nullable=False),
    Column("methods", Text, nullable=False),
    Column("method", String(10)),
    Column("state", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("most_tip", BigInteger),
    Column("is_resting", Boolean, nullable=False, server_default=false()),
    Column("kept", BigInteger),
    Column("reduced_to", BigInteger),
    Column("owed", BigInteger, nullable=False, server_default="0"),
)
Index(
    "ix_payments_resting",
    payments.c.order_id,
    sqlite_where=payments.c.is_resting.is_(True),
    postgresql_where=payments.c.is_resting.is_(True),
)

charges = Table(
    "charges",
    metadata,
    Column("provider", String(40), primary_key=True),
    Column("charge_id", String(200), primary_key=True),
    Column("order_id", ID, ForeignKey("payments.order_id"), nullable=False, index=True),
    Column("telegram_charge_id", String(200), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", CURRENCY, nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("taken_at", UtcDateTime, nullable=False),
    Column("refunded", BigInteger, nullable=False, server_default="0"),
    Column("asked", BigInteger, nullable=False, server_default="0"),
    Column("refunds", Integer, nullable=False, server_default="0"),
)
Index(
    "ix_charges_refunding",
    charges.c.taken_at,
    sqlite_where=charges.c.state == "refunding",
    postgresql_where=charges.c.state == "refunding",
)

# Triggers, which are made with the table, refuse to change, replace or delete a row.
ledger = Table(
    "ledger",
    metadata,
    Column("seq", SERIAL, primary_key=True),
    Column("provider", String(40), nullable=False),
    Column("charge_id", String(200), nullable=False),
    Column("movement", String(20), nullable=False),
    Column("number", Integer, nullable=False),
    # No reference: money can arrive for an order that does not exist. It is the payload of an
    # invoice, of at most 128 bytes (Bot API).
    Column("order_id", String(128), nullable=False, index=True),
    Column("amount", BigInteger, nullable=False),
    Column("currency", CURRENCY, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("provider", "charge_id", "order_id", "movement", "number"),
    sqlite_autoincrement=True,
)
