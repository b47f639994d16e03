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
from bot.http.health import Health
from bot.http.server import LaterRoutes, serving
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

    from bot.persistence.database.location import Location, Session
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
        health, later = Health(), LaterRoutes()
        # Whoever watches over the process hears of it from here on, and until all is done.
        routes = [*health.routes(), *later.routes()]
        address = await stack.enter_async_context(serving(routes, settings.host, settings.port))
        location = location_of(settings.database_address)
        ready = partial(available, location)
        with location.using():
            session = await _claimed(location, stack)
            runtime = await ready(partial(_opened, settings, clock, session, consumers))
        late = _closed_at_the_end(runtime, stack)
        stack.push_async_callback(close, runtime.unguarded)
        if runtime.apart:
            await stack.enter_async_context(runtime.apart.working())
        for store in stores:
            await ready(partial(runtime.bus.execute, ImportStore(store, only_new=True)))
        await ready(partial(runtime.provider_monitor.restore, runtime.database))
        runtime.http_address = address
        later.open(_routes(runtime, feed_reader))
        stack.callback(later.close)
        stack.callback(runtime.events.close)
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
        health.started(runtime.standing)
        try:
            yield runtime
        finally:
            health.drain()
        if session is not None:
            # A machine that is lost answers nothing, and a thread that waits for it cannot be stopped.
            late.start()


async def _claimed(location: Location, stack: AsyncExitStack) -> Session | None:
    """Wait for the database, take our part of it, and bring it up to date."""
    ready = partial(available, location)
    # A thread cannot be broken off, so it waits for no lock: whoever stops the process at its
    # start does not wait either.
    session = location.session()
    if session is None:
        await stack.enter_async_context(only_process(location))
    else:
        await ready(location.reach)
        await ready(session.open)
        stack.push_async_callback(session.close)
        await stack.enter_async_context(working("session", session.run))
    await check(location)
    await ready(partial(asyncio.to_thread, location.migrate, patience=0))
    return session


async def _opened(
    settings: Settings, clock: Clock, session: Session | None, consumers: Collection[str]
) -> Runtime:
    return Runtime(settings, clock=clock, session=session, consumers=consumers)


def _routes(runtime: Runtime, feed_reader: str) -> list[web.RouteDef]:
    feed = Feed(runtime.events).routes(feed_reader) if feed_reader else ()
    return [*runtime.metrics.routes(), *runtime.way_in.routes, *feed]


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
