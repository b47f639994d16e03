"""Readiness: starting, then whatever is watched says, then draining."""

from __future__ import annotations

import aiohttp

from bot.http.health import Health
from bot.http.server import LaterRoutes, serving


async def test_process_that_drains_is_alive_and_not_ready() -> None:
    class AllWell:
        status, degraded = "ready", ("conflict", "broker_away")

        async def look(self) -> None:
            health.drain() if self.status == "drains" else None

    health, watched, later = Health(), AllWell(), LaterRoutes()
    routes = [*health.routes(), *later.routes()]
    async with serving(routes, "127.0.0.1", 0) as address, aiohttp.ClientSession() as session:

        async def ready() -> tuple[int, dict[str, object]]:
            async with session.get(f"{address}/health/ready") as answer:
                return answer.status, await answer.json()

        assert await ready() == (503, {"status": "starting"})
        health.started(watched)
        less = ["broker_away", "conflict"]
        assert await ready() == (200, {"status": "ready", "degraded": less})
        # The signal comes while somebody asks.
        watched.status = "drains"
        assert await ready() == (503, {"status": "draining", "degraded": less})
        assert await ready() == (503, {"status": "draining"})
        async with session.get(f"{address}/health/live") as answer:
            assert answer.status == 200
