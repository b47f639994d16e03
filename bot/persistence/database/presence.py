"""Whether what is at the database's path is still what was opened there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot.persistence.database.usable import UnusableDatabaseError, check_whole
from domain.shared.errors import DatabaseLost, DatabaseUnavailable

if TYPE_CHECKING:
    from pathlib import Path

# How every SQLite database begins (file format, 1.2).
_HEADER = b"SQLite format 3\0"
# The file itself, its log, and the index of the log.
_ENDINGS = ("", "-wal", "-shm")


class Presence:
    """Watches over the files of a database that is open.

    SQLite goes on with a file that was deleted, and what it keeps in memory hides for long that
    the file was overwritten. Looking takes some microseconds.
    """

    def __init__(self, path: Path) -> None:
        """Remember the files at ``path``, which must be open for writing."""
        self._path = path
        self._files = [(f"{path}{ending}", _identity(f"{path}{ending}")) for ending in _ENDINGS]
        self._file = os.open(path, os.O_RDONLY)
        self._size = 0

    def check(self) -> None:
        """Look at the files.

        Raises:
            DatabaseLost: One is gone, is another file, or is no database any more.
            DatabaseUnavailable: They cannot be looked at now.
        """
        try:
            for name, known in self._files:
                if _identity(name) != known:
                    raise DatabaseLost(f"{name} was replaced")
            header = os.pread(self._file, len(_HEADER), 0)
            size = os.fstat(self._file).st_size
        except (FileNotFoundError, NotADirectoryError) as error:
            raise DatabaseLost(f"{error.filename} is gone") from error
        except OSError as error:
            raise DatabaseUnavailable(f"{self._path}: {error.strerror}") from error
        if header != _HEADER:
            raise DatabaseLost(f"{self._path} was overwritten")
        if size < self._size:
            self._check_whole()
        self._size = size

    def close(self) -> None:
        """Look no more; only when all connections are closed, since this ends their locks (POSIX)."""
        os.close(self._file)

    def _check_whole(self) -> None:
        # It was cut off, or somebody had SQLite give back what was empty (VACUUM).
        try:
            check_whole(self._path)
        except UnusableDatabaseError as error:
            raise DatabaseLost(str(error)) from error


def _identity(name: str) -> tuple[int, int]:
    found = os.stat(name)
    return found.st_dev, found.st_ino
