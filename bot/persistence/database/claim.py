"""The claim of one process to a database of a server: a lock that goes with a session."""

from __future__ import annotations

import os
import selectors
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import bindparam, func, select, text
from sqlalchemy.exc import DBAPIError

from bot.persistence.database.only_process import AlreadyRunningError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_log = structlog.get_logger(__name__)

# A number that nobody else takes on this database, "azer" in ASCII; with another, what it is for.
AZER = 0x617A6572
_RUNNING = 2
_TRY = select(func.pg_try_advisory_lock(bindparam("azer", AZER), bindparam("what", _RUNNING)))
_HOLDER = text(
    "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
    " AND classid = CAST(:azer AS integer) AND objid = CAST(:what AS integer)"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
).bindparams(azer=AZER, what=_RUNNING)
_SESSION = select(func.pg_backend_pid())
_LOOK_AGAIN = 0.2


@contextmanager
def claimed(engine: Engine) -> Iterator[None]:
    """Hold the lock, on a connection that is there for nothing else.

    The lock goes with its session. When that breaks, because the server died or was stopped, it is
    taken again as soon as there is a server. If somebody else was faster, this process is asked to
    end, as a service manager would.

    Raises:
        AlreadyRunningError: Another process holds it.
        DBAPIError: The database is away.
    """
    engine = engine.execution_options(isolation_level="AUTOCOMMIT")
    session = _taken(engine)
    ending, end = socket.socketpair()
    keeper = threading.Thread(
        target=_keep, args=(engine, session, ending), name="claim", daemon=True
    )
    keeper.start()
    try:
        yield
    finally:
        end.close()
        keeper.join()
        ending.close()


def _taken(engine: Engine, before: int | None = None) -> Connection | None:
    """The session that holds the lock now; None if the one of ``before`` still does.

    A server that cannot see that its client has gone keeps the session for a while.
    """
    connection = engine.connect()
    try:
        if connection.scalar(_TRY):
            return connection
        holder = connection.scalar(_HOLDER)
    except BaseException:
        connection.close()
        raise
    connection.close()
    if before is not None and holder in {before, None}:
        return None
    raise AlreadyRunningError(f"another process runs on {engine.url.database} already")


def _keep(engine: Engine, session: Connection | None, ending: socket.socket) -> None:
    number: int | None = None
    while True:
        if session is not None:
            with suppress(DBAPIError):
                number = session.scalar(_SESSION)
                _wait_until_broken(session, ending)
            session.close()
            session = None
        if _is_readable(ending, within=0):
            return
        try:
            session = _taken(engine, number)
        except AlreadyRunningError as error:
            _log.critical(
                "the database was taken meanwhile; this process ends", problem=str(error)
            )
            os.kill(os.getpid(), signal.SIGTERM)
            return
        except DBAPIError as error:
            _log.debug("the database cannot be claimed again yet", problem=str(error.orig))
        if session is None and _is_readable(ending, within=_LOOK_AGAIN):
            return


def _wait_until_broken(session: Connection, ending: socket.socket) -> None:
    """Return when ``ending`` says so. Raises DBAPIError when the session is broken."""
    driver = session.connection.driver_connection
    with selectors.DefaultSelector() as selector:
        selector.register(ending, selectors.EVENT_READ)
        selector.register(driver.fileno(), selectors.EVENT_READ)  # type: ignore[union-attr]
        while all(key.fileobj is not ending for key, _ in selector.select()):
            # A server may have something to say that is not its end.
            session.scalar(_SESSION)


def _is_readable(ending: socket.socket, within: float) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(ending, selectors.EVENT_READ)
        return bool(selector.select(within))
