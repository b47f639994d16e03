"""Placing orders on SQLite and on PostgreSQL.

Measured: ``PlaceOrder`` commands given to one ``CommandBus`` by 20 tasks, each with the idempotency
key of an update, for fifty stores: commands a second, CPU time of our process (not the server's),
and how long a command took. PostgreSQL is one that is started for it, on the same machine, as it is
installed. Beside it: the same rows (order, payment, deadline, event, outbox, the command's result)
written by asyncpg alone, in one transaction each, by 20 tasks over four connections, without rules,
reads or locks; the same commands in a database that holds 1,000,000 old orders; and the same
commands all for one store, whose orders wait for each other. All sides take turns, in another order
each time; ratios are medians over the rounds.
"""

from __future__ import annotations

import statistics
import tempfile
from collections import deque
from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial

from sqlalchemy import make_url

from bot.persistence.database.location import location_of
from tests.bench.figures import Figure
from tests.bench.own_engines import new_database, own_postgresql
from tests.bench.past import ORDERS as OLD_ORDERS
from tests.bench.past_on_server import fill
from tests.bench.processes import ROOT, Child

ORDERS, ROUNDS = 400, 10
STORES = 50
LEAST_OF_RAW, MOST_WITH_A_PAST = 0.4, 1.2
Round = Mapping[str, Mapping[str, float]]


def measure() -> list[Figure]:
    """Let all take turns. Raises Skipped where PostgreSQL is not installed."""
    with own_postgresql() as server, tempfile.TemporaryDirectory() as folder:
        new = new_database(server, "new")
        old = new_database(server, "old")
        raw = new_database(server, "raw")
        for url in (old, raw):
            location_of(make_url(url)).migrate()
        fill(old, OLD_ORDERS)
        with ExitStack() as stack:

            def child(*arguments: str, python: str | None = None) -> Child:
                more = {"python": python} if python else {}
                started = stack.enter_context(Child(*arguments, **more))
                started.hear()
                return started

            ours = "tests.bench.bots.placing"
            sqlite = child(ours, f"sqlite:///{folder}/azer.db", str(STORES))
            on_new, on_old = (child(ours, url, str(STORES)) for url in (new, old))
            on_new.ask("place", orders=1, stores=1)
            peer = child(
                "tests.bench.peers.asyncpg_orders",
                new,
                raw,
                python=str(ROOT / ".venv-bench" / "bin" / "python"),
            )
            peer.ask("learn")

            sides = deque(
                {
                    "sqlite": partial(sqlite.ask, "place", stores=STORES),
                    "new": partial(on_new.ask, "place", stores=STORES),
                    "raw": partial(peer.ask, "place"),
                    "old": partial(on_old.ask, "place", stores=STORES),
                    "hot": partial(on_new.ask, "place", stores=1),
                }.items()
            )

            def one_round(orders: int) -> Round:
                # What one leaves for the server to write down later must not always meet the same.
                sides.rotate()
                return {who: place(orders=orders) for who, place in sides}

            one_round(ORDERS // 4)
            return _figures([one_round(ORDERS) for _ in range(ROUNDS)])


def _figures(rounds: list[Round]) -> list[Figure]:
    def of(who: str, what: str) -> float:
        return statistics.median(it[who][what] for it in rounds)

    def ratio(one: str, other: str) -> float:
        return statistics.median(it[one]["rate"] / it[other]["rate"] for it in rounds)

    figures = []
    for who, name in (("sqlite", "SQLite"), ("new", "PostgreSQL"), ("raw", "asyncpg alone")):
        figures += [
            Figure(f"{name}", of(who, "rate"), "commands/s"),
            Figure(f"{name}: CPU", of(who, "cpu_us"), "µs/command"),
            Figure(f"{name}: p50", of(who, "p50_ms"), "ms"),
            Figure(f"{name}: p99", of(who, "p99_ms"), "ms"),
        ]
    raw, past = ratio("new", "raw"), ratio("new", "old")
    return [
        *figures,
        Figure("PostgreSQL / SQLite", ratio("new", "sqlite"), "×"),
        Figure("PostgreSQL / asyncpg", raw, "×", f"≥ {LEAST_OF_RAW}", raw >= LEAST_OF_RAW),
        Figure("a million old orders", of("old", "rate"), "commands/s"),
        Figure("none / a million", past, "×", f"≤ {MOST_WITH_A_PAST}", past <= MOST_WITH_A_PAST),
        Figure("one hot store", of("hot", "rate"), "commands/s"),
        Figure("one hot store: p99", of("hot", "p99_ms"), "ms"),
        Figure("one hot store / fifty", ratio("hot", "new"), "×"),
    ]
