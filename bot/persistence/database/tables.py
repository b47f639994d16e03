"""Every table. Columns change only together with a migration."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
)

from bot.persistence.database import (  # noqa: F401 - they belong to the same metadata
    budget_tables,
    money_tables,
    token_tables,
)
from bot.persistence.database.schema import CURRENCY, ID, SERIAL, metadata
from bot.persistence.database.types import UtcDateTime

stores = Table(
    "stores",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("currency", CURRENCY, nullable=False),
    Column("phone", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("categories", Text, nullable=False),
    Column("methods", Text, nullable=False),
    Column("owners", Text, nullable=False),
    Column("couriers", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("capacity", Integer),
    Column("terms", Text, nullable=False),
    Column("region", String(2), nullable=False, server_default=""),
    Column("unanswered", Integer, nullable=False, server_default="0"),
    Column("paused_by", BigInteger),
)

# Who works where, for finding a person's stores; the stores' own lists are what counts.
store_staff = Table(
    "store_staff",
    metadata,
    Column("store_id", ID, ForeignKey("stores.id"), primary_key=True),
    Column("role", String(10), primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Index(None, "user_id", "role"),
)

orders = Table(
    "orders",
    metadata,
    Column("id", ID, primary_key=True),
    Column("customer_id", BigInteger, nullable=False),
    Column("customer_name", Text, nullable=False),
    Column("store_id", ID, nullable=False),
    Column("store_name", Text, nullable=False),
    Column("store_phone", Text, nullable=False),
    Column("lines", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", CURRENCY, nullable=False),
    Column("address", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("state", String(20), nullable=False),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("admitted_at", UtcDateTime, index=True),
    Column("cooked_at", UtcDateTime),
    Column("delivery_fee", BigInteger, nullable=False),
    Index(None, "customer_id", "placed_at"),
    Index(None, "store_id", "state"),
    Index(None, "store_id", "cooked_at"),
)

tickets = Table(
    "tickets",
    metadata,
    Column("order_id", ID, primary_key=True),
    Column("store_id", ID, nullable=False),
    Column("customer_name", Text, nullable=False),
    Column("customer_phone", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("lines", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", CURRENCY, nullable=False),
    Column("method", String(10), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("decided_by", BigInteger),
    Column("ready_at", UtcDateTime),
    Column("reason", String(40), nullable=False),
    Column("words", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("delivery_fee", BigInteger, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("tip", BigInteger),
    Column("ended_at", UtcDateTime),
    Column("asked", Integer, nullable=False, server_default="0"),
    Column("request", Text),
    Column("missing", Text),
    Column("left_out", Text, nullable=False, server_default="[]"),
    Column("kept", BigInteger),
    Index(None, "store_id", "state", "received_at"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("order_id", ID, primary_key=True),
    Column("store_id", ID, nullable=False),
    Column("destination", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("courier_id", BigInteger),
    Column("courier_name", Text, nullable=False),
    Column("asked", Integer, nullable=False, server_default="0"),
    Column("declined", Text, nullable=False, server_default=""),
    Column("trips", Integer, nullable=False, server_default="0"),
    Column("problem", String(20)),
    Column("photo", Text, nullable=False, server_default=""),
    Column("settlement", String(20)),
    Column("version", Integer, nullable=False),
    Index(None, "store_id", "state"),
    Index(None, "courier_id", "state"),
)

couriers = Table(
    "couriers",
    metadata,
    Column("courier_id", BigInteger, primary_key=True, autoincrement=False),
    Column("state", String(20), nullable=False),
    Column("version", Integer, nullable=False),
)

order_views = Table(
    "order_views",
    metadata,
    Column("order_id", ID, primary_key=True),
    Column("customer_id", BigInteger, nullable=False),
    Column("state", String(20), nullable=False),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("content", Text, nullable=False),
    Index(None, "customer_id", "placed_at"),
)

people = Table(
    "people",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("language", String(10), nullable=False),
    Column("reachable", Boolean, nullable=False),
    Column("username", String(40), index=True),
    Column("banned_by", BigInteger),
    Column("pays_by_card", Boolean, nullable=False, server_default=false()),
)

deadlines = Table(
    "deadlines",
    metadata,
    Column("kind", String(40), primary_key=True),
    Column("order_id", ID, primary_key=True),
    Column("due_at", UtcDateTime, nullable=False, index=True),
)

events = Table(
    "events",
    metadata,
    Column("seq", SERIAL, primary_key=True),
    Column("event_id", String(36), nullable=False, unique=True),
    Column("subject", ID, nullable=False, index=True),
    Column("name", String(60), nullable=False),
    Column("payload", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    # By which transaction it was written, on an engine with many writers; it fills it in itself.
    Column("xact_id", BigInteger),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("consumer", String(20), nullable=False),
    Column("seq", BigInteger, ForeignKey("events.seq"), nullable=False),
    Column("subject", ID, nullable=False),
    Column("bucket", Integer, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("retry_at", UtcDateTime),
    Column("dead_at", UtcDateTime),
    Column("error", Text),
    Index(None, "consumer", "subject", "id"),
    sqlite_autoincrement=True,
)

processed_events = Table(
    "processed_events",
    metadata,
    Column("consumer", String(20), primary_key=True),
    Column("event_id", String(36), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    sqlite_with_rowid=False,
)

updates = Table(
    "updates",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_queue", String(30), nullable=False),
    Column("payload", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("replies", Integer, nullable=False, server_default="0"),
    Column("done_at", UtcDateTime, index=True),
    Column("error", Text),
    Column("dead_at", UtcDateTime),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("key", String(120), primary_key=True),
    Column("scope", String(40), nullable=False),
    Column("result", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    # What was asked for, where the key is one that somebody else has chosen.
    Column("fingerprint", String(64)),
    sqlite_with_rowid=False,
)

conversations = Table(
    "conversations",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("states", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("touched_at", UtcDateTime, nullable=False, index=True),
)

messages = Table(
    "messages",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("audience", String(10), nullable=False),
    Column("subject", ID, nullable=False),
    Column("event_seq", BigInteger, ForeignKey("events.seq")),
    Column("priority", Integer, nullable=False),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("retry_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("dead_at", UtcDateTime),
    # At which revision a card was wished for anew, at the end of its chat.
    Column("new_at", Integer),
    # Until then it waits, in case something else makes it needless.
    Column("not_before", UtcDateTime),
    Index(None, "chat_id", "priority", "id"),
    sqlite_autoincrement=True,
)
Index(
    "uq_messages_card",
    messages.c.chat_id,
    messages.c.audience,
    messages.c.subject,
    unique=True,
    sqlite_where=messages.c.kind == "card",
    postgresql_where=messages.c.kind == "card",
)

cards = Table(
    "cards",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("audience", String(10), primary_key=True),
    Column("subject", ID, primary_key=True),
    Column("message_id", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    # What it begins with: the newest event that its reader had to notice.
    Column("event_seq", BigInteger),
    # The messages that it was before, until they are gone.
    Column("old_messages", Text),
)
Index(
    "ix_cards_old",
    cards.c.chat_id,
    sqlite_where=cards.c.old_messages.is_not(None),
    postgresql_where=cards.c.old_messages.is_not(None),
)
