"""`python -m tests.rolling [ROUNDS] [SEED] [--write]`: replace every process under load, then check."""

from __future__ import annotations

import argparse
import sys
from functools import partial

from tests.chaos.driver import play
from tests.chaos.plan import POSTGRESQL, WITH_KAFKA, Plan
from tests.chaos.report import Result
from tests.rolling.run import Run

FIGURES = "make rolling"


def main() -> int:
    """Run, print, and answer the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.rolling", description=__doc__)
    parser.add_argument("rounds", type=int, nargs="?", default=2)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--engine", choices=(POSTGRESQL, WITH_KAFKA), default=WITH_KAFKA)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--customers", type=int, default=20)
    parser.add_argument("--orders", type=int, default=60, help="how many are placed, at least")
    parser.add_argument("--orders-per-second", type=float, default=0.8)
    parser.add_argument("--write", action="store_true", help="put the figures into the docs")
    chosen = vars(parser.parse_args())
    write, rounds = chosen.pop("write"), chosen.pop("rounds")
    plan = Plan(kills=0, **chosen)
    headline = f"{plan.processes} processes on {plan.engine}, each replaced {rounds} times"
    keep = partial(Result.write, what=FIGURES) if write else None
    return play("rolling", headline, lambda folder, tell: Run(plan, rounds, folder, tell), keep)


if __name__ == "__main__":
    sys.exit(main())
