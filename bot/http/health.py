"""Liveness and readiness."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web


def health_routes(is_ready: Callable[[], bool]) -> list[web.RouteDef]:
    """``/health/live`` answers while the event loop turns; ``/health/ready`` once all runs."""

    async def live(_request: web.Request) -> web.Response:
        return web.json_response({"status": "live"})

    async def ready(_request: web.Request) -> web.Response:
        if is_ready():
            return web.json_response({"status": "ready"})
        return web.json_response({"status": "starting"}, status=503)

    return [web.get("/health/live", live), web.get("/health/ready", ready)]
