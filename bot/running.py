"""Running the platform: what comes before what, and in which order it ends."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from bot.events.consumers import CONSUMERS
from bot.http.api import serving_api
from bot.http.feed import Feed
from bot.http.health import health_routes
from bot.http.server import serving
from bot.leading import lead
from bot.payments.providers.registry import close
from bot.persistence.database.location import location_of
from bot.runtime import Clock, Runtime, utc_now
from bot.starting import available, check, only_process
from bot.telegram.application import connect
from bot.worker import working
from domain.store import ImportStore, StoreFile

if TYPE_CHECKING:
    from bot.persistence.database.location import Session
    from bot.settings import Settings


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    stores: tuple[StoreFile, ...] = (),
    feed_reader: str = "",
    consumers: Collection[str] = CONSUMERS,
) -> AsyncIterator[Runtime]:
    """Run the platform: migrate, import ``stores`` that are new, start every part.

    ``consumers`` are those whose events are handled here, where other processes handle the rest.
    ``feed_reader`` is the address of the demo's page, which alone may show the event feed.

    Leaving stops taking updates, finishes what is in hand and closes the database.
    """
    async with AsyncExitStack() as stack:
        location = location_of(settings.database_address)
        ready = partial(available, location)
        # A thread cannot be broken off, so it waits for no lock: whoever stops the process at its
        # start does not wait either.
        session = location.session()
        with location.using():
            if session is None:
                await stack.enter_async_context(only_process(location))
            else:
                await ready(location.reach)
                await ready(session.open)
                stack.push_async_callback(session.close)
                await stack.enter_async_context(working("session", session.run))
            await check(location)
            await ready(partial(asyncio.to_thread, location.migrate, patience=0))
            runtime = await ready(partial(_opened, settings, clock, session, consumers))
        stack.callback(runtime.database.close)
        stack.push_async_callback(close, runtime.unguarded)
        for store in stores:
            await ready(partial(runtime.bus.execute, ImportStore(store, only_new=True)))
        await ready(runtime.provider_monitor.restore)
        http = health_routes(lambda: runtime.status, lambda: runtime.event_bus.degraded)
        http += [*runtime.metrics.routes(), *runtime.way_in.routes]
        if feed_reader:
            http += Feed(runtime.events).routes(feed_reader)
        server = serving(http, settings.host, settings.port)
        runtime.http_address = await stack.enter_async_context(server)
        # Whatever of it was opened when connecting is broken off.
        stack.push_async_callback(runtime.telegram.bot.shutdown)
        await connect(runtime.telegram)
        stack.push_async_callback(runtime.telegram.shutdown)
        stack.enter_context(runtime.schedule.running())
        if session is None:
            await stack.enter_async_context(runtime.leading())
        else:
            stack.push_async_callback(session.hand_over)
        await stack.enter_async_context(working("relay", runtime.relay.run))
        await stack.enter_async_context(runtime.event_bus.working())
        await stack.enter_async_context(runtime.handling())
        if session is None:
            await stack.enter_async_context(working("inbox", runtime.way_in.run))
        else:
            stack.push_async_callback(session.resign)
            await stack.enter_async_context(
                working("leader", partial(lead, session, runtime.lead))
            )
            session.stand()
        api = serving_api(
            settings,
            consumers,
            runtime.database,
            runtime.events,
            runtime.dependencies,
            runtime.telegram,
        )
        runtime.api_address = await stack.enter_async_context(api)
        # What is here now stays. Left among the young, it would be searched again and again,
        # 0.2 s each time.
        gc.collect()
        gc.freeze()
        runtime.is_started = True
        yield runtime
        runtime.is_started = False


async def _opened(
    settings: Settings, clock: Clock, session: Session | None, consumers: Collection[str]
) -> Runtime:
    return Runtime(settings, clock=clock, session=session, consumers=consumers)
