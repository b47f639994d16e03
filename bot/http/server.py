"""Serving HTTP beside the bot, on the same event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.operator_error import OperatorError, one_line

# What Telegram brings is far smaller: its longest text is 4,096 characters.
LARGEST_BODY = 2**20


class CannotServeError(OperatorError):
    """HTTP cannot be served where the settings say."""

    def __init__(self, settings: str, host: str, port: int, error: Exception) -> None:
        """Say what the system says of ``host`` and ``port``, which the ``settings`` name."""
        reason = getattr(error, "strerror", None) or error
        super().__init__(one_line(f"{settings}: cannot serve at {host}:{port}: {reason}"))


class LaterRoutes:
    """Every path that is served only once a process has started, and until it ends.

    Before and after, whoever calls is told to come again: 503, as a process that is not ready.
    """

    def __init__(self) -> None:
        """Nothing is served yet."""
        self._router: web.UrlDispatcher | None = None

    def open(self, routes: Iterable[web.RouteDef]) -> None:
        """Serve routes from now on; they have no parts in braces."""
        router = web.UrlDispatcher()
        router.add_routes(routes)
        self._router = router

    def close(self) -> None:
        """Serve them no more."""
        self._router = None

    def routes(self) -> list[web.RouteDef]:
        """Every path that was not named before these."""
        return [web.route("*", "/{path:.*}", self._answer)]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if self._router is None:
            raise web.HTTPServiceUnavailable(text="Not now.", headers={"Retry-After": "1"})
        found = await self._router.resolve(request)
        return await found.handler(request)


@asynccontextmanager
async def serving(routes: list[web.RouteDef], host: str, port: int) -> AsyncIterator[str]:
    """Serve routes and yield the address; port 0 takes a free one.

    Raises:
        CannotServeError: The address is none of this machine's, or is taken.
    """
    application = web.Application(client_max_size=LARGEST_BODY)
    application.add_routes(routes)
    # The access log stays off: paths can carry ids of people.
    runner = web.AppRunner(
        application, access_log=None, handler_cancellation=True, shutdown_timeout=0.2
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        # A name that no server can have is a ValueError.
        except (OSError, ValueError) as error:
            raise CannotServeError("HOST, PORT", host, port, error) from error
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
