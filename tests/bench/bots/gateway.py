"""The gateway on a database; beside it, in the same process, the bus alone and a bare route."""

from __future__ import annotations

import asyncio
import gc
import sys
from contextlib import AsyncExitStack
from functools import partial
from itertools import count
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from sqlalchemy import make_url

from bot.clock import utc_now
from bot.command_bus import CommandBus
from bot.events.consumers import routes
from bot.http.event_stream import EventStream
from bot.http.gateway.context import GatewayContext
from bot.http.gateway.known_tokens import KnownTokens
from bot.http.gateway.serving import on_uvicorn, serving
from bot.http.gateway.shapes import NewOrder
from bot.http.tokens import digest_of
from bot.logs import set_up_logs
from bot.persistence.database.location import location_of
from bot.persistence.queues.idempotency import scope_of_update
from bot.persistence.repositories.api_tokens import ApiToken, Scope
from bot.persistence.unit_of_work import UnitOfWork, open_database
from bot.settings.gateway import RESOURCES
from domain.customer import MeetPerson
from domain.shared.limits import OperatingLimits
from domain.store.commands import ImportStore
from tests.bench import town
from tests.bench.bots.stores import an_order, store_files
from tests.bench.bots.usage import usage
from tests.bench.lines import Lines
from tests.bench.rounds import TASKS, timed

if TYPE_CHECKING:
    from domain.processes.checkout import Invoice

CUSTOMERS = 50


def secret_of(customer_id: int) -> str:
    """The token of a customer."""
    return f"azer_{customer_id}"


async def main(url: str, stores: str) -> None:
    """Make the tables, the stores and the tokens, then serve until the input ends."""
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
    bus, numbers = CommandBus(database), count(1)
    customers = range(town.FIRST_CUSTOMER, town.FIRST_CUSTOMER + CUSTOMERS)

    async def place(orders: int, tasks: int = TASKS) -> dict[str, float]:
        jobs = []
        for number in range(orders):
            order = an_order(town.store_id(number % int(stores)), customers[number % CUSTOMERS])
            scoped = bus.within(scope_of_update(next(numbers)), is_first_try=True)
            jobs.append(partial(scoped.execute, order))
        return await timed(jobs, tasks)

    context = GatewayContext(
        database=database,
        tokens=KnownTokens(database),
        bus=bus,
        events=EventStream(database),
        clock=utc_now,
        zone=ZoneInfo("UTC"),
        check_provider=_nothing,
        send_invoice=_no_invoice,
        requests_per_minute=1_000_000,
        contexts=tuple(RESOURCES),
    )
    bare = FastAPI(openapi_url=None)

    @bare.post("/orders", status_code=201)
    async def answer(wanted: NewOrder) -> NewOrder:
        return wanted

    try:
        for file in store_files(int(stores)):
            await bus.execute(ImportStore(file))
        for customer in customers:
            await bus.execute(MeetPerson(customer, "Mina", "en"))
            await database.write(partial(_add_token, customer))
        async with AsyncExitStack() as stack:
            gateway = await stack.enter_async_context(serving(context, "127.0.0.1", 0))
            route = await stack.enter_async_context(on_uvicorn(bare, "127.0.0.1", 0))
            # As the bot does once it has started.
            gc.collect()
            gc.freeze()
            lines.say({"gateway": gateway, "bare": route})
            await lines.serve({"place": place, "usage": usage})
    finally:
        database.close()


async def _nothing() -> None:
    """The provider works."""


async def _no_invoice(_customer_id: int, _invoice: Invoice) -> None:
    """Nobody asks for one."""


def _add_token(customer: int, uow: UnitOfWork) -> None:
    token = ApiToken(str(customer), Scope.CUSTOMER, customer, None, "", utc_now())
    uow.api_tokens.add(token, digest_of(secret_of(customer)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
