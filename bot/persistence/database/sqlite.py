"""The database on SQLite: transactions on the event loop's thread, the disk on another (ADR 8)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from sqlalchemy.exc import DBAPIError

from bot.persistence.database.commits import Commit, Job, in_short, told
from bot.persistence.database.disk import Disk
from bot.persistence.database.engine import (
    TransactionLostError,
    close,
    is_damaged,
    is_locked,
    is_readonly,
    is_unavailable,
    open_reader,
    open_writer,
    savepoint,
    transaction,
    wait_for_locks,
)
from bot.persistence.database.presence import Presence
from domain.shared.errors import DatabaseLost, DatabaseUnavailable

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from domain.processes.kitchens import Kitchen

T = TypeVar("T")
Unit = TypeVar("Unit")

# Commands that wait together share one commit. More than these would keep the event loop busy
# for too long; it has its turn in between.
MAX_BATCH = 20
# Turns of the event loop in which others may join a commit. A request that has come meanwhile needs
# two until it has something to write; each takes some 20 µs when there is nothing else to do.
_TURNS = 2
# Another process that holds the write lock is waited for so often, and so long each time.
LOCK_TRIES = 1_000
LOCK_PAUSE = 0.005


class SqliteDatabase(Generic[Unit]):
    """A SQLite file behind ``read`` and ``write``.

    Transactions run on the event loop's thread: they take less time than handing them to
    another thread would (docs/adr/0008). What waits runs elsewhere: the disk on a thread of
    its own, and another process's write lock by trying again.

    Each ``write`` shares a commit with those that were waiting beside it. Where one of them fails,
    all are carried out again, each in a savepoint: their work must bear that. A caller that is
    cancelled does not undo what was carried out.

    A file that is found to be gone or damaged is not touched any more: whatever is asked from then
    on is answered with ``DatabaseLost``, until the process is started again.
    """

    locks_kitchens = False

    def __init__(
        self,
        path: Path,
        begin: Callable[[Connection], Unit],
        on_commit: Callable[[list[Unit]], None],
        on_lost: Callable[[str], None] = lambda _problem: None,
    ) -> None:
        """Open the database, whose tables must exist.

        Args:
            path: The SQLite file.
            begin: Makes the unit of work of a transaction that has begun.
            on_commit: Called on the event loop after a commit, with the units that are kept.
            on_lost: Called once, when the file is found to be gone or damaged, with what happened.
        """
        self._begin, self._on_commit, self._on_lost = begin, on_commit, on_lost
        self._path = path
        self._lost: DatabaseLost | None = None
        with ExitStack() as opened:
            self._writer = open_writer(path)
            opened.callback(close, self._writer)
            self._reader = open_reader(path)
            opened.callback(close, self._reader)
            self._disk = Disk(path)
            opened.callback(self._disk.close)
            self._presence = Presence(path)
            opened.pop_all()
        # What several asked for together carries the ids of none of them in the log.
        self._context = copy_context()
        self._jobs: deque[Job] = deque()
        self._lock_tries = 0
        self._unsynced: list[Commit] = []
        self._is_syncing = False

    async def write(
        self,
        work: Callable[[Unit], T],
        *,
        lasting: bool = False,
        kitchen: Kitchen | None = None,
    ) -> T:
        """Run ``work`` in a transaction.

        What was written survives the death of the process at once. A power cut may take the
        last moment's commits, never one without those after it; who tells the world something
        that only this commit knows asks for a ``lasting`` one and is answered when it is on
        the disk.

        Raises:
            DatabaseUnavailable: The database is full, locked or away; as a rule nothing was
                changed, but when only the disk failed to keep it, a later try may find it done.
            DatabaseLost: It is gone or damaged, and no later try can help.
        """
        loop = asyncio.get_running_loop()
        job = Job(work, loop.create_future(), lasting)
        self._jobs.append(job)
        if len(self._jobs) == 1:
            loop.call_soon(self._wait, _TURNS, context=self._context)
        return cast("T", await job.future)

    async def read(self, work: Callable[[Unit], T]) -> T:
        """Run ``work`` on a connection that cannot write; it must be short.

        Raises:
            DatabaseUnavailable: The database is away.
            DatabaseLost: It is gone or damaged, and no later try can help.
        """
        if self._lost:
            raise self._lost
        try:
            with transaction(self._reader, "BEGIN"):
                return work(self._begin(self._reader))
        except DBAPIError as error:
            self._notice(error)
            # A query that tries to write is a bug, and is told as one.
            if is_unavailable(error) and not is_readonly(error):
                raise told(error) from None
            raise

    def check_presence(self) -> None:
        """Look whether the files are still there, though nothing is to be written."""
        try:
            self._check()
        except (DatabaseLost, DatabaseUnavailable) as error:
            self._notice(error)

    def lose(self, problem: str) -> None:
        """Touch the database no more; ``problem`` says in one line what was found."""
        if self._lost is None:
            self._lost = DatabaseLost(problem)
            self._on_lost(problem)

    def give_up(self) -> None:
        """Nothing to do: there is no server to wait for."""

    def close(self) -> None:
        """Finish what is waiting, then let go of the database; on the event loop's thread."""
        wait_for_locks(self._writer)
        while self._jobs:
            self._unsynced.append(self._carry_out(self._next_jobs()))
        finished, self._unsynced = self._unsynced, []
        # It ends after a sync that is under way, whose own commits hear of it as usual.
        self._answer(finished, _not_kept(self._disk.sync().exception()))
        self._disk.close()
        close(self._reader)
        close(self._writer)
        self._presence.close()

    def _wait(self, turns: int) -> None:
        """Let others join; then carry out what is waiting."""
        if turns:
            asyncio.get_running_loop().call_soon(self._wait, turns - 1)
        else:
            self._write()

    def _write(self) -> None:
        """Carry out what is waiting, as much as one commit takes."""
        if not self._jobs:
            return
        loop = self._jobs[0].future.get_loop()
        jobs = self._next_jobs()
        commit = self._carry_out(jobs)
        if is_locked(commit.error) and self._lock_tries < LOCK_TRIES:
            self._lock_tries += 1
            self._jobs.extendleft(reversed(jobs))
            loop.call_later(LOCK_PAUSE, self._write)
            return
        self._lock_tries = 0
        if commit.must_last:
            self._unsynced.append(commit)
            self._sync()
        else:
            self._answer([commit], None)
        if self._jobs:
            loop.call_soon(self._write)

    def _next_jobs(self) -> list[Job]:
        jobs = [self._jobs.popleft() for _ in range(min(MAX_BATCH, len(self._jobs)))]
        # A caller that was cancelled before its turn wants nothing any more.
        return [job for job in jobs if not job.future.cancelled()]

    def _carry_out(self, jobs: list[Job]) -> Commit:
        commit = self._attempt(jobs, nullcontext)
        if len(jobs) > 1 and commit.error is not None and not is_unavailable(commit.error):
            # One of them fails, as few do: again, each in a savepoint, so that it fails alone.
            commit = self._attempt(jobs, partial(_alone, self._writer))
        return commit

    def _attempt(
        self, jobs: list[Job], within: Callable[[Job], AbstractContextManager[Any]]
    ) -> Commit:
        commit = Commit(jobs)
        try:
            self._check()
            with transaction(self._writer, "BEGIN IMMEDIATE"):
                for job in jobs:
                    unit = self._begin(self._writer)
                    with within(job):
                        job.carry_out(unit)
                    if job.has_failed:
                        self._notice(job.error)
                    else:
                        commit.units.append(unit)
            # Or it went into a file that nobody will find.
            self._check()
        except Exception as error:  # whoever waits must hear of it
            self._notice(error)
            commit.error = error
        return commit

    def _check(self) -> None:
        if self._lost:
            raise self._lost
        self._presence.check()

    def _notice(self, error: BaseException | None) -> None:
        if isinstance(error, DatabaseLost):
            self.lose(str(error))
        elif error is not None and is_damaged(error):
            self.lose(f"{self._path} is damaged: {in_short(error)}")

    def _sync(self) -> None:
        """Bring to the disk what was committed; one at a time, for all who wait meanwhile."""
        if self._is_syncing or not self._unsynced:
            return
        commits, self._unsynced = self._unsynced, []
        try:
            synced = asyncio.wrap_future(self._disk.sync())
        except RuntimeError as error:  # no thread can be started: whoever waits must hear of it
            self._answer(commits, DatabaseUnavailable(str(error)))
            return
        self._is_syncing = True
        synced.add_done_callback(partial(self._synced, commits))

    def _synced(self, commits: list[Commit], synced: asyncio.Future[None]) -> None:
        self._is_syncing = False
        self._answer(commits, _not_kept(synced.exception()))
        self._sync()

    def _answer(self, commits: list[Commit], error: BaseException | None) -> None:
        for commit in commits:
            failed = commit.error or error
            if failed is None:
                self._on_commit(commit.units)
            for job in commit.jobs:
                job.tell(failed)


@contextmanager
def _alone(writer: Connection, job: Job) -> Iterator[None]:
    """Carry out a job in a savepoint; what it raises is kept for whoever waits for it."""
    try:
        with savepoint(writer):
            yield
    except TransactionLostError:
        raise
    except Exception as error:
        job.error = error


def _not_kept(error: BaseException | None) -> DatabaseUnavailable | None:
    return DatabaseUnavailable(f"not on the disk: {error}") if error else None
