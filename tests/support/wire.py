"""A local server that misbehaves as it is told, for tests of HTTP clients."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

TOKEN = "7000000001:AAExampleTokenForTheLocalSimulator00"

Behaviour = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Received:
    """A request as it came over the wire."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def parameters(self) -> dict[str, str]:
        """What the Bot API makes of the parameters, in whichever way they were sent."""
        if self.headers.get("Content-Type") == "application/json":
            values = json.loads(self.body)
            return {
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in values.items()
            }
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def form(self) -> bytes:
        """A multipart body with a boundary that is always the same."""
        kind, boundary = self.headers["Content-Type"].split("; boundary=")
        assert kind == "multipart/form-data"
        return self.body.replace(boundary.encode(), b"BOUNDARY")


def ok(result: Any = True, **how: Any) -> web.Response:
    """Answer as the Bot API does when all is well."""
    return web.json_response({"ok": True, "result": result}, **how)


async def agrees(_request: web.Request) -> web.StreamResponse:
    return ok()


@dataclass
class Wire:
    """The server: what it got, and what it does with the next request."""

    address: str = ""
    behaviour: Behaviour = agrees
    received: list[Received] = field(default_factory=list)
    connections: set[int] = field(default_factory=set)
    arrived: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    halfway: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, method: str = "sendMessage") -> str:
        return f"{self.address}/bot{TOKEN}/{method}"

    def answers(self, response: Callable[[], web.Response]) -> None:
        async def behave(_request: web.Request) -> web.StreamResponse:
            return response()

        self.behaviour = behave

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = dict(request.headers)
        self.received.append(Received(request.method, request.raw_path, headers, body))
        assert request.transport is not None
        self.connections.add(request.transport.get_extra_info("peername")[1])
        self.arrived.release()
        return await self.behaviour(request)

    async def stalls(self, _request: web.Request) -> web.StreamResponse:
        await self.released.wait()
        return ok()

    async def stalls_midway(self, request: web.Request) -> web.StreamResponse:
        response = await _half(request)
        self.halfway.release()
        await self.released.wait()
        return response


async def _half(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b'{"ok": true, ')
    return response


async def hangs_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def hangs_up_midway(request: web.Request) -> web.StreamResponse:
    response = await _half(request)
    assert request.transport is not None
    request.transport.close()
    return response


async def talks_nonsense(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.write(b"220 mail.example ESMTP\r\n\r\n")
    request.transport.close()
    return web.Response()


async def answers_in_pieces(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    response.enable_chunked_encoding()
    response.enable_compression()
    await response.prepare(request)
    for piece in (b'{"ok": true, "resu', b'lt": "\xec\xa3', b'\xbc\xeb\xac\xb8"}'):
        await response.write(piece)
    return response


@asynccontextmanager
async def wire() -> AsyncIterator[Wire]:
    """Serve until the test is over."""
    served = Wire()
    app = web.Application(client_max_size=2**28)
    app.router.add_route("*", "/{tail:.*}", served.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    served.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield served
    finally:
        served.released.set()
        await runner.cleanup()


@asynccontextmanager
async def deaf() -> AsyncIterator[str]:
    """Let the kernel take connections that nobody ever accepts or reads from."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def unreachable() -> AsyncIterator[str]:
    """Answer no connection attempt at all: the backlog is full."""
    with ExitStack() as sockets:
        listener = sockets.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            filler = sockets.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def refusing() -> AsyncIterator[str]:
    """Refuse connections: the port is taken, and nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
