"""Serving the gateway on uvicorn, beside the bot, on the same event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

import uvicorn

from bot.http.gateway.application import application
from bot.http.gateway.bodies import BoundedBodies
from bot.http.gateway.forwarding import Forwarding
from bot.http.server import CannotServeError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from bot.http.gateway.context import GatewayContext

# Seconds that whoever is being answered has, once the process is to end.
_FINISH_WITHIN = 5
_BACKLOG = 2048


class _Server(uvicorn.Server):
    """One server of a process that has others, and that listens to signals itself."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to whoever runs the process."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        await super().startup(sockets)
        self.is_up.set()


@asynccontextmanager
async def serving(context: GatewayContext, host: str, port: int) -> AsyncIterator[str]:
    """Serve a gateway and yield its address; port 0 takes a free one.

    Raises:
        CannotServeError: The address is none of this machine's, or is taken.
    """
    app = application(context)
    forwarding = Forwarding(app, context.forwarded)
    bounded = BoundedBodies(forwarding)

    async def first(scope: object, receive: object, send: object) -> None:
        # What stands before the application answers as it does, so it has to know it.
        scope["app"] = app  # type: ignore[index]
        await bounded(scope, receive, send)  # type: ignore[arg-type]

    try:
        async with on_uvicorn(first, host, port) as address:
            try:
                yield address
            finally:
                # Whoever listens to events would never come to an end.
                context.events.close()
    finally:
        await forwarding.close()


@asynccontextmanager
async def on_uvicorn(app: ASGIApp, host: str, port: int) -> AsyncIterator[str]:
    """Serve any application (ASGI) as the gateway is served, and yield its address.

    Raises:
        CannotServeError: The address is none of this machine's, or is taken.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        # The access log stays off: paths can carry ids of people.
        access_log=False,
        # Nobody is told apart by an address.
        proxy_headers=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=_FINISH_WITHIN,
    )
    listening = _listening(host, port)
    server = _Server(config)
    running = asyncio.create_task(server.serve([listening]), name="gateway")
    try:
        up = asyncio.create_task(server.is_up.wait())
        await asyncio.wait({running, up}, return_when=asyncio.FIRST_COMPLETED)
        up.cancel()
        if running.done():
            await running
        yield f"http://{host}:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running


def _listening(host: str, port: int) -> socket.socket:
    try:
        (family, kind, protocol, _, address), *_ = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        # Of a socket that does not say its protocol asyncio leaves Nagle's algorithm on, and the
        # second part of an answer waits 40 ms for the acknowledgement of the first.
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(_BACKLOG)
        except OSError:
            listening.close()
            raise
    # A name that no server can have is a ValueError.
    except (OSError, ValueError) as error:
        raise CannotServeError("GATEWAY_HOST, GATEWAY_PORT", host, port, error) from error
    listening.setblocking(False)  # noqa: FBT003 - it is the only way to say it
    return listening
