"""From an event's commit to its handler in another context.

Measured: the time from the answer to the commit until the other context's policy is asked, one event
at a time with 20 ms in between, and the CPU time of our process for each. *local* is the default: the
outbox, and the relay that the commit wakes. *Kafka* is a broker that is started for it, on the same
machine: the publisher, the topic, seven groups, the queue, the relay. Both on SQLite. *NOTIFY* is a PostgreSQL
that is started for it: one process commits, and another one's relay handles, which the server wakes.
They take turns.

*taken over*: two processes share the groups, and one is killed (SIGKILL); how long until an event of
each of 48 subjects, published at that moment, is handled by the other. The longest of three times.
"""

from __future__ import annotations

import os
import signal
import statistics
import tempfile

from tests.bench.figures import Figure, quantile
from tests.bench.own_engines import new_database, own_kafka, own_postgresql
from tests.bench.processes import Child

EVENTS, ROUNDS = 200, 5
SUBJECTS, KILLS = 48, 3
MOST_LOCAL_MS, MOST_NOTIFY_MS, MOST_KAFKA_MS, MOST_TAKING_OVER = 20, 30, 60, 4
BOT, NOTIFIED = "tests.bench.bots.events", "tests.bench.bots.notified"


def measure() -> list[Figure]:
    """Let all take turns. Raises Skipped where there is no Java, Maven or PostgreSQL."""
    with (
        own_kafka() as servers,
        own_postgresql() as server,
        tempfile.TemporaryDirectory() as here,
        tempfile.TemporaryDirectory() as there,
        Child(BOT, here) as local,
        Child(BOT, there, servers) as kafka,
    ):
        url = new_database(server, "events")
        sides = {"local": local, "Kafka": kafka}
        for child in sides.values():
            child.hear()
        with Child(NOTIFIED, url, "writer") as writer:
            writer.hear()
            with Child(NOTIFIED, url, "handler") as handler:
                handler.hear()
                rounds = [
                    {
                        **{it: child.ask("measure", events=EVENTS) for it, child in sides.items()},
                        "NOTIFY": _notified(writer, handler),
                    }
                    for _ in range(ROUNDS)
                ]
        taking_over = max(_take_over(kafka, servers) for _ in range(KILLS))

    def of(name: str, what: str) -> float:
        return float(statistics.median(it[name][what] for it in rounds))

    figures = []
    goals = {"local": MOST_LOCAL_MS, "NOTIFY": MOST_NOTIFY_MS, "Kafka": MOST_KAFKA_MS}
    for name, most in goals.items():
        p99 = of(name, "p99_ms")
        figures += [
            Figure(f"{name}: p50", of(name, "p50_ms"), "ms"),
            Figure(f"{name}: p99", p99, "ms", f"< {most}", p99 < most),
            Figure(f"{name}: CPU", of(name, "cpu_us"), "µs/event"),
        ]
    return [
        *figures,
        Figure(
            "Kafka: taken over",
            taking_over,
            "s",
            f"< {MOST_TAKING_OVER}",
            taking_over < MOST_TAKING_OVER,
        ),
    ]


def _notified(writer: Child, handler: Child) -> dict[str, float]:
    written = writer.ask("publish", events=EVENTS)
    handled = handler.ask("seen", events=EVENTS)["at"]
    took = [1e3 * (handled[it] - at) for it, at in written["at"].items()]
    # Of the one that commits; what the other needs is what the relay needs anywhere.
    return {
        "p50_ms": quantile(took, 0.5),
        "p99_ms": quantile(took, 0.99),
        "cpu_us": written["cpu_us"],
    }


def _take_over(survivor: Child, servers: str) -> float:
    with tempfile.TemporaryDirectory() as folder, Child(BOT, folder, servers) as other:
        other.hear()
        os.kill(other.pid, signal.SIGKILL)
        return float(survivor.ask("take_over", events=SUBJECTS)["seconds"])
