"""Serving HTTP beside the bot, on the same event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web


@asynccontextmanager
async def serving(routes: list[web.RouteDef], host: str, port: int) -> AsyncIterator[str]:
    """Serve routes and yield the address; port 0 takes a free one."""
    application = web.Application()
    application.add_routes(routes)
    # The access log stays off: paths can carry ids of people.
    runner = web.AppRunner(
        application, access_log=None, handler_cancellation=True, shutdown_timeout=0.2
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
