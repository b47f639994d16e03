"""The event feed: domain events as they happen, for whoever may look (the demo's page)."""

from __future__ import annotations

from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import orjson
from aiohttp import web

from bot.http.event_stream import EventStream, facts_of
from bot.persistence.queues.event_store import Position
from domain.shared.messages import OrderEvent
from handlers.ui.translator import order_code

if TYPE_CHECKING:
    from datetime import datetime

# What a listener that connects anew is shown of the past.
_HISTORY = 200


class Feed:
    """Server-sent events about orders; each has ``id``, ``at``, ``subject``, ``name`` and ``text``."""

    def __init__(self, events: EventStream) -> None:
        """Show the events of a stream."""
        self._events = events

    def routes(self, page: str) -> list[web.RouteDef]:
        """``GET /feed``, for programs of this machine and for one page.

        Args:
            page: The page's address; other pages of a browser are refused, under whatever name
                they come (DNS rebinding).
        """
        return [web.get("/feed", partial(self._stream, urlsplit(page).port))]

    async def _stream(self, port: int | None, request: web.Request) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if not _is_loopback(f"//{request.host}") or not (
            origin is None or (_is_loopback(origin) and urlsplit(origin).port == port)
        ):
            raise web.HTTPForbidden(text="The feed is for the demo's own page.")
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-cache",
                **({"Access-Control-Allow-Origin": origin} if origin else {}),
            }
        )
        await response.prepare(request)
        async for events in self._events.read_on(await self._starting_point(request)):
            for position, event_id, at, event in events:
                if isinstance(event, OrderEvent):
                    line = orjson.dumps(_shown(event_id, at, event)).decode()
                    await response.write(f"id: {position}\ndata: {line}\n\n".encode())
            if not events:
                await response.write(b": still here\n\n")
        return response

    async def _starting_point(self, request: web.Request) -> Position:
        if last := Position.parse(request.headers.get("Last-Event-ID", "")):
            return last
        return await self._events.position(_HISTORY)


def _is_loopback(address: str) -> bool:
    try:
        name = urlsplit(address).hostname or ""
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def _shown(event_id: str, at: datetime, event: OrderEvent) -> dict[str, str]:
    return {
        "id": event_id,
        "at": at.isoformat(),
        "subject": order_code(event.order_id),
        "name": type(event).__name__,
        "text": facts_of(event),
    }
