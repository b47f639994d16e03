"""The whole order again, beside a million old ones.

Measured: as in ``edge``, ours only, with an empty database and with one that holds 1,000,000
orders of 100,000 customers, each with its payment, ticket, delivery, view and last event. The two
take turns; the figure is the median ratio of CPU time per update.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.past import past_database
from tests.bench.processes import Pair

ORDERS, AT_ONCE, ROUNDS = 30, 30, 5
GOAL = 1.2


def measure() -> list[Figure]:
    """Let both take turns."""
    past = past_database()
    with tempfile.TemporaryDirectory(dir=past.parent) as folder:
        full = Path(folder) / "full.db"
        shutil.copyfile(past, full)
        with (
            Pair("tests.bench.bots.ours", f"{folder}/empty.db") as new,
            Pair("tests.bench.bots.ours", str(full)) as old,
        ):
            for pair in (new, old):
                pair.play(8, 8)
            rounds = [
                (new.play(ORDERS, AT_ONCE), old.play(ORDERS, AT_ONCE)) for _ in range(ROUNDS)
            ]
    ratio = statistics.median(b["cpu_ms"] / a["cpu_ms"] for a, b in rounds)
    return [
        Figure(
            "no old orders: CPU", statistics.median(a["cpu_ms"] for a, _ in rounds), "ms/update"
        ),
        Figure("a million: CPU", statistics.median(b["cpu_ms"] for _, b in rounds), "ms/update"),
        Figure("a million / none", ratio, "×", f"≤ {GOAL}", ratio <= GOAL),
    ]
