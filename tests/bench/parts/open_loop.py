"""Updates at fixed times, however slow the bot is, to a Bot API that takes 50 ms for each call.

Measured: from the moment an update can be fetched until the last message or edit that answers it
arrives at the Bot API, less 50 ms for each call that had to be answered before. One person in
eight orders, the others browse; nobody acts more than once a second. And from the time stamp of
OrderPlaced (taken when its transaction begins, so a little before the commit) until the message
about it arrives. The updates themselves come late when the machine is busy with other things; the
figure "timer" says how late, and no other figure of this part can be better than it.
"""

from __future__ import annotations

import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.figures import Figure, quantile
from tests.bench.processes import Pair

DELAY, SECONDS = 0.05, 15.0
RATES = (30, 100, 300)
GOAL_MS = 15.0


def measure() -> list[Figure]:
    """Play both rates on one bot."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "ours.db"
        with Pair("tests.bench.bots.ours", str(database)) as pair:
            pair.api.ask("slow", delay=DELAY)
            for rate in RATES:
                played = pair.api.ask("timetable", rate=rate, seconds=SECONDS, within=120.0)
                waits, placed = played["waits"], _placed(database)
                cards = [1_000 * (at - placed[id]) for id, at in played["cards"].items()]
                worst = quantile(waits, 0.99)
                lost = played["overtaken"] + played["unanswered"]
                goal = {"goal": f"≤ {GOAL_MS:.0f}", "met": worst <= GOAL_MS} if rate == 300 else {}
                figures += [
                    Figure(f"{rate}/s: above the floor, p50", quantile(waits, 0.5), "ms"),
                    Figure(f"{rate}/s: above the floor, p99", worst, "ms", **goal),  # type: ignore[arg-type]
                    Figure(f"{rate}/s: not answered within a second", lost, "updates"),
                    Figure(f"{rate}/s: event to message, p50", quantile(cards, 0.5), "ms"),
                    Figure(f"{rate}/s: event to message, p99", quantile(cards, 0.99), "ms"),
                    Figure(f"{rate}/s: timer, p99", quantile(played["late"], 0.99), "ms"),
                ]
    return figures


def _placed(database: Path) -> dict[str, float]:
    connection = sqlite3.connect(database)
    try:
        query = "SELECT subject, at FROM events WHERE name = 'OrderPlaced'"
        return {
            order: datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp()
            for order, at in connection.execute(query)
        }
    finally:
        connection.close()
