"""The crowd that the roster describes: it rushes when told to, and pages see how it goes."""

import asyncio

from bot.simulator.crowd.rush import Rush
from bot.simulator.model import Json, SimError
from bot.simulator.world import World

_NEWS_SECONDS = 0.5


class Crowd:
    """Starts rushes, one at a time."""

    def __init__(self, world: World) -> None:
        self.rush: Rush | None = None
        self._world = world
        self._entry = world.roster.crowd
        self._news: asyncio.TimerHandle | None = None
        self._told: Json | None = None
        world.changes.listeners.append(self._hear)

    def start(
        self,
        customers: int,
        spread_seconds: float = 0.0,
        *,
        seed: int = 0,
        staff_speed: float = 1.0,
    ) -> Rush:
        """Let so many people come; refuse while others are still there."""
        if self._entry is None:
            raise SimError(409, "The roster describes no crowd.")
        if self.rush is not None and self.rush.running:
            raise SimError(409, "A rush is going on already.")
        self.rush = Rush(
            self._world,
            self._entry,
            customers=customers,
            spread_seconds=spread_seconds,
            seed=seed,
            staff_speed=staff_speed,
            when_ended=self._tell,
        )
        self._tell()
        return self.rush

    async def stop(self) -> None:
        """End the rush, if there is one, and wait until it has ended."""
        if self.rush is not None:
            self.rush.stop()
            await self.rush.ended.wait()

    def close(self) -> None:
        """Stop everything."""
        if self._news is not None:
            self._news.cancel()
        self._world.changes.listeners.clear()
        if self.rush is not None:
            self.rush.stop()

    def view(self) -> Json | None:
        """Return what pages see: None without a crowd, zeros before the first rush."""
        if self._entry is None:
            return None
        return {"running": False, "customers": 0} if self.rush is None else self.rush.view()

    def _hear(self, kind: str, data: object) -> None:
        if self.rush is not None and isinstance(data, dict):
            self.rush.hear(kind, data)
            # The last taps are answered after the last person has left.
            if kind == "answer" and self._news is None:
                self._tell_soon()

    def _tell(self) -> None:
        """Tell pages how it goes, now and then while it goes on."""
        if self._news is not None:
            self._news.cancel()
            self._news = None
        view = self.view()
        if view != self._told:
            self._told = view
            self._world.changes.publish("rush", view)
        if self.rush is not None and self.rush.running:
            self._tell_soon()

    def _tell_soon(self) -> None:
        self._news = asyncio.get_running_loop().call_later(_NEWS_SECONDS, self._tell)
