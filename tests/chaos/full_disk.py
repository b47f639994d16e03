"""A disk that is full for a while: a real one where we may mount it, and a limit elsewhere."""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_SIZE = 96 * 2**20
# Whatever the bot gives back to the disk meanwhile (SQLite empties its log) is taken, too.
_TOP_UP_EVERY = 0.02
_BLOCK = 4096


class Disk:
    """Where the database is, and what can be done so that it grows no more."""

    def __init__(self, folder: Path) -> None:
        """Keep the database in ``folder``."""
        self._kept_in = folder
        self.folder = folder
        self.is_real = False

    @asynccontextmanager
    async def mounted(self) -> AsyncIterator[None]:
        """Let the database have a disk of its own, if whoever runs this may mount one.

        What is on it in the end is kept in the folder that was asked for.
        """
        disk = self._kept_in / "disk"
        disk.mkdir()
        options = ("-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(disk))
        if await _run("mount", *options) != 0:
            yield
            return
        self.folder, self.is_real = disk, True
        try:
            yield
        finally:
            for file in disk.iterdir():
                shutil.copy(file, self._kept_in)
            await _run("umount", "--lazy", str(disk))
            self.folder, self.is_real = self._kept_in, False

    @asynccontextmanager
    async def full(self, pid: int, *, limited: bool = False) -> AsyncIterator[None]:
        """Nothing grows: for anybody on a disk of its own, or only for the process ``pid``."""
        async with _limited(pid) if limited or not self.is_real else self._filled():
            yield

    @asynccontextmanager
    async def _filled(self) -> AsyncIterator[None]:
        filler = self.folder / "filler"
        _fill(filler)
        task = asyncio.create_task(_keep_full(filler))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            filler.unlink()


async def _keep_full(filler: Path) -> None:
    while True:
        await asyncio.sleep(_TOP_UP_EVERY)
        _fill(filler)


def _fill(filler: Path) -> None:
    with filler.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            room = os.fstatvfs(file.fileno())
            file.write(bytes(max(_BLOCK, min(room.f_bavail * room.f_bsize, 2**20))))


@asynccontextmanager
async def _limited(pid: int) -> AsyncIterator[None]:
    """No file that the process writes to may be longer than a block: SQLite reports I/O errors.

    Python ignores the signal that comes with it. The bot's log is a pipe and no file.
    """
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (_BLOCK, before[1]))
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


async def _run(program: str, *arguments: str) -> int:
    if shutil.which(program) is None:
        return 1
    nowhere = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stdout=nowhere, stderr=nowhere
    )
    return await process.wait()
