"""/sim/faults: trouble switched on and off."""

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.simulator.bot_api import METHODS
from bot.simulator.model import SimError
from bot.simulator.sim_api.api import reply, sentences
from bot.simulator.world import FAULT_KINDS, Fault, World

_SENTENCES = {
    "seed": "A seed is a whole number from 0 up.",
    "faults": "The faults are a list.",
    "kind": f"A fault's kind is one of {', '.join(FAULT_KINDS)}.",
    "probability": "A probability is a number from 0 to 1.",
    "method": "A method is the name of a Bot API method.",
    "retry_after": "The seconds in retry_after are a whole number from 1 to 3600.",
    "delay_ms": "A delay is a shortest and a longest time in milliseconds, at most 600000.",
    "count": "A count is a whole number from 1 to 1000000.",
}


class _Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    seed: int | None = Field(default=None, ge=0, le=2**53)
    faults: list[Fault]


def read_faults(body: bytes) -> _Wanted:
    """Read what is to go wrong; refuse with one sentence."""
    try:
        wanted = _Wanted.model_validate_json(body)
    except ValidationError as error:
        raise SimError(422, _sentence(error)) from None
    for fault in wanted.faults:
        if fault.method is not None and fault.method.lower() not in METHODS:
            raise SimError(422, f"The simulator has no method {fault.method}.")
    return wanted


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    named = [str(part) for part in first["loc"] if isinstance(part, str)]
    if first["type"] == "value_error":
        return str(first["ctx"]["error"])
    if first["type"] == "extra_forbidden":
        return f"There is no field {named[-1]}."
    if not named:
        return "The request's body is not a JSON object."
    if isinstance(first["loc"][-1], int) and named[-1] == "faults":
        return "A fault is a JSON object."
    return _SENTENCES[named[-1]]


class FaultsApi:
    """Serves one simulator's faults."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [
            web.get("/sim/faults", sentences(self.show)),
            web.put("/sim/faults", sentences(self.change)),
            web.delete("/sim/faults", sentences(self.clear)),
        ]

    async def show(self, _request: web.Request) -> web.Response:
        """Return the faults and how often each fired."""
        return reply(self._world.faults.view())

    async def change(self, request: web.Request) -> web.Response:
        """Replace the faults."""
        wanted = read_faults(await request.read())
        self._world.faults.set(*wanted.faults, seed=wanted.seed)
        return reply(self._world.faults.view())

    async def clear(self, _request: web.Request) -> web.Response:
        """Let everything work again and forget what fired."""
        self._world.faults.clear()
        return reply(self._world.faults.view())
