"""`main.py`, but for the clock: `python -m tests.chaos.bot_on_a_clock run`, CLOCK names its file.

The program is the very same, with the same command line, signals and exit codes. Only what tells
it the time is another: the clock that its parts are given, and the one of the scheduler, which
asks the machine by itself.
"""

from __future__ import annotations

import os
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

import apscheduler.schedulers.base
import apscheduler.triggers.interval

from bot import cli
from bot import running as app
from tests.chaos.clock import Clock

_clock = Clock(Path(os.environ["CLOCK"]))


class _Datetime(datetime):
    """The scheduler's idea of ``datetime``."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        """The time on the bot's clock; the scheduler always names its zone."""
        return _clock.now().astimezone(tz)


def main() -> None:
    """Run the command line with this clock."""
    for module in (apscheduler.schedulers.base, apscheduler.triggers.interval):
        module.datetime = _Datetime
    cli.running = partial(app.running, clock=_clock.now)  # type: ignore[attr-defined]
    cli.cli()


if __name__ == "__main__":
    main()
