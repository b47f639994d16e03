"""Writing a file that is there wholly or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

from bot.operator_error import OperatorError, one_line


class CopyError(OperatorError):
    """A backup cannot be written, read or put in place; the text is one line for a person."""

    def __init__(self, path: Path, reason: object) -> None:
        """Say what is wrong with the file at ``path``."""
        super().__init__(one_line(f"{path}: {reason}"))


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Yield another name to write to, for nobody else to read; it becomes ``path`` at the end.

    Raises:
        CopyError: There is such a file already, or it cannot be made.
    """
    if path.exists():
        raise CopyError(path, "is there already; name a new file")
    try:
        handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise CopyError(path, error.strerror or error) from error
    os.close(handle)
    part = Path(name)
    try:
        yield part
        to_disk(part)
        part.rename(path)
        to_disk(path.parent)
    finally:
        part.unlink(missing_ok=True)


def to_disk(path: Path) -> None:
    """Wait until a file, or what a folder says of its files, survives a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
