"""Running the platform: what comes before what, and in which order it ends."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Collection
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from bot.clock import Clock, utc_now
from bot.events.consumers import CONSUMERS
from bot.http.api import serving_api
from bot.http.feed import Feed
from bot.http.health import health_routes
from bot.http.server import serving
from bot.leading import lead
from bot.payments.providers.registry import close
from bot.persistence.database.location import location_of
from bot.runtime import Runtime
from bot.starting import available, check, only_process
from bot.telegram.application import connect
from bot.worker import working
from domain.store import ImportStore, StoreFile

if TYPE_CHECKING:
    from aiohttp import web

    from bot.persistence.database.location import Session
    from bot.settings import Settings

# A stop takes two seconds where the server answers. Where it does not, threads that wait for it, for
# five more seconds if they are about to connect, are broken off: ten seconds is all that one has.
ANSWERS_WITHIN = 3.5


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
        late = _closed_at_the_end(runtime, stack)
        stack.push_async_callback(close, runtime.unguarded)
        if runtime.apart:
            await stack.enter_async_context(runtime.apart.working())
        for store in stores:
            await ready(partial(runtime.bus.execute, ImportStore(store, only_new=True)))
        await ready(partial(runtime.provider_monitor.restore, runtime.database))
        server = serving(_routes(runtime, feed_reader), settings.host, settings.port)
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
        await stack.enter_async_context(_handling(runtime))
        if session is None:
            await stack.enter_async_context(working("inbox", runtime.way_in.run))
        else:
            stack.push_async_callback(session.resign)
            await stack.enter_async_context(
                working("leader", partial(lead, session, runtime.lead))
            )
            session.stand()
        runtime.api_address = await stack.enter_async_context(_api(runtime, settings, consumers))
        # What is here now stays. Left among the young, it would be searched again and again,
        # 0.2 s each time.
        gc.collect()
        gc.freeze()
        runtime.is_started = True
        yield runtime
        runtime.is_started = False
        if session is not None:
            # A machine that is lost answers nothing, and a thread that waits for it cannot be stopped.
            late.start()


async def _opened(
    settings: Settings, clock: Clock, session: Session | None, consumers: Collection[str]
) -> Runtime:
    return Runtime(settings, clock=clock, session=session, consumers=consumers)


def _routes(runtime: Runtime, feed_reader: str) -> list[web.RouteDef]:
    routes = health_routes(lambda: runtime.status, lambda: runtime.degraded)
    routes += [*runtime.metrics.routes(), *runtime.way_in.routes]
    return [*routes, *(Feed(runtime.events).routes(feed_reader) if feed_reader else ())]


def _api(
    runtime: Runtime, settings: Settings, consumers: Collection[str]
) -> AbstractAsyncContextManager[str]:
    where = (runtime.database, runtime.side, runtime.bus, runtime.events)
    return serving_api(settings, consumers, *where, runtime.dependencies, runtime.telegram)


def _closed_at_the_end(runtime: Runtime, stack: AsyncExitStack) -> threading.Timer:
    """Let the database be closed last of all; the answer, once started, breaks off who waits for it."""
    late = threading.Timer(ANSWERS_WITHIN, runtime.give_up)
    late.daemon = True
    stack.callback(late.cancel)
    stack.callback(runtime.database.close)
    if runtime.autocommit is not None:
        stack.callback(runtime.autocommit.close)
    return late


@asynccontextmanager
async def _handling(runtime: Runtime) -> AsyncIterator[None]:
    """Handle the updates that are kept, until left; then finish what is in hand."""
    inbox, way_in = runtime.inbox, runtime.way_in
    async with AsyncExitStack() as stack:
        await available(runtime.location, inbox.restore)
        stack.push_async_callback(inbox.stop)
        # Whoever fetches looks around in between.
        if runtime.session or not way_in.is_fetching:
            await stack.enter_async_context(working("sharing", inbox.share))
        await stack.enter_async_context(way_in.accepting())
        yield
