"""A rush: many people at once, each with a script, and the standing people at work."""

import asyncio
from collections import Counter
from collections.abc import Callable
from random import Random

from bot.simulator.crowd.actor import Actor
from bot.simulator.crowd.staff import Staff
from bot.simulator.crowd.tally import Tally
from bot.simulator.model import CrowdEntry, Json
from bot.simulator.people import invent
from bot.simulator.world import World

# Somebody whose step takes longer than this is counted as waiting, not as acting.
_WAITING_SECONDS = 3.0
_PROBLEMS_SHOWN = 10


class Rush:
    """One rush from its start to its end.

    Args:
        world: The world it happens in.
        entry: What the roster says about the crowd.
        customers: How many people come.
        spread_seconds: The time over which they come.
        seed: Makes every choice.
        staff_speed: How many times faster than the roster says standing people act.
        when_ended: Called when everybody has come to their end.
    """

    def __init__(
        self,
        world: World,
        entry: CrowdEntry,
        *,
        customers: int,
        spread_seconds: float = 0.0,
        seed: int = 0,
        staff_speed: float = 1.0,
        when_ended: Callable[[], None] = lambda: None,
    ) -> None:
        self._world, self._when_ended = world, when_ended
        self._clock = asyncio.get_running_loop().time
        self._began, self._seconds = self._clock(), 0.0
        self.ended = asyncio.Event()
        self.tally = Tally(self._clock)
        self._staff = Staff(world, entry.duties, tally=self.tally, seed=seed, speed=staff_speed)
        self.actors: dict[int, Actor] = {}
        self._comings: list[asyncio.Task[None]] = []
        for number in range(customers):
            chance = Random(f"{seed}/{number}")  # noqa: S311 - it only has to be repeatable
            actor = self._actor(entry, chance)
            self.actors[actor.person.id] = actor
            delay = chance.uniform(0.0, spread_seconds)
            self._comings.append(asyncio.create_task(self._come(actor, delay)))
        self._staff.begin()
        for coming in self._comings:
            coming.add_done_callback(self._count_out)

    @property
    def running(self) -> bool:
        """Tell whether somebody has not come to their end."""
        return not self.ended.is_set()

    def stop(self) -> None:
        """Let everybody put their phone down."""
        for coming in self._comings:
            coming.cancel()

    def hear(self, kind: str, data: Json) -> None:
        """Take note of something that happened."""
        if kind == "answer":
            self.tally.answered(data["query_id"])
            return
        chat_id = data.get("chat_id", 0)
        if chat_id in self.actors:
            self.actors[chat_id].hear(kind, data)
        elif self.running and "message" in data:
            self._staff.hear(kind, chat_id, data["message"]["message_id"])

    def view(self) -> Json:
        """Return what pages see."""
        now = self._clock()
        states = Counter(self._standing(actor, now) for actor in self.actors.values())
        problems = [actor for actor in self.actors.values() if actor.state == "failed"]
        return {
            "running": self.running,
            "customers": len(self.actors),
            "seconds": round(now - self._began if self.running else self._seconds),
            **{
                name: states[name]
                for name in ("coming", "acting", "waiting", "done", "failed", "stopped")
            },
            "repeats": sum(actor.repeats for actor in self.actors.values()),
            "problems": [
                {"person": actor.person.id, "script": actor.script.name, "what": actor.problem}
                for actor in problems[:_PROBLEMS_SHOWN]
            ],
            **self.tally.view(),
        }

    def _standing(self, actor: Actor, now: float) -> str:
        if actor.state != "begun":
            return actor.state
        return "waiting" if now - actor.step_began >= _WAITING_SECONDS else "acting"

    def _actor(self, entry: CrowdEntry, chance: Random) -> Actor:
        person = invent(self._world, chance.choice(entry.language_codes))
        weights = [script.weight for script in entry.scripts]
        return Actor(
            self._world,
            person,
            chance.choices(entry.scripts, weights)[0],
            patience=entry.patience,
            tally=self.tally,
            hesitate=lambda: self._world.pause(chance.uniform(*entry.hesitates)),
        )

    async def _come(self, actor: Actor, seconds: float) -> None:
        await self._world.pause(seconds)
        await actor.play()

    def _count_out(self, _coming: asyncio.Task[None]) -> None:
        """Take note of somebody's end; the last one's is the rush's."""
        if not all(coming.done() for coming in self._comings):
            return
        self._staff.end()
        for actor, coming in zip(self.actors.values(), self._comings, strict=True):
            if coming.cancelled():
                actor.state = "stopped"
            elif error := coming.exception():
                actor.state, actor.problem = "failed", repr(error)
        self._seconds = self._clock() - self._began
        self.ended.set()
        self._when_ended()
