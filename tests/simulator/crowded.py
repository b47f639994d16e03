"""Rosters with a crowd, for the tests of the floors that know one."""

from typing import Any

from bot.simulator import Roster
from tests.support.simulated import ROSTER, Json


def roster(*steps: Any, duties: tuple[Json, ...] = (), **more: Any) -> Roster:
    """The people of the other tests, and a crowd with one script."""
    crowd = {"scripts": [{"name": "only", "steps": list(steps)}], "duties": list(duties), **more}
    return Roster.model_validate(ROSTER.model_dump(mode="json") | {"crowd": crowd})


def duty(*people: int, **more: Any) -> Json:
    return {"people": list(people), "tap": "^yes:"} | more
