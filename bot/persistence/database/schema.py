"""What all tables share."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
ID = String(64)
CURRENCY = String(3)
# SQLite gives an automatic number to a column that is exactly INTEGER, and to no other.
SERIAL = BigInteger().with_variant(Integer, "sqlite")
