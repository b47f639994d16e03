"""Connecting the session of a process: what the server shall know of it from the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.conninfo import make_conninfo

from bot.persistence.database.locks import AZER, RUNNING
from bot.persistence.database.only_process import AlreadyRunningError
from bot.persistence.database.postgresql import CONNECT, told
from bot.persistence.database.postgresql_refusals import first_line
from domain.shared.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from psycopg import Notify
    from sqlalchemy import URL, Connection, Engine

_KEEPALIVES = (
    "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 3; SET tcp_keepalives_count = 3;"
    " SET tcp_user_timeout = 15000"
)
# The first is there since PostgreSQL 14.
_LEASES = ("idle_session_timeout", "idle_in_transaction_session_timeout")
_HAS_BOTH = 140_000
# Triggers of the tables that are worked off announce each statement that adds rows to them.
_LISTEN = "LISTEN azer_rows"
_RUN = f"SELECT pg_try_advisory_lock_shared({AZER}, {RUNNING})"


def connected(engine: Engine, lease: float, heard: Callable[[Notify], None]) -> Connection:
    """A connection that listens, and that the server ends when it is silent for ``lease`` seconds.

    Raises:
        AlreadyRunningError: Somebody has the database for themselves.
        DatabaseUnavailable: It is away.
        DBAPIError: It refuses us.
    """
    with told():
        connection = engine.connect()
    try:
        driver: Any = connection.connection.driver_connection
        _check_free(driver, engine.url)
        driver.execute(_KEEPALIVES)
        for name in _LEASES if driver.info.server_version >= _HAS_BOTH else _LEASES[1:]:
            driver.execute(f"SET {name} = {int(lease * 1000)}")
        driver.add_notify_handler(heard)
        driver.execute(_LISTEN)
    except BaseException as error:
        connection.close()
        if isinstance(error, psycopg.OperationalError):
            raise DatabaseUnavailable(first_line(error)) from error
        raise
    return connection


def _check_free(driver: Any, url: URL) -> None:
    if not driver.execute(_RUN).fetchone()[0]:
        raise AlreadyRunningError(
            f"somebody has {url.database} for themselves: it is being moved,"
            " or an earlier version of the program runs on it"
        )


def conninfo(url: URL) -> str:
    """What the driver takes for an address, with what all connections need."""
    # Part by part: the driver reads an address otherwise than it was written (a space, a plus),
    # and what it does not like of one it repeats, be it the password.
    _, parts = url.get_dialect()().create_connect_args(url)
    return make_conninfo(**{**parts, **CONNECT})
