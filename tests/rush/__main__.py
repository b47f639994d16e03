"""`python -m tests.rush CUSTOMERS SEED [--write]`: a rush at one small kitchen, then check."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from functools import partial

from tests.chaos.driver import play
from tests.rush.plan import Plan
from tests.rush.report import write
from tests.rush.run import Run


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
    headline = f"{plan.customers} customers, seed {plan.seed}"
    keep = partial(write, is_paced=plan.paced) if wanted else None
    return play("rush", headline, lambda folder, tell: Run(plan, folder, tell), keep)


if __name__ == "__main__":
    sys.exit(main())
