"""Liveness and readiness."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aiohttp import web

READY = "ready"


def health_routes(
    status: Callable[[], str], degraded: Callable[[], Sequence[str]] = tuple
) -> list[web.RouteDef]:
    """``/health/live`` answers while the event loop turns, ``/health/ready`` while all is well.

    Args:
        status: Says ``ready``, or in a word why not.
        degraded: Says in a word each what does not work, though all goes on: it stays ready.
    """

    async def live(_request: web.Request) -> web.Response:
        return web.json_response({"status": "live"})

    async def ready(_request: web.Request) -> web.Response:
        now = status()
        answer: dict[str, str | list[str]] = {"status": now}
        if less := list(degraded()):
            answer["degraded"] = less
        return web.json_response(answer, status=200 if now == READY else 503)

    return [web.get("/health/live", live), web.get("/health/ready", ready)]
