"""Commits events, or handles those that another process has committed, on one PostgreSQL."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import make_url

from bot.clock import utc_now
from bot.events import consumers
from bot.events.relay import Relay
from bot.logs import set_up_logs
from bot.persistence.database.location import location_of
from bot.persistence.unit_of_work import open_database
from bot.worker import working
from domain.order.events import OrderHeld
from domain.shared.limits import OperatingLimits
from tests.bench.bots.events import PAUSE, held
from tests.bench.bots.usage import usage
from tests.bench.lines import Lines

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import UnitOfWork

WRITER, HANDLER = "writer", "handler"


async def main(url: str, role: str) -> None:
    """Serve until the input ends; times are of the clock that all processes of a machine share."""
    lines = await Lines.open()
    set_up_logs("json")
    handled: dict[str, float] = {}

    def handle(event: OrderHeld, _uow: UnitOfWork) -> None:
        handled[event.order_id] = time.monotonic()

    # Nobody else wants anything.
    vars(consumers).update(POLICIES={"store": {OrderHeld: handle}}, NOTIFICATIONS={})
    location = location_of(make_url(url))
    location.migrate()
    session = location.session()
    assert session is not None
    await session.open()
    database = open_database(
        location, routes=consumers.routes, limits=OperatingLimits(), clock=utc_now
    )
    relay = Relay(database, utc_now, ("store",))
    session.on_rows = lambda _table: relay.wakeup.set()

    async def publish(events: int) -> dict[str, Any]:
        committed: dict[str, float] = {}
        before = await usage()
        for _ in range(events):
            event = held(utc_now())
            await database.write(lambda uow, event=event: uow.publish(event))  # type: ignore[misc]
            committed[event.order_id] = time.monotonic()
            await asyncio.sleep(PAUSE)
        cpu = 1e6 * ((await usage())["cpu"] - before["cpu"]) / events
        return {"at": committed, "cpu_us": cpu}

    async def seen(events: int) -> dict[str, Any]:
        async with asyncio.timeout(30):
            while len(handled) < events:  # noqa: ASYNC110 - the relay tells nobody
                await asyncio.sleep(PAUSE)
        found = dict(handled)
        handled.clear()
        return {"at": found}

    async with working("session", session.run):
        if role == HANDLER:
            async with working("relay", relay.run):
                lines.say({"ready": True})
                await lines.serve({"seen": seen})
        else:
            lines.say({"ready": True})
            await lines.serve({"publish": publish})
    await session.close()
    database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
