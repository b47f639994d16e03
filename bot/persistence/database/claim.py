"""Having a database of a server for oneself: nobody runs the platform on it meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from bot.persistence.database.locks import AZER, RUNNING
from bot.persistence.database.only_process import AlreadyRunningError

if TYPE_CHECKING:
    from sqlalchemy import Engine

# Whoever runs holds it together with the others (``Session``).
_TRY = select(func.pg_try_advisory_lock(bindparam("azer", AZER), bindparam("what", RUNNING)))


@contextmanager
def claimed(engine: Engine) -> Iterator[None]:
    """Hold the lock, on a connection that is there for nothing else.

    Raises:
        AlreadyRunningError: Somebody runs on it.
        DBAPIError: The database is away.
    """
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        if not connection.scalar(_TRY):
            raise AlreadyRunningError(f"another process runs on {engine.url.database} already")
        yield
