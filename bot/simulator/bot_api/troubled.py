"""Requests that go wrong on purpose."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.simulator.model import BotApiError, too_many_requests, unauthorized
from bot.simulator.world import Fault, Faults, Trouble

Json = dict[str, Any]
Refusal = BotApiError | None
Outcome = tuple[int, Json, dict[str, str]]

_PAGE = """<!doctype html>
<html><head><title>Sign in</title></head>
<body><h1>Sign in to use this network</h1></body></html>
"""


def server_error() -> BotApiError:
    """Build the error of a server that is at its wit's end."""
    return BotApiError(500, "Internal Server Error")


_REFUSALS: dict[str, Callable[[Fault], BotApiError]] = {
    "too_many_requests": lambda fault: too_many_requests(fault.retry_after or 1),
    "unauthorized": lambda _fault: unauthorized(),
    "error": lambda _fault: server_error(),
}


async def go_through(
    faults: Faults,
    trouble: Trouble,
    request: web.Request,
    call: Callable[[Refusal], Awaitable[Outcome]],
) -> Outcome | web.Response:
    """Carry out a call, or do not; return its answer, or what came instead of one."""
    await asyncio.sleep(trouble.seconds)
    fault = trouble.fault
    if fault is None:
        return await call(None)
    if fault.kind in _REFUSALS:
        return await call(_REFUSALS[fault.kind](fault))
    if fault.kind == "garbage":
        return garbage()
    if fault.kind in {"error_after", "drop_after"}:
        await call(None)
    if fault.kind == "time_out":
        await asyncio.sleep(faults.seconds(fault))
    if fault.kind == "error_after":
        return 500, server_error().payload(), {}
    return hang_up(request)


def garbage() -> web.Response:
    """Build what a proxy in between answers by itself: a page, and status 200."""
    return web.Response(text=_PAGE, content_type="text/html")


def hang_up(request: web.Request) -> web.Response:
    """Break a connection; the response that is returned reaches nobody."""
    if request.transport is not None:
        request.transport.close()
    return web.Response(status=500)
