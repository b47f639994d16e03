"""`python -m tests.rehearsal [SEED] [--write]`: play the seed's operations with real processes, then check."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from tests.chaos.driver import play
from tests.chaos.plan import POSTGRESQL, Plan
from tests.chaos.report import Result
from tests.rehearsal.manifest import Manifest
from tests.rehearsal.run import Run, Script

FIGURES = "make rehearse"
PAGE = Path(__file__).parents[2] / "docs" / "operations.md"


def main() -> int:
    """Run, print, and answer the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.rehearsal", description=__doc__)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--ready-after", type=float, default=2, help="s until readiness begins")
    parser.add_argument("--live-after", type=float, default=30, help="s until liveness begins")
    parser.add_argument("--faster", type=float, default=1, help="divides the other pauses")
    parser.add_argument("--users", type=int, default=100, help="how many besiege it")
    parser.add_argument("--siege", type=float, default=60, help="for how many seconds")
    parser.add_argument("--write", action="store_true", help="put the figures into the docs")
    it = parser.parse_args()
    deployed = Manifest.read()
    manifest = deployed.begun_after(it.ready_after, it.live_after).faster(it.faster)
    script = Script(manifest, it.users, it.siege)
    plan = Plan(
        kills=0,
        seed=it.seed,
        engine=POSTGRESQL,
        processes=manifest.replicas,
        customers=8,
        orders_per_second=0.5,
        has_gateway=True,
    )
    headline = (
        f"{plan.processes} pods on {plan.engine}; readiness {manifest.ready}, liveness "
        f"{manifest.live} (deployed: {deployed.ready} and {deployed.live})"
    )
    keep = partial(Result.write, what=FIGURES, path=PAGE) if it.write else None
    return play("rehearsal", headline, lambda folder, tell: Run(plan, script, folder, tell), keep)


if __name__ == "__main__":
    sys.exit(main())
