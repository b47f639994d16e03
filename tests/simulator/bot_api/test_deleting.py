"""Deleting messages: what the server refuses, skips and takes."""

from typing import Any

import pytest

from tests.support.simulated import COURIERS, MINA, SimulatedWorld

TWO_DAYS = 48 * 3600


async def _ids(world: SimulatedWorld) -> list[int]:
    state = world.simulator.state()["chats"][str(MINA)]
    return [message["message_id"] for message in state["messages"]]


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({}, "chat identifier is not specified"),
        ({"chat_id": "", "message_id": 1}, "chat identifier is not specified"),
        ({"chat_id": MINA}, "message identifier is not specified"),
        ({"chat_id": MINA, "message_id": "x"}, "message identifier is not specified"),
        ({"chat_id": MINA, "message_id": [1]}, "message identifier is not specified"),
        ({"chat_id": MINA, "message_id": -1}, "message identifier is not specified"),
        ({"chat_id": MINA, "message_id": 2**40}, "message to delete not found"),
        ({"chat_id": COURIERS, "message_id": 99}, "message to delete not found"),
        ({"chat_id": 9999, "message_id": 1}, "chat not found"),
        ({"chat_id": [1], "message_id": 1}, "chat not found"),
    ],
)
async def test_delete_message_of_nothing_says_what_is_missing(
    world: SimulatedWorld, params: dict[str, Any], said: str
) -> None:
    await world.started()
    assert await world.api.refused("deleteMessage", **params) == said


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ([], "message identifiers are not specified"),
        ("", "message identifiers are not specified"),
        (5, "expected an Array of message identifiers"),
        ([True], "message identifier must be a Number"),
        ([[1]], "message identifier must be a Number"),
        ([1.5], "can't parse message identifier as a Number"),
        (["01"], "can't parse message identifier as a Number"),
        ([2**31], "can't parse message identifier as a Number"),
        ([0], "invalid message identifier specified"),
        ([1] * 101, "too many message identifiers specified"),
    ],
)
async def test_delete_messages_of_no_identifiers_is_refused(
    world: SimulatedWorld, ids: Any, said: str
) -> None:
    await world.started()
    before = await _ids(world)
    assert await world.api.refused("deleteMessages", chat_id=MINA, message_ids=ids) == said
    assert await _ids(world) == before


async def test_delete_messages_takes_digits_as_texts_and_one_twice(world: SimulatedWorld) -> None:
    await world.started()
    sent = (await world.message())["message_id"]
    ids = [str(sent), sent, 99]
    assert await world.api.call("deleteMessages", chat_id=MINA, message_ids=ids) is True
    assert sent not in await _ids(world)
    assert await world.api.call("deleteMessages", chat_id=MINA, message_ids=ids) is True


async def test_delete_messages_with_one_past_two_days_deletes_none(world: SimulatedWorld) -> None:
    await world.started()
    old = (await world.message())["message_id"]
    world.clock.passes(TWO_DAYS)
    young = (await world.message())["message_id"]
    world.clock.passes(1)
    both = {"chat_id": MINA, "message_ids": [old, young]}
    assert await world.api.refused("deleteMessages", **both) == "message can't be deleted"
    assert {old, young} <= set(await _ids(world))
    await world.api.call("deleteMessages", chat_id=MINA, message_ids=[young])
    # It can still be edited to a line that says where to look.
    await world.api.call("editMessageText", chat_id=MINA, message_id=old, text="See below")


async def test_deleted_message_can_be_neither_deleted_edited_nor_replied_to(
    world: SimulatedWorld,
) -> None:
    await world.started()
    sent = (await world.message())["message_id"]
    place = {"chat_id": MINA, "message_id": sent}
    await world.api.call("deleteMessage", **place)
    refused = world.api.refused
    assert await refused("deleteMessage", **place) == "message to delete not found"
    assert await refused("editMessageText", **place, text="x") == "message to edit not found"
    reply = {"chat_id": MINA, "text": "x", "reply_parameters": {"message_id": sent}}
    assert await refused("sendMessage", **reply) == "message to be replied not found"
    assert (await world.message())["message_id"] > sent


async def test_persons_own_message_in_a_private_chat_is_deleted_in_time_only(
    world: SimulatedWorld,
) -> None:
    mina = await world.started()
    said = [(await mina.says(text))["message_id"] for text in ("one", "two")]
    await world.api.call("deleteMessage", chat_id=MINA, message_id=said[0])
    world.clock.passes(TWO_DAYS + 1)
    refused = await world.api.refused("deleteMessage", chat_id=MINA, message_id=said[1])
    assert refused == "message can't be deleted"
