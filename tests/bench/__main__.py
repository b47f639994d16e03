"""``python -m tests.bench [--only PART] [--json FILE] [--write]``; see docs/performance.md."""

from __future__ import annotations

import argparse
import time

from tests.bench import report
from tests.bench.figures import Figure, Skipped
from tests.bench.parts import (
    broadcast,
    budget,
    commands,
    edge,
    engines,
    events,
    gateway,
    open_loop,
    processes,
    startup,
    volume,
)

PARTS = {
    "budget": budget.measure,
    "edge": edge.measure,
    "commands": commands.measure,
    "open_loop": open_loop.measure,
    "broadcast": broadcast.measure,
    "volume": volume.measure,
    "startup": startup.measure,
    "engines": engines.measure,
    "events": events.measure,
    "processes": processes.measure,
    "gateway": gateway.measure,
}
# What is asked for by one name.
TOGETHER = {"engines": ("engines", "events", "processes")}


def main() -> None:
    """Measure, print one table, and keep the figures where it was asked for."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument(
        "--only", choices=PARTS | TOGETHER, help="measure one part, or what goes with it"
    )
    parser.add_argument("--json", metavar="FILE", help="write the figures for a machine, too")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md, too")
    wanted = parser.parse_args()
    began = time.monotonic()
    results: dict[str, list[Figure]] = {}
    for name, measure in PARTS.items():
        if wanted.only and name not in TOGETHER.get(wanted.only, (wanted.only,)):
            continue
        try:
            results[name] = measure()
        except Skipped as why:
            print(f"\n{name}: skipped: {why}", flush=True)
        else:
            print(report.table(name, results[name]), flush=True)
    seconds = time.monotonic() - began
    print(f"\n{report.machine()}\n{seconds:.0f} s")
    if wanted.json:
        report.write_json(wanted.json, results, seconds)
    if wanted.write:
        report.write_page(results, seconds, is_whole=wanted.only is None)


main()
