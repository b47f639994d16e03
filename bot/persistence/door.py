"""The one door between the asynchronous edge and the synchronous domain."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from bot.persistence.engine import reader_engine, writer_engine
from bot.persistence.once import key_of
from bot.persistence.transaction import SqlTransaction
from domain.processes.registry import SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from bot.persistence.journal import Routes
    from domain.shared.messages import Command, Event, Query
    from domain.shared.policy import Policy

T = TypeVar("T")
OnCommit = Callable[["set[type[Event]]", bool], None]

# Commands that wait together share one commit, which is most of a small command's cost.
MAX_BATCH = 20
READERS = 4


@dataclass
class _Job:
    work: Callable[[SqlTransaction], Any]
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


class Door:
    """``execute`` and ``query`` are the only ways in.

    One thread writes; each command is one transaction, or one savepoint of a commit that it
    shares with the commands that were waiting beside it. A caller that is cancelled does not
    stop a command that has begun.
    """

    def __init__(
        self,
        path: Path,
        *,
        routes: Routes,
        policy: Policy,
        clock: Callable[[], datetime],
        on_commit: OnCommit = lambda _events, _messages: None,
    ) -> None:
        """Open the database, whose tables must exist.

        Args:
            path: The SQLite file.
            routes: Which consumers an event goes to.
            policy: The operator's times and limits.
            clock: Tells the time, in UTC.
            on_commit: Called on the event loop after a commit, with the kinds of events that were
                published and whether messages were promised.
        """
        self._routes, self._policy, self._clock = routes, policy, clock
        self._on_commit = on_commit
        self._writer = writer_engine(path)
        self._reader = reader_engine(path, READERS)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._thread = threading.Thread(target=self._write_forever, name="writer")
        self._thread.start()

    async def execute(self, command: Command[T]) -> T:
        """Carry out a command in one transaction; once, for the update that is being handled.

        Raises:
            DomainError: The rules refuse; nothing was changed.
        """
        service = SERVICES[type(command)]
        key = key_of(command)
        if key is None:
            return cast("T", await self.write(lambda tx: service(command, tx)))
        return cast(
            "T",
            await self.write(
                lambda tx: tx.handled.once(key, command, lambda: service(command, tx))
            ),
        )

    async def query(self, query: Query[T]) -> T:
        """Answer a question. Raises DomainError."""
        service = SERVICES[type(query)]
        return cast("T", await self.read(lambda tx: service(query, tx)))

    async def write(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run ``work`` in a transaction on the writer's thread; for what is not a command."""
        job = _Job(work, asyncio.get_running_loop().create_future())
        self._jobs.put(job)
        return cast("T", await job.future)

    async def read(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run ``work`` on a connection that cannot write."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._read, work)

    def close(self) -> None:
        """Finish what is waiting, then let go of the database."""
        self._jobs.put(None)
        self._thread.join()
        self._pool.shutdown()
        self._reader.dispose()
        self._writer.dispose()

    def _read(self, work: Callable[[SqlTransaction], T]) -> T:
        with self._reader.connect() as connection:
            return work(self._transaction(connection))

    def _transaction(self, connection: Connection) -> SqlTransaction:
        return SqlTransaction(connection, self._routes, self._policy, self._clock())

    def _write_forever(self) -> None:
        while (job := self._jobs.get()) is not None:
            batch = [job]
            while len(batch) < MAX_BATCH:
                try:
                    waiting = self._jobs.get_nowait()
                except queue.Empty:
                    break
                if waiting is None:
                    self._jobs.put(None)
                    break
                batch.append(waiting)
            # A caller that was cancelled before its turn wants nothing any more.
            self._write([job for job in batch if not job.future.cancelled()])

    def _write(self, batch: list[_Job]) -> None:
        published: set[type[Event]] = set()
        promised = False
        try:
            with self._writer.begin() as connection:
                for job in batch:
                    tx = self._transaction(connection)
                    with _alone(job, connection):
                        job.result = job.work(tx)
                        published |= tx.published
                        promised |= tx.promised
        except BaseException as error:  # whoever waits must hear of it
            for job in batch:
                job.error = job.error or error
            published, promised = set(), False
        if batch:
            # Waking the event loop costs a system call: once for all who shared the commit.
            loop = batch[0].future.get_loop()
            loop.call_soon_threadsafe(self._answer, batch, published, promised)

    def _answer(self, batch: list[_Job], published: set[type[Event]], promised: bool) -> None:
        if published or promised:
            self._on_commit(published, promised)
        for job in batch:
            if job.future.done():
                continue
            if job.error is not None:
                job.future.set_exception(job.error)
            else:
                job.future.set_result(job.result)


@contextmanager
def _alone(job: _Job, connection: Connection) -> Iterator[None]:
    """A savepoint for one command, so that a failing one rolls back alone."""
    # By the driver, because ``begin_nested`` costs as much as several statements.
    connection.exec_driver_sql("SAVEPOINT command")
    try:
        yield
    except Exception as error:
        # Handed to whoever waits for this command.
        connection.exec_driver_sql("ROLLBACK TO command")
        job.error = error
    connection.exec_driver_sql("RELEASE command")
