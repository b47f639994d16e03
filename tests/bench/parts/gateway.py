"""Placing orders over HTTP, against the bus alone and a bare route.

Measured: ``POST /orders`` at the gateway by 20 tills, each on a connection that stays, with 50 tokens,
each order with a key of its own, for fifty stores. Beside it, in the same process: ``PlaceOrder``
commands given to the ``CommandBus`` of the same database by 20 tasks; and a bare FastAPI route on
the same uvicorn, with the same body, that answers with it. The tills are in another process. Whoever did both one
after the other and nothing else would place 1 / (1/bus + 1/bare) a second: the goal is a share of that.
The sides take turns, in another order each time; ratios are medians over the rounds. CPU is the serving
process's own.
"""

from __future__ import annotations

import statistics
import tempfile
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from tests.bench.figures import Figure, Skipped
from tests.bench.own_engines import own_postgresql
from tests.bench.processes import Child

ORDERS, ROUNDS, STORES = 300, 8, 50
GOAL = 0.7
Round = Mapping[str, Mapping[str, float]]


def measure() -> list[Figure]:
    """Let the sides take turns on each engine that is installed."""
    with tempfile.TemporaryDirectory() as folder:
        figures = _on(f"sqlite:///{folder}/azer.db", "SQLite")
    try:
        with own_postgresql() as server:
            figures += _on(server, "PostgreSQL")
    except Skipped as why:
        print(f"gateway: PostgreSQL left out: {why}")
    return figures


def _on(url: str, engine: str) -> list[Figure]:
    with _sides(url) as sides:

        def one_round(orders: int) -> Round:
            # What one leaves for the next must not always meet the same.
            sides.rotate()
            return {who: place(orders=orders) for who, place in sides}

        one_round(ORDERS // 3)
        return _figures([one_round(ORDERS) for _ in range(ROUNDS)], engine)


@contextmanager
def _sides(url: str) -> Iterator[deque[tuple[str, Any]]]:
    with (
        Child("tests.bench.bots.gateway", url, str(STORES)) as serving,
        Child("tests.bench.bots.tills") as tills,
    ):
        addresses = serving.hear()
        tills.hear()

        def over_http(address: str, orders: int) -> dict[str, Any]:
            before = serving.ask("usage")["cpu"]
            played = tills.ask("place", address=address, orders=orders, stores=STORES)
            cpu = serving.ask("usage")["cpu"] - before
            return {**played, "cpu_us": 1e6 * cpu / orders}

        yield deque(
            {
                "bus": partial(serving.ask, "place"),
                "bare": partial(over_http, addresses["bare"]),
                "gateway": partial(over_http, addresses["gateway"]),
            }.items()
        )


def _figures(rounds: list[Round], engine: str) -> list[Figure]:
    def of(who: str, what: str) -> float:
        return statistics.median(it[who][what] for it in rounds)

    ratio = statistics.median(
        it["gateway"]["rate"] * (1 / it["bus"]["rate"] + 1 / it["bare"]["rate"]) for it in rounds
    )
    cpu = statistics.median(
        (it["bus"]["cpu_us"] + it["bare"]["cpu_us"]) / it["gateway"]["cpu_us"] for it in rounds
    )
    figures = []
    for who, name in (("bus", "the bus"), ("bare", "a bare route"), ("gateway", "POST /orders")):
        figures += [
            Figure(f"{engine}: {name}", of(who, "rate"), "orders/s"),
            Figure(f"{engine}: {name}: CPU", of(who, "cpu_us"), "µs/order"),
        ]
    return [
        *figures,
        Figure(f"{engine}: POST /orders: p99", of("gateway", "p99_ms"), "ms"),
        Figure(
            f"{engine}: POST /orders / (1 / (1/bus + 1/bare))",
            ratio,
            "×",
            f"≥ {GOAL}",
            ratio >= GOAL,
        ),
        Figure(f"{engine}: the same of CPU", cpu, "×"),
    ]
