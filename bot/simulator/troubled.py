"""Requests that go wrong on purpose."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.simulator.errors import BotApiError, too_many_requests
from bot.simulator.faults import Faults, Trouble

Json = dict[str, Any]
Refusal = BotApiError | None
Outcome = tuple[int, Json, dict[str, str]]


async def go_through(
    faults: Faults, trouble: Trouble, call: Callable[[Refusal], Awaitable[Outcome]]
) -> Outcome | None:
    """Carry out a call, or do not; return its answer, or None when the connection breaks."""
    await asyncio.sleep(trouble.seconds)
    fault = trouble.fault
    if fault is None:
        return await call(None)
    if fault.kind == "too_many_requests":
        return await call(too_many_requests(fault.retry_after or 1))
    if fault.kind == "error":
        return await call(server_error())
    if fault.kind in {"error_after", "drop_after"}:
        await call(None)
    if fault.kind == "time_out":
        await asyncio.sleep(faults.seconds(fault))
    return (500, server_error().payload(), {}) if fault.kind == "error_after" else None


def server_error() -> BotApiError:
    """Build the error of a server that is at its wit's end."""
    return BotApiError(500, "Internal Server Error")


def hang_up(request: web.Request) -> web.Response:
    """Break a connection; the response that is returned reaches nobody."""
    if request.transport is not None:
        request.transport.close()
    return web.Response(status=500)
