"""Waiting for the disk, on threads of its own."""

from __future__ import annotations

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import structlog

from bot.persistence.database.engine import connect

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

_log = structlog.get_logger(__name__)

# From this size on the log is written back into the database, and begins anew.
LOG_LIMIT = 16 * 2**20

_sync = getattr(os, "fdatasync", os.fsync)


class Disk:
    """Makes commits durable, many with one wait, and keeps SQLite's log short.

    What was committed before ``sync`` is called survives a power cut once its result is there.
    """

    def __init__(self, path: Path) -> None:
        """Watch over the log of the database at ``path``, which must be open for writing."""
        self._path = path
        self._log = os.open(f"{path}-wal", os.O_RDONLY)
        # One for the syncs, one that writes back meanwhile, which takes many times as long.
        self._syncing = ThreadPoolExecutor(1, thread_name_prefix="sync")
        self._writing_back = ThreadPoolExecutor(1, thread_name_prefix="write-back")
        self._is_writing_back = False

    def sync(self) -> Future[None]:
        """Bring the log to the disk. The result raises OSError when the disk refuses."""
        return self._syncing.submit(self._sync)

    def close(self) -> None:
        """Let go of the log; nobody may be waiting for it any more."""
        self._syncing.shutdown()
        self._writing_back.shutdown()
        os.close(self._log)

    def _sync(self) -> None:
        _sync(self._log)
        if os.fstat(self._log).st_size > LOG_LIMIT and not self._is_writing_back:
            self._is_writing_back = True
            self._writing_back.submit(self._write_back)

    def _write_back(self) -> None:
        try:
            with closing(connect(self._path, timeout=0)) as connection:
                # The first brings most of it over while others write; the second, which has
                # little left to do, locks writers out, so that the log can be emptied.
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            # It is tried again after the next commit.
            _log.warning("log not written back", error=str(error))
        finally:
            self._is_writing_back = False
