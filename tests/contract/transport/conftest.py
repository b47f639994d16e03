"""One contract for two transports: python-telegram-bot's own, which is the reference, and ours."""

import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import partial
from typing import Any, Self

import pytest
from aiohttp import web
from telegram.request import BaseRequest, HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.telegram.transport.request import AiohttpRequest
from tests.support.wire import TOKEN, Behaviour, Received, Wire, wire

PASSWORD = "kimchi-and-rice"


def data(**values: object) -> RequestData:
    return RequestData(
        [RequestParameter.from_input(name, value) for name, value in values.items()]
    )


class Line:
    """A transport, and the server that it calls."""

    def __init__(self, kind: Callable[..., BaseRequest], server: Wire) -> None:
        self.kind, self.server, self.transport = kind, server, kind()

    def opened(self, **options: Any) -> Self:
        """Use a transport with these options from here on."""
        self.transport = self.kind(**options)
        return self

    def proxied(self, address: str = "") -> Self:
        """Call through a proxy from here on: through the server, unless told otherwise."""
        whole = (address or self.server.address).replace("//", f"//mina:{PASSWORD}@")
        return self.opened(proxy=whole)

    def behaves(self, behaviour: Behaviour) -> Self:
        self.server.behaviour = behaviour
        return self

    def answers(self, body: bytes | str, **how: Any) -> Self:
        self.server.answers(lambda: web.Response(body=body, **how))
        return self

    async def post(
        self,
        sent: RequestData | None = None,
        *,
        url: str = f"ADDRESS/bot{TOKEN}/sendMessage",
        at: Callable[[], AbstractAsyncContextManager[str]] | None = None,
        **own: Any,
    ) -> Any:
        """Call the server, or whoever is at that address."""
        async with at() if at else nullcontext(self.server.address) as address:
            return await self.transport.post(url.replace("ADDRESS", address), sent, **own)

    @property
    def received(self) -> Received:
        [received] = self.server.received
        return received


@pytest.fixture(scope="session")
def trust() -> ssl.SSLContext:
    """Without it each httpx client would load the certificates anew."""
    return ssl.create_default_context()


@asynccontextmanager
async def _line(kind: Callable[..., BaseRequest]) -> AsyncIterator[Line]:
    async with wire() as server:
        line = Line(kind, server)
        yield line
        await line.transport.shutdown()


@pytest.fixture
async def ours() -> AsyncIterator[Line]:
    async with _line(AiohttpRequest) as line:
        yield line


@pytest.fixture(params=["default", "ours"])
async def line(request: pytest.FixtureRequest, trust: ssl.SSLContext) -> AsyncIterator[Line]:
    """Each transport in turn."""
    default = partial(HTTPXRequest, httpx_kwargs={"verify": trust, "trust_env": False})
    async with _line(default if request.param == "default" else AiohttpRequest) as line:
        yield line
