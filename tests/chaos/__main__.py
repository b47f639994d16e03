"""`python -m tests.chaos KILLS SEED [--engine ENGINE] [--processes N] [--write]`: kill the bot again and again, then check."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from functools import partial

from tests.chaos.driver import play
from tests.chaos.plan import ENGINES, SQLITE, Plan, with_outages
from tests.chaos.report import CHAOS, Result
from tests.chaos.run import Run

# Whose figures the docs have beside those of the run on SQLite.
ON_ENGINES = f"{CHAOS} on engines"


def main() -> int:
    """Run, print, and answer the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=100)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--engine", choices=ENGINES, default=SQLITE)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="put the figures into the docs")
    parser.add_argument("--orders", type=int, help="how many are placed, at least")
    parser.add_argument("--load", type=float, help="seconds of load after the last kill")
    parser.add_argument("--customers", type=int)
    parser.add_argument("--orders-per-second", type=float)
    parser.add_argument("--messages-per-second", type=int, help="the bot's pace; 0 is no pace")
    parser.add_argument("--patience", type=float, help="seconds until somebody complains")
    chosen = vars(parser.parse_args())
    write, engine, processes = (chosen.pop(it) for it in ("write", "engine", "processes"))
    if processes > 1 and engine == SQLITE:
        parser.error("a file has one process")
    if write and engine != SQLITE and processes == 1:
        parser.error("the docs have the figures of SQLite, and of several processes on engines")
    plan = Plan(chosen.pop("kills"), chosen.pop("seed"), engine=engine, processes=processes)
    plan = with_outages(plan)
    plan = replace(plan, **{name: value for name, value in chosen.items() if value is not None})
    headline = f"{plan.kills} kills on {plan.engine}, {plan.processes} processes, seed {plan.seed}"
    what = CHAOS if engine == SQLITE else ON_ENGINES
    keep = partial(Result.write, what=what) if write else None
    return play("chaos", headline, lambda folder, tell: Run(plan, folder, tell), keep)


if __name__ == "__main__":
    sys.exit(main())
