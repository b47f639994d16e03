"""The database on PostgreSQL: one command a transaction, on a few threads (ADR 12)."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import structlog
from sqlalchemy import Engine, bindparam, create_engine, select
from sqlalchemy.event import listens_for
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.persistence.database.batching import BatchingConnection
from bot.persistence.database.postgresql_breaking import Connections
from bot.persistence.database.tables import orders
from bot.persistence.database.turns import Turns
from bot.worker import backoff
from domain.shared.errors import Conflict, DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection

    from domain.processes.kitchens import Kitchen

_log = structlog.get_logger(__name__)

T = TypeVar("T")
Unit = TypeVar("Unit")

# Measured on two cores: 2, 4 and 8 threads carried out 445, 679 and 743 commands a second, at a
# p99 of 61, 44 and 55 ms.
THREADS = 4
# A conflict is over when the other one has committed, so the next try mostly succeeds.
MOST_TRIES = 30
_FIRST_PAUSE, _LONGEST_PAUSE = 0.002, 0.1
# A key that exists already may be one that somebody wrote meanwhile; a third time it is a bug.
MOST_DUPLICATES = 3
_DUPLICATE = "23505"
# What a later try mends: serialization failure, deadlock, lock not available.
_AGAIN = ("40001", "40P01", "55P03")
# The engine is to blame, not what was asked of it (PostgreSQL, appendix A): connection exceptions,
# resources (disk full, too many connections), operator intervention (shutdown), system errors,
# data that is corrupted.
_AWAY = ("08", "53", "57", "58", "XX001", "XX002")
# A server that only reads (a standby that was not promoted yet); within a reader it is a bug.
_READS_ONLY = "25006"
_CONNECT_SECONDS = 5
# The server ends what a process has open with it that is frozen, or whose machine is lost: its
# locks are free within this time.
LEASE = 10.0
# A machine that is gone is noticed within 15 s.
CONNECT = {
    "connect_timeout": _CONNECT_SECONDS,
    # A server that leaves texts as they are (SQL_ASCII) would hand them out as bytes.
    "client_encoding": "utf8",
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
_STORE_OF = select(orders.c.store_id).where(orders.c.id == bindparam("order"))
_KNOWN_STORES = 10_000


def open_engine(url: URL) -> Engine:
    """An engine for a PostgreSQL server, with what all its connections need."""
    engine = create_engine(
        url,
        pool_size=THREADS,
        max_overflow=0,
        pool_timeout=_CONNECT_SECONDS,
        isolation_level="READ COMMITTED",
        hide_parameters=True,
        connect_args=CONNECT,
    )
    listens_for(engine, "connect")(_end_when_frozen)
    return engine


def _end_when_frozen(driver: Any, _record: object) -> None:
    """A process that is frozen within a transaction would keep others from its rows."""
    driver.execute(f"SET idle_in_transaction_session_timeout = {int(LEASE * 1000)}")
    driver.commit()


class PostgresqlDatabase(Generic[Unit]):
    """A PostgreSQL database behind ``read`` and ``write``.

    Each ``write`` is a transaction of its own, at READ COMMITTED. One that may move a kitchen's line
    names the kitchen: it takes its turn among those of this process, and locks the store's row
    before anything else. One that meets another's change is carried out anew, as a whole.
    """

    locks_kitchens = True

    def __init__(
        self,
        url: URL,
        begin: Callable[[Connection, str | None], Unit],
        on_commit: Callable[[list[Unit]], None],
    ) -> None:
        """Use the database, whose tables must exist; nothing is connected yet.

        Args:
            url: ``postgresql+psycopg://…``
            begin: Makes the unit of work of a transaction that has begun, on a thread; it locks
                the kitchen of the store that is named, if one is.
            on_commit: Called on the event loop after a commit, with the unit that is kept.
        """
        self._begin, self._on_commit = begin, on_commit
        self._engine = open_engine(url)
        self.give_up = Connections(self._engine).give_up
        # The same pool and the same cache of compiled statements. A reader sees one moment.
        self._snapshots = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="postgresql")
        self._turns = Turns()
        self._stores: dict[str, str] = {}
        self._under_way: set[asyncio.Task[Any]] = set()

    async def write(
        self,
        work: Callable[[Unit], T],
        *,
        lasting: bool = False,
        kitchen: Kitchen | None = None,
    ) -> T:
        """Run ``work`` in a transaction; it must bear being run again after a rollback.

        Every commit is on the disk when it is answered, ``lasting`` or not. A caller that is
        cancelled does not undo what is carried out.

        Args:
            work: What is done.
            lasting: Whether it must be on the disk when it is answered.
            kitchen: Whose line it may move.

        Raises:
            DatabaseUnavailable: The database is away. A later try may find the work done, when the
                connection broke while it committed.
        """
        return await self._carried_through(self._write(work, kitchen))

    async def read(self, work: Callable[[Unit], T]) -> T:
        """Run ``work`` on one moment's state, which it cannot change.

        Raises:
            DatabaseUnavailable: The database is away.
        """
        return await self._in_thread(lambda: self._read(work))

    def unit(self, connection: Connection) -> Unit:
        """A unit of work on a transaction that somebody else has begun, and ends."""
        return self._begin(connection, None)

    def check_presence(self) -> None:
        """Nothing to do: a server that is away tells so itself."""

    def lose(self, problem: str) -> None:
        """Go on: the server looks after its own pages, and what it cannot read it says each time."""
        _log.error("the database is damaged", problem=problem)

    def close(self) -> None:
        """Finish what is under way, then let go of the connections."""
        self._threads.shutdown()
        self._engine.dispose()

    async def _carried_through(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(_tell_failure)
            raise

    async def _write(self, work: Callable[[Unit], T], kitchen: Kitchen | None) -> T:
        store_id = await self._store_of(kitchen) if kitchen else None
        if store_id is None:
            return await self._until_done(work, None)
        async with self._turns.of(store_id):
            return await self._until_done(work, store_id)

    async def _until_done(self, work: Callable[[Unit], T], store_id: str | None) -> T:
        duplicates = 0
        for tries in range(MOST_TRIES):
            try:
                unit, result = await self._in_thread(lambda: self._attempt(work, store_id))
            except Conflict as error:
                last: Exception = error
            except IntegrityError as error:
                duplicates += 1
                if _state(error) != _DUPLICATE or duplicates == MOST_DUPLICATES:
                    raise
                last = error
            except DBAPIError as error:
                if _state(error) not in _AGAIN:
                    raise
                last = error
            else:
                self._on_commit([unit])
                return result
            _log.info("a transaction is carried out again", tries=tries + 1, why=_name(last))
            pause = backoff(tries, first=_FIRST_PAUSE, most=_LONGEST_PAUSE)
            # Two that met would meet again.
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - no secret
        raise DatabaseUnavailable(f"in each other's way: {_name(last)}")

    async def _in_thread(self, work: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        try:
            under_way = loop.run_in_executor(self._threads, work)
        except RuntimeError as error:  # it is closed, or no thread can be started
            raise DatabaseUnavailable(str(error)) from error
        return await under_way

    def _attempt(self, work: Callable[[Unit], T], store_id: str | None) -> tuple[Unit, T]:
        with told(_READS_ONLY), self._engine.begin() as connection:
            batching = BatchingConnection(connection)
            unit = self._begin(cast("Connection", batching), store_id)
            result = work(unit)
            batching.flush()
            return unit, result

    def _read(self, work: Callable[[Unit], T]) -> T:
        with told(), self._snapshots.begin() as connection:
            return work(self._begin(connection, None))

    async def _store_of(self, kitchen: Kitchen) -> str | None:
        """The store of a kitchen, which an order never changes; None if there is no such order."""
        if kitchen.store_id is not None:
            return kitchen.store_id
        order_id = cast("str", kitchen.order_id)
        if order_id not in self._stores:
            found = await self._in_thread(lambda: self._ask_store_of(order_id))
            if found is None:
                return None
            while len(self._stores) >= _KNOWN_STORES:
                self._stores.pop(next(iter(self._stores)))
            self._stores[order_id] = found
        return self._stores[order_id]

    def _ask_store_of(self, order_id: str) -> str | None:
        with told(), self._snapshots.begin() as connection:
            found: str | None = connection.scalar(_STORE_OF, {"order": order_id})
            return found


def _tell_failure(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (error := task.exception()):
        _log.warning("a transaction failed, and nobody waits for it any more", why=_name(error))


@contextmanager
def told(*also: str) -> Iterator[None]:
    """Tell an engine that is away apart from what was asked of it; ``also`` by these states."""
    try:
        yield
    except (DBAPIError, PoolTimeoutError) as error:
        if not is_away(error) and not (isinstance(error, DBAPIError) and _state(error) in also):
            raise
        raise DatabaseUnavailable(_name(error)) from error


def is_away(error: BaseException) -> bool:
    """Whether PostgreSQL is to blame: it cannot be reached, is full, stops, or only reads."""
    if isinstance(error, PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = _state(error)
    # A connection that was not made, or broke, has no state.
    if state is None:
        return error.connection_invalidated or type(error.orig).__name__ in {
            "OperationalError",
            "ConnectionTimeout",
            "InterfaceError",
        }
    return error.connection_invalidated or state.startswith(_AWAY)


def _state(error: DBAPIError) -> str | None:
    state: str | None = getattr(error.orig, "sqlstate", None)
    return state


def _name(error: BaseException) -> str:
    cause = getattr(error, "orig", None) or error
    return f"{type(cause).__name__}: {cause}".partition("\n")[0]
