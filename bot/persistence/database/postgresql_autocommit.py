"""A connection of a process that waits behind none of its commands, for what takes one statement."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import NullPool, create_engine

from bot.persistence.database.postgresql import CONNECT, told
from bot.persistence.database.postgresql_breaking import Connections
from domain.shared.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection

T = TypeVar("T")
# What is written may be lost with the server's machine, and is wanted at once.
_NOT_LASTING = "-c synchronous_commit=off"


class PostgresqlAutocommit:
    """See ``Autocommit``: connected when it is first used, and anew when it broke."""

    def __init__(self, url: URL) -> None:
        """Nothing is connected yet."""
        self._engine = create_engine(
            url,
            poolclass=NullPool,
            hide_parameters=True,
            isolation_level="AUTOCOMMIT",
            connect_args={**CONNECT, "options": _NOT_LASTING},
        )
        self.give_up = Connections(self._engine).give_up
        # A connection belongs to one thread.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="autocommit")
        self._connection: Connection | None = None

    async def run(self, work: Callable[[Connection], T]) -> T:
        """See ``Autocommit``."""
        loop = asyncio.get_running_loop()
        try:
            under_way = loop.run_in_executor(self._thread, self._run, work)
        except RuntimeError as error:  # it is closed
            raise DatabaseUnavailable(str(error)) from error
        return await under_way

    def close(self) -> None:
        """See ``Autocommit``."""
        self._thread.submit(self._hang_up)
        self._thread.shutdown()
        self._engine.dispose()

    def _run(self, work: Callable[[Connection], T]) -> T:
        try:
            with told():
                if self._connection is None:
                    self._connection = self._engine.connect()
                return work(self._connection)
        except DatabaseUnavailable:
            self._hang_up()
            raise

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()
