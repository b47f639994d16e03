"""Where the database is: a SQLite file or a PostgreSQL server, and all that differs between them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from bot.persistence.database.sqlite_file import SqliteFile

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection
    from sqlalchemy.exc import DBAPIError

T = TypeVar("T")


class Session(Protocol):
    """A session with a server that many processes have: its locks go with it."""

    elected: asyncio.Event
    deposed: asyncio.Event
    on_rows: Callable[[str], None]
    """Called when somebody committed rows, with their table; empty when any may have been."""
    on_presence: Callable[[bool], None]
    """Called with whether the session is there, when that changes."""

    @property
    def is_leading(self) -> bool:
        """Whether this process leads for certain, now."""

    async def open(self) -> None:
        """Connect. Raises OperatorError, DatabaseUnavailable, DBAPIError."""

    def stand(self) -> None:
        """From now on lead as soon as nobody else does."""

    async def run(self) -> None:
        """Keep the session until cancelled. Raises DatabaseUnavailable when it breaks."""

    async def resign(self) -> None:
        """Lead no more, and let others do so at once."""

    async def hand_over(self) -> None:
        """Let others look at once for what this process leaves to them; it has let go of it."""

    async def close(self) -> None:
        """Let go of all locks."""

    def give_up(self) -> None:
        """Wait for the server no more, whoever does, and for good; from any thread."""

    async def take(self, name: str) -> bool:
        """Take the lock of this name, unless another process has it. Raises DatabaseUnavailable."""

    async def take_free(self, names: Collection[str]) -> list[str]:
        """Take those locks that no other process has; return them. Raises DatabaseUnavailable."""

    async def let_go(self, name: str) -> None:
        """Let go of a lock."""

    def leaders(self, database: Any) -> Any:
        """The database as the leader reads it: nothing without the lock."""


class Autocommit(Protocol):
    """A connection to a server for short statements, each a transaction that need not last."""

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` after what others asked for here. Raises DatabaseUnavailable."""

    def close(self) -> None:
        """Finish what is under way and hang up."""

    def give_up(self) -> None:
        """Wait for the server no more, whoever does, and for good; from any thread."""


class Location(Protocol):
    """A place that holds, or is to hold, the tables of the program."""

    def using(self) -> AbstractContextManager[None]:
        """Tell in one line (OperatorError) what is wrong with the database, if it is its fault."""

    def is_passing(self, error: DBAPIError) -> bool:
        """Whether it cannot be used now, and may be used later without anybody mending it."""

    async def reach(self) -> None:
        """Find out whether its server, if it has one, answers.

        Raises:
            DatabaseUnavailable: It does not, and may do so later.
            OperatorError: It refuses us, or the address leads nowhere.
        """

    def only_process(self) -> AbstractContextManager[None]:
        """Be the only one who runs the platform on it.

        Raises:
            OperatorError: Somebody else is.
            DBAPIError: It is away.
        """

    def check(self, is_given_up: Callable[[], bool]) -> None:
        """Look whether what is there is sound; may take a while. Raises OperatorError if not."""

    def migrate(self, patience: float = 60) -> None:
        """Bring it up to the tables of the program; ``patience`` in seconds, for others' locks.

        Raises:
            OperatorError: It is another program's, or of a later version of this one.
            DBAPIError: It is away.
        """

    def open(
        self,
        begin: Callable[..., Any],
        on_commit: Callable[[list[Any]], None],
        on_lost: Callable[[str], None],
    ) -> Any:
        """Open the engine; see ``SqliteDatabase`` and ``PostgresqlDatabase``."""

    def autocommit(self) -> Autocommit | None:
        """A connection for what processes share and need not keep; None for a file."""

    def session(self) -> Session | None:
        """What holds the locks of this process and hears of others' commits; None for a file."""

    def one_moment(self) -> AbstractContextManager[Connection]:
        """A connection that reads everything as it is at one moment, and cannot write.

        Raises:
            DatabaseUnavailable: The database is away.
            DatabaseLost: It is damaged.
        """


def location_of(address: URL) -> Location:
    """Return the place at an address, ``sqlite`` with a file's path or ``postgresql``."""
    if address.get_backend_name() == "sqlite":
        return SqliteFile(Path(address.database or ""))
    # The driver is imported by whoever needs it, and by nobody else.
    from bot.persistence.database.postgresql_server import PostgresqlServer  # noqa: PLC0415

    return PostgresqlServer(address.set(drivername="postgresql+psycopg"))
