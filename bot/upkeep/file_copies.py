"""Backup and restore of a SQLite file."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from bot.persistence.database.engine import connect, url_of
from bot.persistence.database.migrate import check_ours
from bot.persistence.database.sqlite_file import SqliteFile
from bot.persistence.database.usable import UnusableDatabaseError, check_whole
from bot.upkeep.losses import Loss, Marks, loss_of, marks_of
from bot.upkeep.new_file import CopyError, new_file, to_disk
from domain.shared.errors import DatabaseLost, DatabaseUnavailable

# The log and its index come first: an old log must never lie beside a new file.
_ENDINGS = ("-wal", "-shm", "")


def back_up(source: SqliteFile, target: Path) -> Marks:
    """Copy the database as it is at one moment, while the platform runs and goes on writing.

    Returns:
        How far the copy goes.

    Raises:
        OperatorError: There is no database or it is damaged, or the copy cannot be written.
    """
    with source.using():
        if not (source.path.is_file() and source.path.stat().st_size):
            raise UnusableDatabaseError(source.path, "there is no database to back up")
    with new_file(target) as part:
        try:
            with (
                closing(connect(source.path, timeout=5)) as reading,
                closing(sqlite3.connect(part)) as writing,
            ):
                # In one step: a writer in between would make SQLite begin anew.
                reading.backup(writing)
        except sqlite3.Error as error:
            raise CopyError(target, error) from error
        return _checked(part, target)


def restore(
    source: Path, target: SqliteFile, now: datetime, *, replace: bool, delivery: bool = False
) -> Loss:
    """Put a backup in the place of the database, which is kept beside it under another name.

    Args:
        source: The backup, which stays as it is.
        target: Where the database is, or was.
        now: Names what is put aside.
        replace: Whether something may be lost by it.
        delivery: Whether it is the database of the deliveries alone.

    Returns:
        What the database before knew and the backup does not.

    Raises:
        OperatorError: The platform runs, the backup is damaged, none of ours or of the other
            database, or something would be lost and ``replace`` does not allow it; nothing has
            changed.
    """
    log = Path(f"{source}-wal")
    if log.exists() and log.stat().st_size:
        raise CopyError(source, "has a log beside it: somebody uses it, it is no backup")
    with target.only_process():
        folder = target.path.resolve().parent
        coming = folder / f".{target.path.name}.coming"
        try:
            try:
                shutil.copyfile(source, coming)
                coming.chmod(0o600)
            except OSError as error:
                raise CopyError(source, error.strerror or error) from error
            marks = _checked(coming, source)
            if problem := marks.problem_as(delivery=delivery):
                raise CopyError(source, problem)
            loss = loss_of(target, marks) if target.path.exists() else Loss(marks)
            if loss and not replace:
                raise CopyError(target.path, f"this would be lost: {loss}; to lose it: --replace")
            to_disk(coming)
            _put_aside(target.path.resolve(), f"before-{now:%Y%m%dT%H%M%S%fZ}")
            coming.rename(target.path.resolve())
            to_disk(folder)
        finally:
            coming.unlink(missing_ok=True)
    return loss


def _checked(copy: Path, shown: Path) -> Marks:
    """Look whether a copy is whole, and ours; then it is one file without a log."""
    refuse = partial(CopyError, shown)
    try:
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").fetchall()
        check_whole(copy)
        engine = create_engine(url_of(copy), poolclass=NullPool)
        with engine.connect() as reading:
            check_ours(reading, refuse)
    except (sqlite3.Error, DBAPIError, UnusableDatabaseError) as error:
        raise CopyError(shown, "is no whole database of SQLite") from error
    try:
        with SqliteFile(copy).one_moment() as reading:
            return marks_of(reading)
    except (DBAPIError, DatabaseLost, DatabaseUnavailable) as error:
        raise CopyError(shown, "is no backup of this program") from error


def _put_aside(path: Path, name: str) -> None:
    # So that its log holds nothing any more; one that is damaged keeps it.
    with suppress(sqlite3.Error), closing(connect(path, timeout=5)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    for ending in _ENDINGS:
        file = Path(f"{path}{ending}")
        if file.exists():
            file.rename(f"{path}.{name}{ending}")
