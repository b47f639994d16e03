"""Publishes events, and tells how long after its commit each was handled by another context."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.clock import utc_now
from bot.events import consumers
from bot.events.bus import bus_of, routes_of
from bot.events.relay import Relay
from bot.logs import set_up_logs
from bot.persistence.database.sqlite_file import SqliteFile
from bot.persistence.unit_of_work import open_database
from bot.settings import Settings
from bot.worker import working
from domain.order.events import OrderHeld
from domain.shared.limits import OperatingLimits
from tests.bench.bots.usage import usage
from tests.bench.figures import quantile
from tests.bench.lines import Lines

if TYPE_CHECKING:
    from datetime import datetime

    from bot.persistence.unit_of_work import UnitOfWork
    from domain.shared.messages import Event

PAUSE, _LOOK_AGAIN = 0.02, 0.5


def held(now: datetime) -> OrderHeld:
    """An event of a subject of its own."""
    return OrderHeld(
        order_id=f"{time.perf_counter_ns():032}",
        customer_id=1,
        store_id="hanok",
        place=1,
        expected_at=now,
    )


class Handler:
    """The store context's policy, which notes when it was asked."""

    def __init__(self) -> None:
        self.asked_at: asyncio.Queue[float] = asyncio.Queue()

    def __call__(self, _event: OrderHeld, _uow: UnitOfWork) -> None:
        self.asked_at.put_nowait(time.perf_counter())


async def main(folder: str, servers: str = "") -> None:
    """Serve until the input ends; without ``servers`` events stay in the database."""
    lines = await Lines.open()
    set_up_logs("json")
    handler = Handler()
    # Nobody else wants anything.
    vars(consumers).update(POLICIES={"store": {OrderHeld: handler}}, NOTIFICATIONS={})
    settings = Settings(_env_file=None, kafka_bootstrap_servers=servers)
    location = SqliteFile(Path(folder) / "azer.db")
    location.migrate()

    def committed(_events: set[type[Event]], _promised: bool) -> None:
        bus.wake()
        relay.wakeup.set()

    database = open_database(
        location,
        routes=routes_of(settings),
        limits=OperatingLimits(),
        clock=utc_now,
        on_commit=committed,
    )
    relay = Relay(database, utc_now)
    bus = bus_of(settings, database, database, relay.wakeup.set)

    def publish(uow: UnitOfWork) -> None:
        uow.publish(held(uow.now))

    async def one() -> float:
        await database.write(publish)
        committed_at = time.perf_counter()
        return await handler.asked_at.get() - committed_at

    async def measure(events: int) -> dict[str, Any]:
        took = []
        before = await usage()
        for _ in range(events):
            took.append(await one())
            await asyncio.sleep(PAUSE)
        after = await usage()
        return {
            "p50_ms": 1e3 * quantile(took, 0.5),
            "p99_ms": 1e3 * quantile(took, 0.99),
            "cpu_us": 1e6 * (after["cpu"] - before["cpu"]) / events,
        }

    async def take_over(events: int) -> dict[str, Any]:
        """Publish for so many subjects, and wait until all are handled here."""
        began = time.perf_counter()
        for _ in range(events):
            await database.write(publish)
        for _ in range(events):
            await handler.asked_at.get()
        return {"seconds": time.perf_counter() - began}

    async def join() -> None:
        """Wait until this process has a share of the topic, be it beside another."""
        while handler.asked_at.empty():
            await database.write(publish)
            await asyncio.sleep(_LOOK_AGAIN)
        await asyncio.sleep(_LOOK_AGAIN)
        while not handler.asked_at.empty():
            handler.asked_at.get_nowait()

    async with bus.publishing(), bus.working(), working("relay", relay.run):
        await join()
        lines.say({"ready": True})
        await lines.serve({"measure": measure, "take_over": take_over})
    database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
