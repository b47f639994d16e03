"""The table of the tokens by which programs speak HTTP. Columns change only with a migration."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table, Text

from bot.persistence.database.schema import ID, metadata
from bot.persistence.database.types import UtcDateTime

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("scope", String(10), nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("store_id", ID),
    Column("name", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
)
