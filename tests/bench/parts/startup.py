"""Starting, and what stays in memory.

Measured: from starting the process until the first message that answers a waiting update arrives
at the Bot API, with a new database (tables and stores included) and with one that exists; the
resident memory then, and after 10,000 people have each said /start.
"""

from __future__ import annotations

import statistics
import tempfile

from tests.bench.figures import Figure
from tests.bench.processes import Child

PEOPLE, AT_ONCE, STARTS = 10_000, 100, 3
_MEGABYTE = 1 << 20


def measure() -> list[Figure]:
    """Start some times; let everybody talk to the last one."""
    with tempfile.TemporaryDirectory() as folder:
        first, _ = _start(f"{folder}/new.db")
        again = [_start(f"{folder}/new.db")[0] for _ in range(STARTS)]
        _, (small, large) = _start(f"{folder}/new.db", PEOPLE)
    return [
        Figure("start with a new database", first, "s"),
        Figure("start", statistics.median(again), "s"),
        Figure("memory after it", small, "MB"),
        Figure(f"memory after {PEOPLE:,} people", large, "MB"),
    ]


def _start(database: str, people: int = 0) -> tuple[float, tuple[float, float]]:
    with Child("tests.bench.api") as api:
        port = api.hear()["port"]
        api.tell("first")
        with Child("tests.bench.bots.ours", f"http://127.0.0.1:{port}", database) as bot:
            bot.hear()
            seconds = api.hear()["at"] - bot.started_at
            small = bot.ask("usage")["rss"] / _MEGABYTE
            if people:
                api.ask("many", people=people, at_once=AT_ONCE, time_out=150.0, within=160.0)
            large = bot.ask("usage")["rss"] / _MEGABYTE
    return seconds, (small, large)
