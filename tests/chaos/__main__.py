"""`python -m tests.chaos KILLS SEED [--engine ENGINE] [--write]`: kill the bot again and again, then check."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from tests.chaos.driver import play
from tests.chaos.plan import ENGINES, POSTGRESQL, SQLITE, Plan
from tests.chaos.report import Result
from tests.chaos.run import Run


def main() -> int:
    """Run, print, and answer the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=100)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--engine", choices=ENGINES, default=SQLITE)
    parser.add_argument("--write", action="store_true", help="put the figures into the docs")
    parser.add_argument("--load", type=float, help="seconds of load after the last kill")
    parser.add_argument("--customers", type=int)
    parser.add_argument("--orders-per-second", type=float)
    parser.add_argument("--messages-per-second", type=int, help="the bot's pace; 0 is no pace")
    parser.add_argument("--patience", type=float, help="seconds until somebody complains")
    chosen = vars(parser.parse_args())
    write, kills = chosen.pop("write"), chosen.pop("kills")
    if write and chosen["engine"] != SQLITE:
        parser.error("the docs have the figures of the run on SQLite")
    # About a third of all kills.
    server_kills = max(1, round(kills / 3)) if chosen["engine"] == POSTGRESQL and kills else 0
    plan = Plan(kills=kills, seed=chosen.pop("seed"), server_kills=server_kills)
    plan = replace(plan, **{name: value for name, value in chosen.items() if value is not None})
    headline = f"{plan.kills} kills on {plan.engine}, seed {plan.seed}"
    keep = Result.write if write else None
    return play("chaos", headline, lambda folder, tell: Run(plan, folder, tell), keep)


if __name__ == "__main__":
    sys.exit(main())
