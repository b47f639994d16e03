"""Paths that another service answers (seed: the gateway's routes), passed on as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import structlog
from starlette.requests import Request
from yarl import URL

from bot.http.gateway.problems import Problem, explained, retry_after

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

_log = structlog.get_logger(__name__)

# What is between two neighbours only (RFC 9110, section 7.6.1), and what the client makes anew.
_OWN = {
    b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"te",
    b"trailer", b"transfer-encoding", b"upgrade", b"host", b"content-length",
}  # fmt: skip
_CONNECT_SECONDS, _SILENT_SECONDS = 2, 30
_AGAIN_SECONDS = 2


class Forwarding:
    """Passes requests on by the first part of their path; the service checks the token.

    Where a service is away, its paths are 503 and the rest works.
    """

    def __init__(self, app: ASGIApp, services: Mapping[str, str]) -> None:
        """Stand before an application; ``services`` are addresses by first parts of paths."""
        self._app, self._services = app, services
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Let go of all connections."""
        if self._session is not None:
            await self._session.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request (ASGI)."""
        service = None
        if scope["type"] == "http":
            service = self._services.get(scope["path"].split("/")[1])
        if service is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            await self._pass_on(service, request, send)
        except (aiohttp.ClientError, TimeoutError) as error:
            _log.warning("a service is away", service=service, problem=repr(error))
            problem = Problem(503, "service-away", headers=retry_after(_AGAIN_SECONDS))
            await explained(request, problem)(scope, receive, send)

    async def _pass_on(self, service: str, request: Request, send: Send) -> None:
        scope = request.scope
        path = scope["raw_path"].decode("ascii")
        query = scope["query_string"].decode("latin-1")
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in scope["headers"]
            if name not in _OWN
        ]
        async with self._client().request(
            request.method,
            _address(service, path, query),
            headers=headers,
            data=await request.body() or None,
            allow_redirects=False,
        ) as answered:
            kept = [(k.lower(), v) for k, v in answered.raw_headers if k.lower() not in _OWN]
            start = {"type": "http.response.start", "status": answered.status, "headers": kept}
            await send(start)
            try:
                async for part in answered.content.iter_any():
                    await send({"type": "http.response.body", "body": part, "more_body": True})
            except (aiohttp.ClientError, TimeoutError) as error:
                # It is half told: nothing but its end can be said.
                _log.warning("a service went away", service=service, problem=repr(error))
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            limits = aiohttp.ClientTimeout(
                total=None, sock_connect=_CONNECT_SECONDS, sock_read=_SILENT_SECONDS
            )
            self._session = aiohttp.ClientSession(timeout=limits, auto_decompress=False)
        return self._session


def _address(service: str, path: str, query: str) -> URL:
    # As it came: what is escaped in it stays so.
    written = f"{service}{path}{'?' if query else ''}{query}"
    return URL(written, encoded=True)
