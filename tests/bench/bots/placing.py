"""Places orders through the command bus, on the database whose address it is given."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from itertools import count

from sqlalchemy import make_url

from bot.clock import utc_now
from bot.command_bus import CommandBus
from bot.events.consumers import routes
from bot.logs import set_up_logs
from bot.persistence.database.location import location_of
from bot.persistence.queues.idempotency import scope_of_update
from bot.persistence.unit_of_work import open_database
from domain.shared.limits import OperatingLimits
from domain.store.commands import ImportStore
from tests.bench import past, town
from tests.bench.bots.stores import an_order, store_files
from tests.bench.lines import Lines
from tests.bench.rounds import TASKS, timed


async def main(url: str, most_stores: str, first: str = "0") -> None:
    """Make the tables and the stores, then serve until the input ends.

    ``first`` is the number of the first update, where others have the same database.
    """
    lines = await Lines.open()
    set_up_logs("json")
    location = location_of(make_url(url))
    location.migrate()
    database = open_database(
        location,
        routes=routes,
        limits=OperatingLimits(orders_per_minute=0, most_waiting=0),
        clock=utc_now,
    )
    bus, numbers = CommandBus(database), count(int(first))

    async def place(orders: int, stores: int, tasks: int = TASKS) -> dict[str, float]:
        jobs = []
        for number in range(orders):
            update = next(numbers)
            # The same people who ordered in the past, where there is one.
            customer = past.FIRST_CUSTOMER + update % past.CUSTOMERS
            order = an_order(town.store_id(number % stores), customer)
            # As the inbox does on an update's first try.
            scoped = bus.within(scope_of_update(update), is_first_try=True)
            jobs.append(partial(scoped.execute, order))
        return await timed(jobs, tasks)

    try:
        for file in store_files(int(most_stores)):
            await bus.execute(ImportStore(file))
        lines.say({"ready": True})
        await lines.serve({"place": place})
    finally:
        database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
