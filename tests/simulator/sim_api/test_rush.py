"""/sim/rush refuses what cannot be."""

from typing import Any

import pytest

from tests.simulator.crowded import roster
from tests.support.simulated import SimulatedWorld, simulated


async def test_rush_without_a_crowd_is_refused(world: SimulatedWorld) -> None:
    assert await world.sim("GET", "/rush") == (200, None)
    refusal = {"error": "The roster describes no crowd."}
    assert await world.sim("POST", "/rush", {"customers": 1}) == (409, refusal)
    assert await world.sim("DELETE", "/rush") == (200, None)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ([], "The request's body is not a JSON object."),
        ({}, "The customers are a whole number from 1 to 1000."),
        ({"customers": 0}, "The customers are a whole number from 1 to 1000."),
        ({"customers": "9"}, "The customers are a whole number from 1 to 1000."),
        ({"customers": 1, "seed": -1}, "A seed is a whole number from 0 up."),
        (
            {"customers": 1, "staff_speed": 0},
            "The speed of the staff is a number from 0.1 to 1000.",
        ),
        ({"customers": 1, "mood": 1}, "There is no field mood."),
        (
            {"customers": 1, "spread_seconds": -1},
            "The time over which they come is a number of seconds from 0 to 3600.",
        ),
    ],
)
async def test_rush_of_an_impossible_kind_is_refused_with_one_sentence(
    body: Any, sentence: str
) -> None:
    async with simulated(roster=roster({"say": "Hello"})) as world:
        assert await world.sim("POST", "/rush", body) == (422, {"error": sentence})
