"""Whether a file can be our database, told in one line where it cannot."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from bot.operator_error import OperatorError, one_line
from bot.persistence.database.engine import connect, is_unavailable
from domain.shared.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from pathlib import Path

# SQLite asks so often, counted in steps of its machine, whether it shall go on.
_STEPS = 100_000


class UnusableDatabaseError(OperatorError):
    """The setting ``DATABASE`` names a file that cannot be used; the text says why."""

    def __init__(self, path: Path, reason: object) -> None:
        """Say why the file at ``path`` cannot be used."""
        super().__init__(one_line(f"DATABASE: {path}: {reason}"))


@contextmanager
def using(path: Path) -> Iterator[None]:
    """Tell in one line what is wrong with the database at ``path``.

    Raises:
        UnusableDatabaseError: It is away, damaged, read-only, or in a folder that is.
    """
    try:
        yield
    except OSError as error:
        raise UnusableDatabaseError(path, error.strerror or error) from error
    except DatabaseUnavailable as error:
        raise UnusableDatabaseError(path, error) from error
    except DBAPIError as error:
        if not is_unavailable(error):
            raise
        raise UnusableDatabaseError(path, error.orig) from error


def check_whole(path: Path, is_given_up: Callable[[], bool] = lambda: False) -> None:
    """Read every page of the database at ``path``, if there is one; it takes a second or two per GB.

    Args:
        path: The file.
        is_given_up: Asked now and then; once it is true, nothing more is found out.

    Raises:
        UnusableDatabaseError: A page is damaged, or the file is no database.
    """
    if not path.exists() or not path.stat().st_size:
        return
    try:
        with closing(connect(path, timeout=5)) as connection:
            connection.set_progress_handler(is_given_up, _STEPS)
            ((found,),) = connection.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.Error as error:
        if is_given_up():
            return
        raise UnusableDatabaseError(path, error) from error
    if found != "ok":
        raise UnusableDatabaseError(path, f"is damaged: {found.splitlines()[-1]}")
