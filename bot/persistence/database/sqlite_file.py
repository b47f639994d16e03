"""A database in a file (SQLite)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from bot.persistence.database.engine import (
    close,
    is_damaged,
    is_passing,
    is_unavailable,
    open_reader,
    transaction,
)
from bot.persistence.database.migrate import migrate
from bot.persistence.database.only_process import only_process
from bot.persistence.database.sqlite import SqliteDatabase
from bot.persistence.database.usable import check_whole, using
from domain.shared.errors import DatabaseLost, DatabaseUnavailable

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """A SQLite file; see ``Location``."""

    path: Path

    def using(self) -> AbstractContextManager[None]:
        """See ``Location``."""
        return using(self.path)

    def is_passing(self, error: DBAPIError) -> bool:
        """See ``Location``."""
        return is_passing(error)

    async def reach(self) -> None:
        """Nothing to do: a file is there or not."""

    def only_process(self) -> AbstractContextManager[None]:
        """Hold a lock beside the file."""
        return only_process(self.path)

    def check(self, is_given_up: Callable[[], bool]) -> None:
        """Read every page."""
        check_whole(self.path, is_given_up)

    def migrate(self, patience: float = 60) -> None:
        """Upgrade the file, making it first if need be."""
        migrate(self.path, patience=patience)

    def open(
        self,
        begin: Callable[..., Any],
        on_commit: Callable[[list[Any]], None],
        on_lost: Callable[[str], None],
    ) -> SqliteDatabase[Any]:
        """Open the file, whose tables must exist."""
        return SqliteDatabase(self.path, begin, on_commit, on_lost)

    def autocommit(self) -> None:
        """Nobody shares it."""

    def session(self) -> None:
        """Nobody else commits, but for the command line, whose rows a poll finds."""

    @contextmanager
    def one_moment(self) -> Iterator[Connection]:
        """Read on a connection of one's own."""
        try:
            connection = open_reader(self.path)
            try:
                with transaction(connection, "BEGIN"):
                    yield connection
            finally:
                close(connection)
        except DBAPIError as error:
            if is_damaged(error):
                raise DatabaseLost(f"{self.path} is damaged: {error.orig}") from error
            if is_unavailable(error):
                raise DatabaseUnavailable(str(error.orig)) from error
            raise
