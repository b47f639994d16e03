"""Liveness and readiness."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

READY = "ready"


def health_routes(status: Callable[[], str]) -> list[web.RouteDef]:
    """``/health/live`` answers while the event loop turns, ``/health/ready`` while all is well.

    ``status`` says ``ready``, or in a word why not.
    """

    async def live(_request: web.Request) -> web.Response:
        return web.json_response({"status": "live"})

    async def ready(_request: web.Request) -> web.Response:
        now = status()
        return web.json_response({"status": now}, status=200 if now == READY else 503)

    return [web.get("/health/live", live), web.get("/health/ready", ready)]
