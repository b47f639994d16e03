"""Groups: what the bot hears, and how it comes and goes."""

import pytest

from tests.support.simulated import (
    BOT_ID,
    COURIERS,
    ELSEWHERE,
    LENA,
    MINA,
    OLD_GROUP,
    RAVI,
    SimulatedWorld,
)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("hello everybody", False),
        ("/jobs", True),
        ("/jobs@azer_delivery_bot", True),
        ("/jobs@other_bot", False),
        ("hey @azer_delivery_bot", True),
        ("hey @somebody", False),
    ],
)
async def test_message_in_group_is_heard_if_it_is_for_the_bot(
    world: SimulatedWorld, text: str, heard: bool
) -> None:
    ravi = await world.people.person(RAVI)
    sent = await ravi.says(text, chat=COURIERS)
    assert (sent["update_id"] is not None) is heard


async def test_reply_to_the_bot_in_group_is_heard(world: SimulatedWorld) -> None:
    asked = await world.message("Who?", chat_id=COURIERS)
    lena = await world.people.person(LENA)
    sent = await lena.says("me", chat=COURIERS, reply_to=asked["message_id"])
    assert sent["update_id"] is not None
    message = await world.api.update("message")
    assert message["reply_to_message"]["message_id"] == asked["message_id"]
    assert message["from"]["id"] == LENA


async def test_administrator_bot_hears_everything(world: SimulatedWorld) -> None:
    await world.sim("PATCH", f"/chats/{COURIERS}", {"from": RAVI, "bot_status": "administrator"})
    member = await world.api.update("my_chat_member")
    assert member["new_chat_member"]["status"] == "administrator"
    ravi = await world.people.person(RAVI)
    assert (await ravi.says("hello", chat=COURIERS))["update_id"] is not None


async def test_message_in_group_without_the_bot_is_not_heard(world: SimulatedWorld) -> None:
    ravi = await world.people.person(RAVI)
    assert (await ravi.says("/jobs", chat=ELSEWHERE))["update_id"] is None


async def test_message_in_group_is_seen_by_members(world: SimulatedWorld) -> None:
    ravi, lena = await world.people.person(RAVI), await world.people.person(LENA)
    await ravi.says("Anyone?", chat=COURIERS)
    assert (await lena.sees("Anyone?", chat=COURIERS))["from"]["id"] == RAVI
    await world.message("A job", chat_id=COURIERS)
    for person in (ravi, lena):
        assert (await person.sees("A job", chat=COURIERS))["from"]["id"] == BOT_ID


async def test_tap_in_group_names_the_member(world: SimulatedWorld) -> None:
    markup = {"inline_keyboard": [[{"text": "Take", "callback_data": "take"}]]}
    await world.message("A job", chat_id=COURIERS, reply_markup=markup)
    lena = await world.people.person(LENA)
    await lena.taps("Take", chat=COURIERS)
    query = await world.api.update("callback_query")
    assert query["from"]["id"] == LENA
    assert query["message"]["chat"]["id"] == COURIERS


async def test_stranger_cannot_write_to_group(world: SimulatedWorld) -> None:
    body = {"from": MINA, "text": "hi"}
    status, answer = await world.sim("POST", f"/chats/{COURIERS}/messages", body)
    assert (status, answer) == (403, {"error": "Mina is not a member of this group."})


async def test_removal_of_the_bot_is_told(world: SimulatedWorld) -> None:
    await world.sim("PATCH", f"/chats/{OLD_GROUP}", {"from": RAVI, "bot_status": "kicked"})
    member = await world.api.update("my_chat_member")
    assert member["old_chat_member"]["status"] == "member"
    assert member["new_chat_member"] == {
        "user": member["old_chat_member"]["user"],
        "status": "kicked",
        "until_date": 0,
    }


@pytest.mark.parametrize(
    ("chat_id", "body", "error"),
    [
        (MINA, {"from": MINA, "bot_status": "left"}, "A private chat has no members to change."),
        (
            COURIERS,
            {"from": RAVI, "bot_status": "king"},
            "The bot's status is one of member, administrator, left, kicked.",
        ),
        (COURIERS, {"from": RAVI, "upgrade": True}, "Only a basic group can be upgraded."),
    ],
)
async def test_change_of_group_that_cannot_be_is_refused(
    world: SimulatedWorld, chat_id: int, body: dict[str, object], error: str
) -> None:
    status, answer = await world.sim("PATCH", f"/chats/{chat_id}", body)
    assert 400 <= status < 500
    assert answer == {"error": error}
