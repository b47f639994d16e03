"""Liveness and readiness.

Not ready (503) is only what makes this process useless to whoever calls it: it starts, it drains, its own
database is away or has other tables, Telegram refuses its token. Everything else that does not work it
cannot mend by getting no calls, and neither can the process that would get them: it stays ready, and
names what is degraded. Otherwise one broker that is away would take every process out.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from aiohttp import web

STARTING, READY, DRAINING = "starting", "ready", "draining"

USELESS = (
    STARTING,
    DRAINING,
    "database_away",
    "database_lost",
    "wrong_schema",
    "unauthorized",
)
"""Every word for why a process is not ready."""

DEGRADED = (
    "broker_away",
    "conflict",
    "database_slow",
    "delivery_away",
    "events_late",
    "leader_silent",
    "messages_late",
    "provider_away",
    "telegram_away",
    "updates_late",
    "webhook_refused",
)
"""Every word for what does not work while the process is ready."""


class Watched(Protocol):
    """A process that has started."""

    @property
    def status(self) -> str:
        """``ready``, or in a word why it is useless."""

    @property
    def degraded(self) -> Collection[str]:
        """What does not work, though all goes on: some of ``DEGRADED``."""

    async def look(self) -> object:
        """Find out how it stands now; it takes no longer than a probe waits. Never raises."""


class Health:
    """What is said of a process: starting, then what is watched, then draining."""

    def __init__(self) -> None:
        """It starts."""
        self._watched: Watched | None = None
        self._phase = STARTING

    def started(self, watched: Watched) -> None:
        """From now on it is as ready as what is watched says."""
        self._watched, self._phase = watched, READY

    def drain(self) -> None:
        """From now on it finishes what it has in hand, and is to get nothing more."""
        self._phase = DRAINING

    def routes(self) -> list[web.RouteDef]:
        """``/health/live`` answers while the event loop turns, ``/health/ready`` says how it stands."""
        return [web.get("/health/live", self._live), web.get("/health/ready", self._ready)]

    async def _live(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "live"})

    async def _ready(self, _request: web.Request) -> web.Response:
        watched = self._watched
        if watched is None or self._phase != READY:
            return web.json_response({"status": self._phase}, status=503)
        await watched.look()
        # It may have begun to drain meanwhile.
        now = watched.status if self._phase == READY else self._phase
        answer: dict[str, str | list[str]] = {"status": now}
        if less := sorted(watched.degraded):
            answer["degraded"] = less
        return web.json_response(answer, status=200 if now == READY else 503)
