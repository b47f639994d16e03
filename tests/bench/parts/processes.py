"""Several processes on one PostgreSQL: what a command costs, and who answers when one is killed.

Measured: the same ``PlaceOrder`` commands as on the engines, by 20 tasks in all, which 1, 2 and 4
processes share: CPU time of our processes for each command, and commands a second of all. They take
turns on the same database; the ratio is the median over the rounds.

*killed*: two whole bots, and twenty people who write `/help` and write again when they are answered, so
that each waits for an answer at any moment. One of the bots is killed (SIGKILL), by turns the one that
leads and the other; how long until each person's next answer. All times of all kills together.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.bench.figures import Figure, quantile
from tests.bench.own_engines import new_database, own_postgresql
from tests.bench.parts.engines import ORDERS, STORES
from tests.bench.processes import Child
from tests.bench.rounds import TASKS
from tests.bench.survivors import answers_after_kills

PROCESSES, ROUNDS = (1, 2, 4), 7
KILLS = 8
MOST_CPU, MOST_ANSWER_S = 1.15, 2.0
# Between the first numbers of updates of two processes.
_APART = 10_000_000


def measure() -> list[Figure]:
    """Measure both. Raises Skipped where PostgreSQL is not installed."""
    with own_postgresql() as server, tempfile.TemporaryDirectory() as folder:
        figures = _commands(new_database(server, "shared"))
        times = asyncio.run(answers_after_kills(server, Path(folder), KILLS))
    every = [it for found in times.values() for it in found]
    p99 = quantile(every, 0.99)
    for who, found in times.items():
        figures.append(Figure(f"killed {who}: p50", quantile(found, 0.5), "s"))
        figures.append(Figure(f"killed {who}: slowest", max(found), "s"))
    return [
        *figures,
        Figure(
            "killed: p99 of the next answer",
            p99,
            "s",
            f"< {MOST_ANSWER_S:.0f}",
            p99 < MOST_ANSWER_S,
        ),
    ]


def _commands(url: str) -> list[Figure]:
    with ExitStack() as stack:
        children = []
        for number in range(max(PROCESSES)):
            arguments = ("tests.bench.bots.placing", url, str(STORES), str(number * _APART))
            child = stack.enter_context(Child(*arguments))
            child.hear()
            children.append(child)
        _together(children, ORDERS // 4)
        rounds = [
            {size: _together(children[:size], ORDERS) for size in PROCESSES} for _ in range(ROUNDS)
        ]
    figures = []
    for size in PROCESSES:
        name = f"{size} process" if size == 1 else f"{size} processes"
        cpu, rate = (statistics.median(it[size][what] for it in rounds) for what in (0, 1))
        figures.append(Figure(f"{name}: CPU", cpu, "µs/command"))
        figures.append(Figure(f"{name}: speed", rate, "commands/s"))
    for size in PROCESSES[1:]:
        ratio = statistics.median(it[size][0] / it[1][0] for it in rounds)
        is_met = ratio <= MOST_CPU
        figures.append(Figure(f"CPU of {size} / of 1", ratio, "×", f"≤ {MOST_CPU}", is_met))
    return figures


def _together(children: list[Child], orders: int) -> tuple[float, float]:
    """Let all place their share; answers CPU µs a command, and commands a second of all."""
    many = len(children)
    for child in children:
        child.tell("place", orders=orders // many, stores=STORES, tasks=TASKS // many)
    found = [child.hear(120) for child in children]
    return statistics.mean(it["cpu_us"] for it in found), sum(it["rate"] for it in found)
