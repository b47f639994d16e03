"""Places that stay and places that move."""

import pytest

from tests.support.simulated import MINA, SimulatedWorld

ENDLESS = 0x7FFFFFFF


async def _live(world: SimulatedWorld, period: int = 600) -> dict[str, int]:
    sent = await world.api.call(
        "sendLocation", chat_id=MINA, latitude=1, longitude=2, live_period=period
    )
    assert sent["location"] == {"latitude": 1.0, "longitude": 2.0, "live_period": period}
    return {"chat_id": MINA, "message_id": sent["message_id"]}


@pytest.mark.parametrize("period", [1, 59, 86_401, ENDLESS - 1])
async def test_send_with_wrong_period_is_refused(world: SimulatedWorld, period: int) -> None:
    await world.started()
    refused = await world.api.refused(
        "sendLocation", chat_id=MINA, latitude=1, longitude=2, live_period=period
    )
    assert refused == "wrong live location period specified"


@pytest.mark.parametrize("period", [60, 86_400, ENDLESS])
async def test_edit_of_live_location_moves_it(world: SimulatedWorld, period: int) -> None:
    mina = await world.started()
    place = await _live(world, period)
    await world.api.call("editMessageLiveLocation", **place, latitude=3, longitude=4, heading=90)
    moved = {"latitude": 3.0, "longitude": 4.0, "heading": 90, "live_period": period}
    await mina.waits_for(lambda chat: chat.messages[place["message_id"]]["location"] == moved)


async def test_edit_after_the_period_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    place = await _live(world)
    world.clock.passes(600)
    refused = await world.api.refused("editMessageLiveLocation", **place, latitude=3, longitude=4)
    assert refused == "message can't be edited"


async def test_edit_without_end_works_for_ever(world: SimulatedWorld) -> None:
    await world.started()
    place = await _live(world, ENDLESS)
    world.clock.passes(10_000_000)
    await world.api.call("editMessageLiveLocation", **place, latitude=3, longitude=4)


async def test_edit_where_nothing_is_live_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    problem = "there is no live location in the message to edit"
    fixed = await world.api.call("sendLocation", chat_id=MINA, latitude=1, longitude=2)
    text = await world.message()
    for sent in (fixed, text):
        place = {"chat_id": MINA, "message_id": sent["message_id"]}
        refused = world.api.refused
        assert (
            await refused("editMessageLiveLocation", **place, latitude=3, longitude=4) == problem
        )
        assert await refused("stopMessageLiveLocation", **place) == problem


async def test_stop_lets_the_place_stand_still(world: SimulatedWorld) -> None:
    await world.started()
    place = await _live(world)
    stopped = await world.api.call("stopMessageLiveLocation", **place)
    assert stopped["location"] == {"latitude": 1.0, "longitude": 2.0}
    refused = await world.api.refused("stopMessageLiveLocation", **place)
    assert refused == "there is no live location in the message to edit"


async def test_send_without_or_with_wrong_coordinates_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    refused = world.api.refused
    assert await refused("sendLocation", chat_id=MINA) == "latitude is empty"
    assert await refused("sendLocation", chat_id=MINA, latitude=1) == "longitude is empty"
    assert (
        await refused("sendLocation", chat_id=MINA, latitude=91, longitude=0)
        == "wrong location specified"
    )
