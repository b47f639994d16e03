"""The one connection of a process outside the pool: it holds its locks, and hears of others' rows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
import structlog
from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from bot.persistence.database.locks import AZER, LEADING, lock_key
from bot.persistence.database.only_process import AlreadyRunningError
from bot.persistence.database.postgresql import CONNECT, LEASE, PostgresqlDatabase, is_away, told
from bot.persistence.database.postgresql_breaking import Connections
from bot.persistence.database.postgresql_connecting import connected
from bot.persistence.database.postgresql_leader import LeadersDatabase
from bot.persistence.database.postgresql_refusals import first_line
from domain.shared.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from psycopg import Notify
    from sqlalchemy import URL, Connection

_log = structlog.get_logger(__name__)

T = TypeVar("T")
Unit = TypeVar("Unit")
_LEAD = f"SELECT pg_try_advisory_lock({AZER}, {LEADING})"
_RESIGN = f"SELECT pg_advisory_unlock({AZER}, {LEADING})"
_LOOK_ALL = "SELECT pg_notify('azer_rows', '')"
_TAKE, _LET_GO = "SELECT pg_try_advisory_lock(%s)", "SELECT pg_advisory_unlock(%s)"
_TAKE_FREE = (
    "SELECT array_agg(name) FROM unnest(%s::text[], %s::bigint[]) AS asked(name, key)"
    " WHERE pg_try_advisory_lock(key)"
)
_MOMENT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
# So often whoever does not lead asks whether somebody does. Whoever leads shows that it lives.
ASK_EVERY, SHOW_EVERY = 0.2, 2.0


class Session:
    """A session of the server, in autocommit, whose locks go with it.

    A proxy that pools transactions would give it another session each time: the address has to
    lead to the server itself.
    """

    def __init__(self, url: URL) -> None:
        """Nothing is connected yet."""
        self._name = url.database
        self._engine = create_engine(
            url,
            poolclass=NullPool,
            hide_parameters=True,
            isolation_level="AUTOCOMMIT",
            connect_args=CONNECT,
        )
        self.give_up = Connections(self._engine).give_up
        # A connection belongs to one thread.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="session")
        self._connection: Connection | None = None
        self._socket = -1
        self._shown_at = float("-inf")
        self._in_flight = 0
        self._readable = asyncio.Event()
        self._wants_to_lead = self._is_there = False
        self.elected, self.deposed = asyncio.Event(), asyncio.Event()
        self.on_rows: Callable[[str], None] = _ignore
        self.on_presence: Callable[[bool], None] = _ignore

    @property
    def is_leading(self) -> bool:
        """Whether the leader's lock is ours for certain, now."""
        return self.elected.is_set() and monotonic() - self._shown_at < LEASE

    async def open(self) -> None:
        """Connect.

        Raises:
            AlreadyRunningError: Somebody has the database for themselves.
            DatabaseUnavailable: It is away.
            DBAPIError: It refuses us.
        """
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, partial(self._connect, loop))
        self._shown_at = monotonic()
        loop.add_reader(self._socket, self._readable.set)

    def stand(self) -> None:
        """From now on lead as soon as nobody else does."""
        self._wants_to_lead = True
        self._readable.set()

    async def run(self) -> None:
        """Keep the session until cancelled.

        Raises:
            DatabaseUnavailable: It broke, or cannot be had; its locks are others'.
        """
        try:
            if self._connection is None:
                await self._open_again()
            if not self._is_there:
                self._is_there = True
                self.on_presence(self._is_there)
            # What was committed while nobody listened.
            self.on_rows("")
            while True:
                await self._show()
                await self._pause()
        except DatabaseUnavailable:
            if self._is_there:
                _log.warning("the session with the database is lost, and its locks with it")
                self._is_there = False
                self.on_presence(self._is_there)
            raise
        finally:
            self._depose()
            await self._hang_up()

    async def resign(self) -> None:
        """Lead no more, and let others do so at once."""
        self._wants_to_lead = False
        if self.elected.is_set():
            self._depose()
            with suppress(DatabaseUnavailable):
                await self._ask(_RESIGN)

    async def hand_over(self) -> None:
        """Let others look at once for what this process leaves to them; it has let go of it."""
        with suppress(DatabaseUnavailable):
            await self._ask(_LOOK_ALL)

    async def close(self) -> None:
        """Let go of all locks."""
        await self._hang_up()
        self._thread.shutdown()
        self._engine.dispose()

    async def take(self, name: str) -> bool:
        """Take the lock of this name, unless another process has it. Raises DatabaseUnavailable.

        Locks of a session are counted: who takes one twice must let go twice.
        """
        return bool(await self._ask(_TAKE, lock_key(name)))

    async def take_free(self, names: Collection[str]) -> list[str]:
        """Take those locks that no other process has; return them. Raises DatabaseUnavailable."""
        asked = list(names)
        return await self._ask(_TAKE_FREE, asked, [lock_key(it) for it in asked]) or []

    async def let_go(self, name: str) -> None:
        """Let go of a lock; one that broke with its session is gone already."""
        with suppress(DatabaseUnavailable):
            await self._ask(_LET_GO, lock_key(name))

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` on one moment's state, on the connection that holds the locks.

        Raises:
            DatabaseUnavailable: It is broken, or others lead.
        """
        if not self.elected.is_set():
            raise DatabaseUnavailable("another process leads")
        return await self._in_thread(partial(self._read, work))

    def leaders(self, database: PostgresqlDatabase[Unit]) -> LeadersDatabase[Unit]:
        """The database as the leader reads it: nothing without the lock."""
        return LeadersDatabase(database, self.read)

    def _connect(self, loop: asyncio.AbstractEventLoop) -> None:
        def heard(notify: Notify) -> None:
            loop.call_soon_threadsafe(self.on_rows, notify.payload)

        self._connection = connected(self._engine, LEASE, heard)
        driver: Any = self._connection.connection.driver_connection
        self._socket = driver.fileno()

    async def _open_again(self) -> None:
        try:
            await self.open()
        except AlreadyRunningError as error:
            raise DatabaseUnavailable(str(error)) from error
        except DBAPIError as error:
            raise DatabaseUnavailable(first_line(error)) from error

    async def _show(self) -> None:
        """Let the server see that we live, hear what it has to say, and lead if nobody does."""
        if self._wants_to_lead and not self.elected.is_set():
            if await self._ask(_LEAD):
                _log.info("this process leads")
                self.deposed.clear()
                self.elected.set()
        else:
            await self._ask("SELECT 1")

    async def _pause(self) -> None:
        is_waiting = self._wants_to_lead and not self.elected.is_set()
        with suppress(TimeoutError):
            async with asyncio.timeout(ASK_EVERY if is_waiting else SHOW_EVERY):
                await self._readable.wait()
        self._readable.clear()

    async def _ask(self, sql: str, *values: object) -> Any:
        return await self._in_thread(partial(self._answer, sql, values))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        """What is done on the connection; its answers are not taken for somebody's news."""
        loop = asyncio.get_running_loop()
        if self._connection is None:
            raise DatabaseUnavailable("there is no session")
        began_at = monotonic()
        self._in_flight += 1
        self._hear_no_more(loop)
        try:
            result = await loop.run_in_executor(self._thread, work)
        finally:
            self._in_flight -= 1
            if not self._in_flight:
                self._hear_again(loop)
        self._shown_at = max(self._shown_at, began_at)
        return result

    def _answer(self, sql: str, values: tuple[object, ...]) -> Any:
        driver: Any = self._held().connection.driver_connection
        try:
            return driver.execute(sql, values or None).fetchone()[0]
        except psycopg.Error as error:
            raise DatabaseUnavailable(first_line(error)) from error

    def _read(self, work: Callable[[Connection], T]) -> T:
        connection = self._held()
        driver: Any = connection.connection.driver_connection
        try:
            driver.execute(_MOMENT)
            with told():
                return work(connection)
        except psycopg.Error as error:
            raise DatabaseUnavailable(first_line(error)) from error
        finally:
            with suppress(psycopg.Error, DBAPIError):
                connection.rollback()
                driver.rollback()

    def _held(self) -> Connection:
        if self._connection is None or self._connection.invalidated:
            raise DatabaseUnavailable("the session is broken")
        return self._connection

    def _depose(self) -> None:
        if self.elected.is_set():
            _log.info("this process leads no more")
        self.elected.clear()
        self.deposed.set()

    def _hear_no_more(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._socket >= 0:
            loop.remove_reader(self._socket)

    def _hear_again(self, loop: asyncio.AbstractEventLoop) -> None:
        driver: Any = None
        if self._connection is not None and not self._connection.invalidated:
            driver = self._connection.connection.driver_connection
        if driver is None or driver.closed:
            # It may have broken after all was answered. Its socket is closed, and the number may
            # be another's by now. The loop that keeps the session finds it broken.
            self._socket = -1
            self._readable.set()
        else:
            loop.add_reader(self._socket, self._readable.set)

    async def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            loop = asyncio.get_running_loop()
            self._hear_no_more(loop)
            self._socket = -1
            await loop.run_in_executor(self._thread, partial(_close, connection))


def _close(connection: Connection) -> None:
    try:
        # What it holds goes with it, so it must not lie in a pool.
        connection.invalidate()
        connection.close()
    except DBAPIError as error:
        if not is_away(error):
            raise


def _ignore(_news: object) -> None:
    """Nobody listens yet."""
