"""Where the database is: a SQLite file or a PostgreSQL server, and all that differs between them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bot.persistence.database.sqlite_file import SqliteFile

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection
    from sqlalchemy.exc import DBAPIError


class Listening(Protocol):
    """Listens until it is cancelled."""

    async def run(self) -> None:
        """Listen. Raises DatabaseUnavailable when the connection breaks."""


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

    def listener(
        self, on_rows: Callable[[], None], on_presence: Callable[[bool], None]
    ) -> Listening | None:
        """What hears of others' commits and of the engine's coming and going; None for a file."""

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
