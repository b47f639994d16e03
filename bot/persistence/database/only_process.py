"""Only one process runs the platform on a SQLite database."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.operator_error import OperatorError
from bot.persistence.database.usable import using


class AlreadyRunningError(OperatorError):
    """Another process runs on this database; the text is one line for a person."""


@contextmanager
def only_process(path: Path) -> Iterator[None]:
    """Hold a lock beside the database at ``path``, so that nobody else sends its messages, too.

    The lock is on a file of its own: closing the database's file would drop SQLite's own locks
    (POSIX). The kernel lets go of it when the process ends, however it does.

    Raises:
        AlreadyRunningError: Another process holds it.
        UnusableDatabaseError: Nothing can be written there.
    """
    with using(path):
        database = path.resolve()
        beside = database.with_name(f"{database.name}.lock")
        beside.parent.mkdir(parents=True, exist_ok=True)
        # The file stays: if it were removed, two could each lock a file of this name.
        lock = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(f"another process runs on {path} already") from None
        yield
    finally:
        os.close(lock)
