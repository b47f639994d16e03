"""Bodies are read whole before anything else looks at them, and they are small."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request

from bot.http.gateway.problems import Problem, explained

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The largest is an order of thirty lines.
LARGEST_BODY = 64 * 1024


class BoundedBodies:
    """Answers 413 to whatever is larger; does not read on."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            if len(body) > LARGEST_BODY:
                request = Request(scope)
                await explained(request, Problem(413, "too-large"))(scope, receive, send)
                return
            if not message.get("more_body"):
                break
        is_given = False

        async def again() -> Message:
            nonlocal is_given
            if is_given:
                return await receive()
            is_given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, again, send)
