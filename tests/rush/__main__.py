"""`python -m tests.rush CUSTOMERS SEED [--write]`: a rush at one small kitchen, then check."""

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

from tests.chaos.__main__ import say
from tests.rush.plan import Plan
from tests.rush.report import write
from tests.rush.run import Run

_SHOWN = 60


def main() -> int:
    """Run, print, and answer the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.rush", description=__doc__)
    parser.add_argument("customers", type=int, nargs="?", default=200)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--write", action="store_true", help="put the figures into the docs")
    parser.add_argument("--provider-down", type=float, help="seconds without the provider")
    parser.add_argument("--capacity", type=int, help="orders that the kitchen has at once")
    parser.add_argument("--spread", type=float, help="seconds over which the customers come")
    parser.add_argument("--staff-speed", type=float, help="times faster than in the demo")
    parser.add_argument("--paced", action="store_true", help="keep and enforce Telegram's pace")
    chosen = vars(parser.parse_args())
    wanted = chosen.pop("write")
    plan = replace(Plan(), **{name: value for name, value in chosen.items() if value is not None})
    # Ended from outside, a run takes its bot along, as it does for Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="azer-rush-"))
    say(f"{plan.customers} customers, seed {plan.seed}; database and log in {folder}")
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
    if wanted:
        write(result)
    if result.broken:
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
