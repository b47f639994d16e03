"""Budgets on a clock that a test moves: in memory, and in rows of a server that reads this clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.engine import make_url

from bot.telegram.outgoing.budgets import Budgets, MemoryBudgets, RateLimits
from bot.telegram.outgoing.row_budgets import RowBudgets
from tests.support.engines import fresh_url

if TYPE_CHECKING:
    from sqlalchemy import URL

T = TypeVar("T")
Clock = Callable[[], float]
# Found before the server's own.
_CLOCK = """
CREATE SCHEMA simulated;
CREATE FUNCTION simulated.clock_timestamp() RETURNS timestamptz VOLATILE LANGUAGE sql
AS $$SELECT pg_catalog.to_timestamp(current_setting('simulated.at')::double precision)$$;
SET search_path = simulated, pg_catalog, public;
SET synchronous_commit = off;
"""


class SimulatedAutocommit:
    """A connection to a server whose clock shows the test's time; whoever asks is answered at once."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection, self._clock = connection, clock

    async def run(self, work: Callable[[Connection], T]) -> T:
        self._connection.exec_driver_sql(f"SET simulated.at = '{self._clock()!r}'")
        return work(self._connection)

    def close(self) -> None: ...

    def give_up(self) -> None: ...


class Store:
    """Where budgets are kept; each call of ``budgets`` makes those of one more process."""

    def __init__(self, connection: Connection | None) -> None:
        self._connection = connection
        self._alone: MemoryBudgets | None = None

    def budgets(self, limits: RateLimits, clock: Clock) -> Budgets:
        if self._connection is None:
            self._alone = self._alone or MemoryBudgets(limits, clock)
            return self._alone
        return RowBudgets(limits, SimulatedAutocommit(self._connection, clock))

    def forget(self) -> None:
        self._alone = None
        if self._connection is not None:
            self._connection.exec_driver_sql("DELETE FROM budgets")

    def count(self) -> int:
        """How many chats are remembered."""
        if self._connection is None:
            assert self._alone is not None
            return len(self._alone._chat_next) + len(self._alone._group_sent)
        found = "SELECT count(*) FROM budgets WHERE chat <> 'everybody'"
        return int(self._connection.exec_driver_sql(found).scalar_one())


@contextmanager
def store_of(kind: str) -> Iterator[Store]:
    """``memory``, or ``rows`` in a database of its own."""
    if kind == "memory":
        yield Store(None)
        return
    with fresh_url() as address:
        url: URL = make_url(address).set(drivername="postgresql+psycopg")
        engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(_CLOCK)
            yield Store(connection)
        engine.dispose()
