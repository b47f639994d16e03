"""/sim/faults: trouble switched on and off over HTTP, and told to open pages."""

from typing import Any

import pytest

from bot.simulator import Fault
from tests.support.simulated import SimulatedWorld

NOTHING = {"seed": 0, "faults": [], "fired": {}}


async def test_put_of_faults_replaces_them_and_get_tells_how_often_each_fired(
    world: SimulatedWorld,
) -> None:
    wanted = [
        {"kind": "too_many_requests", "method": "getMe", "retry_after": 3},
        {"kind": "slow", "probability": 0, "delay_ms": [1, 5]},
    ]
    status, view = await world.sim("PUT", "/faults", {"seed": 5, "faults": wanted})
    assert status == 200
    assert view["faults"] == [
        {**wanted[0], "probability": 1.0, "fired": 0},
        {**wanted[1], "probability": 0.0, "fired": 0},
    ]
    await world.api.refusal("getMe")
    _, view = await world.sim("GET", "/faults")
    assert (view["seed"], view["fired"]) == (5, {"too_many_requests": 1})
    assert [fault["fired"] for fault in view["faults"]] == [1, 0]
    _, view = await world.sim("PUT", "/faults", {"faults": []})
    assert view == {"seed": 5, "faults": [], "fired": {"too_many_requests": 1}}
    await world.api.call("getMe")


async def test_delete_of_faults_forgets_what_fired(world: SimulatedWorld) -> None:
    world.simulator.faults.set(Fault(kind="error"))
    await world.api.refusal("getMe")
    assert await world.sim("DELETE", "/faults") == (200, NOTHING)
    await world.api.call("getMe")


async def test_fault_that_fires_is_told_on_the_stream(world: SimulatedWorld) -> None:
    _, state = await world.sim("GET", "/state")
    assert state["faults"] == NOTHING
    world.simulator.faults.set(Fault(kind="error"))
    [change] = world.simulator.changes.after(state["seq"])
    assert (change.kind, change.data["faults"][0]["fired"]) == ("faults", 0)
    for _ in range(3):
        await world.api.refusal("getMe")
    seen = 0
    while seen < 3:
        path = f"/changes?after={change.seq}&wait=5&format=json"
        _, answer = await world.sim("GET", path)
        assert {it["kind"] for it in answer["changes"]} == {"faults"}
        change = world.simulator.changes.after(change.seq)[-1]
        seen = answer["changes"][-1]["data"]["fired"]["error"]
    assert seen == 3


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (7, "A fault is a JSON object."),
        ({}, "A fault's kind is one of "),
        ({"kind": "gremlins"}, "A fault's kind is one of "),
        ({"kind": "error", "probability": 1.5}, "A probability is a number from 0 to 1."),
        ({"kind": "error", "probability": "1"}, "A probability is a number from 0 to 1."),
        ({"kind": "error", "method": 5}, "A method is the name of a Bot API method."),
        ({"kind": "error", "method": "sendMassage"}, "The simulator has no method sendMassage."),
        ({"kind": "error", "count": 0}, "A count is a whole number from 1 to 1000000."),
        ({"kind": "error", "colour": "red"}, "There is no field colour."),
        ({"kind": "error", "retry_after": 1}, "Only too_many_requests has retry_after."),
        (
            {"kind": "too_many_requests", "retry_after": 0},
            "The seconds in retry_after are a whole number from 1 to 3600.",
        ),
        ({"kind": "error", "delay_ms": [1, 2]}, "Only slow, time_out, provider_time_out have"),
        ({"kind": "slow", "delay_ms": [2, 1]}, "The shortest delay comes before the longest."),
        ({"kind": "slow", "delay_ms": [-1, 1]}, "A delay is a shortest and a longest time"),
        ({"kind": "slow", "delay_ms": 1}, "A delay is a shortest and a longest time"),
        (
            {"kind": "provider_error", "method": "getMe"},
            "Only the faults of Bot API calls name a method.",
        ),
    ],
)
async def test_put_of_an_impossible_fault_is_refused_with_one_sentence(
    world: SimulatedWorld, fault: Any, sentence: str
) -> None:
    world.simulator.faults.set(Fault(kind="slow", delay_ms=(0, 0)))
    status, answer = await world.sim("PUT", "/faults", {"faults": [fault]})
    assert status == 422
    assert answer["error"].startswith(sentence)
    assert answer["error"].endswith(".")
    assert [it["kind"] for it in world.simulator.faults.view()["faults"]] == ["slow"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ([], "The request's body is not a JSON object."),
        ({}, "The faults are a list."),
        ({"faults": {}}, "The faults are a list."),
        ({"faults": [], "seed": -1}, "A seed is a whole number from 0 up."),
        ({"faults": [], "mood": 1}, "There is no field mood."),
    ],
)
async def test_put_of_something_else_is_refused_with_one_sentence(
    world: SimulatedWorld, body: Any, sentence: str
) -> None:
    assert await world.sim("PUT", "/faults", body) == (422, {"error": sentence})


async def test_put_of_no_json_is_refused(world: SimulatedWorld) -> None:
    async with world.session.put(f"{world.address}/sim/faults", data=b"{") as response:
        assert response.status == 422
        assert await response.json() == {"error": "The request's body is not a JSON object."}
