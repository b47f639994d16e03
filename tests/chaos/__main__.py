"""`python -m tests.chaos KILLS SEED [--write]`: kill the bot again and again, then check."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from tests.chaos.plan import Plan
from tests.chaos.run import Run

_SHOWN = 60


def say(text: str) -> None:
    """Tell whoever watches."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Run, print, and answer the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=100)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--write", action="store_true", help="put the figures into the docs")
    parser.add_argument("--load", type=float, help="seconds of load after the last kill")
    parser.add_argument("--customers", type=int)
    parser.add_argument("--orders-per-second", type=float)
    parser.add_argument("--messages-per-second", type=int, help="the bot's pace; 0 is no pace")
    parser.add_argument("--patience", type=float, help="seconds until somebody complains")
    chosen = vars(parser.parse_args())
    write = chosen.pop("write")
    plan = Plan(kills=chosen.pop("kills"), seed=chosen.pop("seed"))
    plan = replace(plan, **{name: value for name, value in chosen.items() if value is not None})
    # Ended from outside, a run takes its bot along, as it does for Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="azer-chaos-"))
    say(f"{plan.kills} kills, seed {plan.seed}; database and log in {folder}")
    began = time.monotonic()
    run = Run(plan, folder, lambda text: say(f"{time.monotonic() - began:6.1f} s  {text}"))
    result = asyncio.run(run.go())
    say(f"\n{result.table()}\n")
    for note in result.notes:
        say(f"  {note}")
    for line in result.broken[:_SHOWN]:
        say(f"BROKEN  {line}")
    if len(result.broken) > _SHOWN:
        say(f"… and {len(result.broken) - _SHOWN} more")
    if write:
        result.write()
    if result.broken:
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
