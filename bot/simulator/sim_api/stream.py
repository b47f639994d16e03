"""Changes as server-sent events, or fetched by a long poll."""

import asyncio
from contextlib import suppress

import orjson
from aiohttp import web

from bot.simulator.model import SimError
from bot.simulator.world import Change, World

_LONGEST_WAIT = 60.0
_HEARTBEAT = 15.0


class Stream:
    """Serves one simulator's changes until it closes."""

    def __init__(self, world: World) -> None:
        self._changes = world.changes
        self._open: set[asyncio.Task[object]] = set()

    def close(self) -> None:
        """End every reader's wait."""
        for task in self._open:
            task.cancel()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer GET /sim/changes."""
        after = self._position(request)
        task = asyncio.current_task()
        if task is not None:
            self._open.add(task)
            task.add_done_callback(self._open.discard)
        if request.query.get("format") == "json":
            return await self._fetch(request, after)
        return await self._send_events(request, after)

    def _position(self, request: web.Request) -> int:
        text = request.headers.get("Last-Event-ID") or request.query.get("after")
        if text is None:
            return self._changes.seq
        if not text.isdecimal():
            raise SimError(400, "A position in the changes is a number.")
        return int(text)

    async def _fetch(self, request: web.Request, after: int) -> web.Response:
        try:
            seconds = min(_LONGEST_WAIT, float(request.query.get("wait", "0")))
        except ValueError:
            raise SimError(400, "The time to wait is a number of seconds.") from None
        changes = await self._changes.wait(after, seconds)
        body = {
            "seq": changes[-1].seq if changes else after,
            "changes": [{"seq": it.seq, "kind": it.kind, "data": it.data} for it in changes],
        }
        return web.Response(body=orjson.dumps(body), content_type="application/json")

    async def _send_events(self, request: web.Request, after: int) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}
        )
        await response.prepare(request)
        await response.write(b": here\n\n")
        with suppress(ConnectionError):
            while True:
                changes = await self._changes.wait(after, _HEARTBEAT)
                await response.write(b"".join(map(_event, changes)) or b": still here\n\n")
                after = changes[-1].seq if changes else after
        return response


def _event(change: Change) -> bytes:
    data = orjson.dumps(change.data)
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (change.seq, change.kind.encode(), data)
