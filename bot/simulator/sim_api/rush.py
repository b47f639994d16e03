"""/sim/rush: a crowd comes, and goes."""

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.simulator.crowd import Crowd
from bot.simulator.model import SimError
from bot.simulator.sim_api.api import reply, sentences

_SENTENCES = {
    "customers": "The customers are a whole number from 1 to 1000.",
    "spread_seconds": "The time over which they come is a number of seconds from 0 to 3600.",
    "seed": "A seed is a whole number from 0 up.",
    "staff_speed": "The speed of the staff is a number from 0.1 to 1000.",
}


class _Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    customers: int = Field(ge=1, le=1000)
    spread_seconds: float = Field(default=0.0, ge=0, le=3600)
    seed: int = Field(default=0, ge=0, le=2**53)
    staff_speed: float = Field(default=1.0, ge=0.1, le=1000)


class RushApi:
    """Serves one simulator's crowd."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [
            web.get("/sim/rush", sentences(self.show)),
            web.post("/sim/rush", sentences(self.start)),
            web.delete("/sim/rush", sentences(self.stop)),
        ]

    async def show(self, _request: web.Request) -> web.Response:
        """Return how the rush goes, or how the last one ended."""
        return reply(self._crowd.view())

    async def start(self, request: web.Request) -> web.Response:
        """Start a rush."""
        wanted = _read(await request.read())
        self._crowd.start(
            wanted.customers,
            wanted.spread_seconds,
            seed=wanted.seed,
            staff_speed=wanted.staff_speed,
        )
        return reply(self._crowd.view(), 201)

    async def stop(self, _request: web.Request) -> web.Response:
        """Stop the rush."""
        await self._crowd.stop()
        return reply(self._crowd.view())


def _read(body: bytes) -> _Wanted:
    try:
        return _Wanted.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
    if not first["loc"]:
        raise SimError(422, "The request's body is not a JSON object.")
    name = str(first["loc"][0])
    raise SimError(422, _SENTENCES.get(name, f"There is no field {name}."))
