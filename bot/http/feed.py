"""The event feed: domain events as they happen, for whoever may look (the demo's page)."""

from __future__ import annotations

import asyncio
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import orjson
from aiohttp import web

from bot.persistence.queues.event_store import Position
from domain.shared.errors import DatabaseUnavailable
from domain.shared.messages import Event, OrderEvent
from handlers.ui.translator import order_code

if TYPE_CHECKING:
    from datetime import datetime

    from bot.persistence.unit_of_work import Database

_BATCH = 200
# What a listener that connects anew is shown of the past.
_HISTORY = 200
_KEEPALIVE_SECONDS = 15.0
_SETTLED_SECONDS = 1.0


class Feed:
    """Server-sent events about orders; each has ``id``, ``at``, ``subject``, ``name`` and ``text``."""

    def __init__(self, database: Database) -> None:
        """Read the event store of a database."""
        self._database = database
        self._news = asyncio.Event()
        # With many writers an event can be read only when every transaction before it is over.
        self._patience = _SETTLED_SECONDS if database.locks_kitchens else _KEEPALIVE_SECONDS

    def announce(self) -> None:
        """Tell listeners that events were committed; from the event loop's thread."""
        news, self._news = self._news, asyncio.Event()
        news.set()

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
        after = await self._starting_point(request)
        while True:
            news = self._news
            events = await self._after(after)
            for position, event_id, at, event in events:
                after = position
                if not isinstance(event, OrderEvent):
                    continue
                line = orjson.dumps(_shown(event_id, at, event)).decode()
                await response.write(f"id: {position}\ndata: {line}\n\n".encode())
            if not events:
                await _wait(news, response, self._patience)

    async def _after(self, position: Position) -> list[tuple[Position, str, datetime, Event]]:
        try:
            return await self._database.read(lambda uow: uow.event_store.read(position, _BATCH))
        except DatabaseUnavailable:
            # Whoever listens waits for the next event, or the next sign of life.
            return []

    async def _starting_point(self, request: web.Request) -> Position:
        if last := Position.parse(request.headers.get("Last-Event-ID", "")):
            return last
        return await self._database.read(lambda uow: uow.event_store.position(_HISTORY))


def _is_loopback(address: str) -> bool:
    try:
        name = urlsplit(address).hostname or ""
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


async def _wait(news: asyncio.Event, response: web.StreamResponse, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await news.wait()
    except TimeoutError:
        await response.write(b": still here\n\n")


def _shown(event_id: str, at: datetime, event: OrderEvent) -> dict[str, str]:
    return {
        "id": event_id,
        "at": at.isoformat(),
        "subject": order_code(event.order_id),
        "name": type(event).__name__,
        "text": _text(event),
    }


def _text(event: Event) -> str:
    """The small facts of an event: nothing about the customer."""
    told = ("method", "reason", "minutes", "was_paid")
    facts = [f"{name} {getattr(event, name)}" for name in told if getattr(event, name, "")]
    return ", ".join(facts)
