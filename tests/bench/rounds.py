"""A round of equal jobs by some tasks, timed; standard library only, for peers elsewhere."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from tests.bench.bots.usage import usage
from tests.bench.figures import quantile

TASKS = 20


async def timed(
    jobs: Sequence[Callable[[], Awaitable[object]]], tasks: int = TASKS
) -> dict[str, float]:
    """Do all jobs, as many at once as there are tasks; answers the figures of the round."""
    left, took = iter(jobs), list[float]()

    async def work() -> None:
        for job in left:
            began = time.perf_counter()
            await job()
            took.append(time.perf_counter() - began)

    before, began = await usage(), time.perf_counter()
    await asyncio.gather(*(work() for _ in range(tasks)))
    seconds, after = time.perf_counter() - began, await usage()
    return {
        "rate": len(jobs) / seconds,
        "cpu_us": 1e6 * (after["cpu"] - before["cpu"]) / len(jobs),
        "p50_ms": 1e3 * quantile(took, 0.5),
        "p99_ms": 1e3 * quantile(took, 0.99),
    }
