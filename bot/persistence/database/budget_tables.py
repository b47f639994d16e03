"""The table of what is left of Telegram's limits."""

from __future__ import annotations

from sqlalchemy import ARRAY, Column, Float, String, Table, Text

from bot.persistence.database.schema import metadata

# What is left of Telegram's limits, where several processes send: for each chat that was sent to of
# late, and for "everybody". Times are seconds since 1970, by the server's clock.
budgets = Table(
    "budgets",
    metadata,
    Column("chat", String(64), primary_key=True),
    # When a private chat's budget is whole again; of everybody, when the next message may go.
    Column("next_at", Float, nullable=False, server_default="0"),
    # Telegram told it to wait until then.
    Column("rests_until", Float, nullable=False, server_default="0"),
    # When a group was sent the last that count.
    Column(
        "sent",
        ARRAY(Float).with_variant(Text, "sqlite"),
        nullable=False,
        server_default="{}",
    ),
)
