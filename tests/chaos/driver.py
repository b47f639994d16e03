"""What every long run from the command line does: go, print, keep, and clean up."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from tests.chaos.report import Result

_SHOWN = 60


class Run(Protocol):
    """A run that was put together."""

    async def go(self) -> Result:
        """Do it, and reckon."""


def say(text: str) -> None:
    """Tell whoever watches."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def play(
    name: str,
    headline: str,
    begin: Callable[[Path, Callable[[str], None]], Run],
    keep: Callable[[Result], None] | None,
) -> int:
    """Run, print, and answer the exit code.

    Args:
        name: What the folder of its database and log is named after.
        headline: What is run.
        begin: Puts the run together, for a folder and somebody to tell how it goes.
        keep: Puts the figures into the docs, if they shall be kept.
    """
    # Ended from outside, a run takes along what it started, as it does for Ctrl-C: its task is
    # cancelled. An exception that is raised wherever the program is just then may be lost.
    # A shell that starts it in the background lets it ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    folder = Path(tempfile.mkdtemp(prefix=f"azer-{name}-"))
    say(f"{headline}; database and log in {folder}")
    began = time.monotonic()
    run = begin(folder, lambda text: say(f"{time.monotonic() - began:6.1f} s  {text}"))
    result = asyncio.run(run.go())
    say(f"\n{result.table()}\n")
    for note in result.notes:
        say(f"  {note}")
    for line in result.broken[:_SHOWN]:
        say(f"BROKEN  {line}")
    if len(result.broken) > _SHOWN:
        say(f"… and {len(result.broken) - _SHOWN} more")
    if keep is not None:
        keep(result)
    if result.broken:
        return 1
    shutil.rmtree(folder)
    return 0
