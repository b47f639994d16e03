"""Where the database is: a SQLite file or a PostgreSQL server, and all that differs between them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.persistence.database.sqlite_file import SqliteFile

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection


class Location(Protocol):
    """A place that holds, or is to hold, the tables of the program."""

    def using(self) -> AbstractContextManager[None]:
        """Tell in one line (OperatorError) what is wrong with the database, if it is its fault."""

    def only_process(self) -> AbstractContextManager[None]:
        """Be the only one who runs the platform on it. Raises OperatorError if somebody else is."""

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
        begin: Callable[[Connection], Any],
        on_commit: Callable[[list[Any]], None],
        on_lost: Callable[[str], None],
    ) -> Any:
        """Open the engine; see ``SqliteDatabase`` and ``PostgresqlDatabase``."""

    def one_moment(self) -> AbstractContextManager[Connection]:
        """A connection that reads everything as it is at one moment, and cannot write.

        Raises:
            DatabaseUnavailable: The database is away.
            DatabaseLost: It is damaged.
        """


def location_of(url: str, file: Path) -> Location:
    """Return the place that the settings name.

    Args:
        url: ``sqlite:///…`` or ``postgresql://…``; empty for ``file``.
        file: The SQLite file.

    Raises:
        ValueError: The address is neither.
    """
    if not url:
        return SqliteFile(file)
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError("write an address such as postgresql://user@host/name") from None
    if parsed.drivername == "sqlite" and url.startswith("sqlite:///"):
        return SqliteFile.at(url.removeprefix("sqlite:///"))
    if parsed.drivername in {"postgresql", "postgres"} and parsed.database:
        # The driver is imported by whoever needs it, and by nobody else.
        from bot.persistence.database.postgresql_server import PostgresqlServer  # noqa: PLC0415

        return PostgresqlServer(parsed.set(drivername="postgresql+psycopg"))
    raise ValueError("write an address such as postgresql://user@host/name or sqlite:///path")
