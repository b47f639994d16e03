"""SQLite connections: one that writes and one that only reads, both on the event loop's thread."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, StaticPool, create_engine, event
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError

# NORMAL leaves the log unsynced at a commit; ``bot.persistence.database.disk`` syncs it before anybody
# hears of the commit. Nor does a commit write the log back: that waits for the disk, too.
_WRITER = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "wal_autocheckpoint=0",
    "foreign_keys=ON",
    # What savepoints need to roll back would be written to a file, page by page.
    "temp_store=MEMORY",
    # Waiting for another process's lock would stop the event loop; the database tries again instead.
    "busy_timeout=0",
    # Reading anything opens the log, which is there from then on.
    "schema_version",
)
_READER = ("busy_timeout=5000", "query_only=1")
_PASSING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
# The file is damaged: SQLite reports these as plain database errors, and they are no bug.
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class TransactionLostError(Exception):
    """A transaction ended before its time, and nothing of it is kept."""


def url_of(path: Path, mode: str = "rw") -> URL:
    """What SQLAlchemy opens; the path is taken as it is, whatever characters are in it.

    Args:
        path: The file.
        mode: ``rw`` for a file that must exist, ``rwc`` for one that is made if need be.
    """
    return URL.create("sqlite", database=_uri(path), query={"mode": mode, "uri": "true"})


def connect(path: Path, *, timeout: float) -> sqlite3.Connection:
    """A connection of the driver alone to a file that must exist.

    Args:
        path: The file.
        timeout: Seconds for which another's lock is waited for.
    """
    return sqlite3.connect(f"{_uri(path)}?mode=rw", uri=True, timeout=timeout)


def open_writer(path: Path) -> Connection:
    """The one connection that writes, in a ``transaction`` each time."""
    return _open(path, _WRITER)


def open_reader(path: Path) -> Connection:
    """A connection that cannot write, and never waits for a writer (WAL)."""
    return _open(path, _READER)


@contextmanager
def transaction(connection: Connection, begin: str) -> Iterator[None]:
    """One transaction, which an exception rolls back.

    Args:
        connection: Any of the above.
        begin: ``BEGIN``, or ``BEGIN IMMEDIATE`` for one that writes: reading first and locking
            later loses updates or fails with "database is locked".
    """
    send(connection, begin)
    try:
        yield
        send(connection, "COMMIT")
    except BaseException:
        if _is_open(connection):
            send(connection, "ROLLBACK")
        raise


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """A part of a transaction, which an exception rolls back alone.

    Raises:
        TransactionLostError: SQLite has rolled everything back, as it does when the disk is full.
    """
    send(connection, "SAVEPOINT part")
    try:
        yield
    except BaseException as error:
        if not _is_open(connection):
            raise TransactionLostError from error
        send(connection, "ROLLBACK TO part")
        send(connection, "RELEASE part")
        raise
    send(connection, "RELEASE part")


def send(connection: Connection, sql: str) -> None:
    """Begin or end a transaction or a part of one, or set a pragma; nothing else comes this way.

    By the driver, since an update takes a dozen of these. For a savepoint and its end the driver
    needs 2 µs, ``exec_driver_sql`` 10 and SQLAlchemy's ``begin_nested`` 43; and a listener to
    SQLAlchemy's ``begin``, which would have to take the lock, adds 3 µs to every statement.

    Raises:
        DBAPIError: As SQLAlchemy would.
    """
    try:
        _driver(connection).execute(sql)
    except sqlite3.Error as error:
        raise DBAPIError.instance(sql, None, error, sqlite3.Error) from error


def wait_for_locks(connection: Connection) -> None:
    """From now on wait a while for another process's lock, where nothing else has to go on."""
    send(connection, "PRAGMA busy_timeout=5000")


def close(connection: Connection) -> None:
    """Let go of a connection."""
    connection.close()
    connection.engine.dispose()


def is_locked(error: BaseException | None) -> bool:
    """Whether a transaction could not begin because somebody else holds the write lock."""
    return isinstance(error, OperationalError) and _kind(error) == sqlite3.SQLITE_BUSY


def is_passing(error: BaseException | None) -> bool:
    """Whether an engine that cannot be used now may be used later: full, locked, failing to write."""
    return isinstance(error, OperationalError) and _kind(error) in _PASSING


def is_readonly(error: BaseException | None) -> bool:
    """Whether somebody tried to write where nothing can be written."""
    return isinstance(error, OperationalError) and _kind(error) == sqlite3.SQLITE_READONLY


def is_unavailable(error: BaseException | None) -> bool:
    """Whether the engine is to blame (full, locked, lost, damaged), and not what was asked of it.

    A statement that SQLite cannot make sense of is an OperationalError, too; that is a bug.
    """
    if isinstance(error, TransactionLostError):
        return True
    if isinstance(error, OperationalError | InterfaceError):
        return _kind(error) != sqlite3.SQLITE_ERROR
    return isinstance(error, DatabaseError) and _kind(error) in _DAMAGED


def is_damaged(error: BaseException | None) -> bool:
    """Whether no later try can help: the file is damaged, is none of SQLite's, or was taken away."""
    if not isinstance(error, DBAPIError):
        return False
    code = int(getattr(error.orig, "sqlite_errorcode", 0))
    return _kind(error) in _DAMAGED or code == sqlite3.SQLITE_READONLY_DBMOVED


def _kind(error: DBAPIError) -> int:
    # The low byte is the kind; the others tell variants of it apart (BUSY_SNAPSHOT and such).
    return int(getattr(error.orig, "sqlite_errorcode", 0)) & 0xFF


def _is_open(connection: Connection) -> bool:
    return bool(_driver(connection).in_transaction)


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _uri(path: Path) -> str:
    return f"file:{quote(os.fsencode(path.absolute()))}"


def _open(path: Path, pragmas: tuple[str, ...]) -> Connection:
    engine = create_engine(
        url_of(path),
        # A statement with a list is another one for each length: the driver keeps them apart.
        connect_args={"check_same_thread": False, "cached_statements": 512},
        poolclass=StaticPool,
        hide_parameters=True,
        # Nothing begins by itself: the driver's BEGIN comes late and takes no lock.
        isolation_level="AUTOCOMMIT",
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").fetchall()

    return engine.connect()
