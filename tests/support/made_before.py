"""What hundreds of tests begin with, made a single time by each process of the tests.

A test that is about the making itself calls it by its own name, and gets the real one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.demo import town
from bot.persistence.database import sqlite_file
from bot.persistence.database.migrate import migrate
from bot.simulator import Roster, load_roster
from bot.stores.store_file import read_stores


@contextmanager
def made_before() -> Iterator[None]:
    """Let new files begin as copies of a migrated one, and demos with stores that are read already."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite_file, "migrate", _Copied(Path(folder) / "azer.db"))
        patch.setattr(town, "read_stores", cache(read_stores))
        patch.setattr(town, "load_roster", _copy_of_roster)
        yield


class _Copied:
    """As ``migrate``, which has little left to do where there was no file yet."""

    def __init__(self, template: Path) -> None:
        # At once: a test may have given its rights away, or be about the time that this takes.
        migrate(template)
        self._template = template

    def __call__(self, path: Path, *, patience: float = 60) -> None:
        # Whatever is wrong with the place is said by the real one.
        with suppress(OSError):
            self._copy_to(path)
        migrate(path, patience=patience)

    def _copy_to(self, path: Path) -> None:
        with TemporaryDirectory(dir=path.parent) as folder:
            copy = shutil.copyfile(self._template, Path(folder) / "copy")
            # Unlike moving it there, this leaves a file that is there already.
            os.link(copy, path)


@cache
def _roster(path: Path) -> Roster:
    return load_roster(path)


def _copy_of_roster(path: Path) -> Roster:
    return _roster(path).model_copy(deep=True)
