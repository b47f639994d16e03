"""SQLite engines: one that writes, with a single connection, and one that only reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

# FULL: a charge or an acknowledged update must survive a power cut; shared commits hide the cost.
_WRITER = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000")
_READER = ("busy_timeout=5000", "query_only=1")


def writer_engine(path: Path) -> Engine:
    """The one connection that writes; every transaction begins with the write lock.

    Reading first and locking later loses updates or fails with "database is locked".
    """
    return _engine(path, pool_size=1, pragmas=_WRITER, begin="BEGIN IMMEDIATE")


def reader_engine(path: Path, pool_size: int) -> Engine:
    """Connections that cannot write, and never wait for the writer (WAL)."""
    return _engine(path, pool_size=pool_size, pragmas=_READER, begin="BEGIN")


def _engine(path: Path, *, pool_size: int, pragmas: tuple[str, ...], begin: str) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        # The driver's own BEGIN comes too late and takes no write lock; ours is below.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
