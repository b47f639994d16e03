"""/sim: people, the state, the stream of changes and the page."""

import asyncio
import json
from typing import Any

import pytest

from bot.simulator import People, RefusedError
from tests.support.simulated import COURIERS, LENA, MINA, RAVI, THEO, SimulatedWorld, simulated


async def test_state_shows_who_is_on_the_page(world: SimulatedWorld) -> None:
    status, state = await world.sim("GET", "/state")
    assert status == 200
    customers, couriers = state["columns"]
    assert customers == {
        "key": "customer",
        "title": {"en": "Customer", "ko": "고객"},
        "people": [MINA],
        "can_add": True,
    }
    assert (couriers["people"], couriers["can_add"]) == ([RAVI], True)
    assert state["people"][str(MINA)]["phone"] == "+821012345678"
    assert state["chats"][str(COURIERS)]["members"] == [RAVI, LENA]
    assert state["feed_url"] is None
    assert state["bot"]["username"] == "azer_delivery_bot"


async def test_add_takes_the_listed_people_then_invents_some(world: SimulatedWorld) -> None:
    theo = await world.people.newcomer("customer")
    first, second = [await world.people.newcomer("customer") for _ in range(2)]
    assert theo.id == THEO
    assert len({theo.id, first.id, second.id}) == 3
    await first.says("/start")
    assert (await world.api.update("message"))["from"]["id"] == first.id


async def test_add_where_nobody_is_left_is_refused(world: SimulatedWorld) -> None:
    assert (await world.people.newcomer("courier")).id == LENA
    with pytest.raises(RefusedError, match="Everybody of this column is here already"):
        await world.people.newcomer("courier")
    with pytest.raises(RefusedError, match="There is no column king"):
        await world.people.newcomer("king")


async def test_first_message_starts_the_bot(world: SimulatedWorld) -> None:
    await world.started()
    _, state = await world.sim("GET", "/state")
    assert state["people"][str(MINA)]["started"] is True
    assert state["people"][str(THEO)]["started"] is False


async def test_command_carries_its_entity(world: SimulatedWorld) -> None:
    mina = await world.people.person(MINA)
    await mina.says("/start shop_7")
    message = await world.api.update("message")
    assert message["text"] == "/start shop_7"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_edit_of_own_message_reaches_the_bot(world: SimulatedWorld) -> None:
    mina = await world.started()
    sent = await mina.says("helo")
    await world.api.forget_updates()
    world.clock.passes(3)
    await mina.edits(sent["message_id"], "/hello")
    edited = await world.api.update("edited_message")
    assert edited["text"] == "/hello"
    assert edited["edit_date"] == edited["date"] + 3
    assert edited["entities"][0]["type"] == "bot_command"


async def test_edit_of_others_messages_is_refused(world: SimulatedWorld) -> None:
    mina = await world.started()
    sent = await world.message()
    with pytest.raises(RefusedError, match=r"People edit only their own messages\."):
        await mina.edits(sent["message_id"], "x")
    with pytest.raises(RefusedError, match=r"There is no message 99\."):
        await mina.edits(99, "x")
    place = await mina.shares_location()
    with pytest.raises(RefusedError, match=r"Only a text message can be edited\."):
        await mina.edits(place["message_id"], "x")


async def test_share_of_contact_and_location_reaches_the_bot(world: SimulatedWorld) -> None:
    mina = await world.started()
    await mina.shares_location(1.5, 2.5)
    location = (await world.api.update("message"))["location"]
    assert location == {"latitude": 1.5, "longitude": 2.5}
    await mina.shares_contact("+123")
    contact = (await world.api.update("message"))["contact"]
    assert contact == {"phone_number": "+123", "first_name": "Mina"}


async def test_share_of_what_a_person_has_not_is_refused(world: SimulatedWorld) -> None:
    theo = await world.people.person(THEO)
    with pytest.raises(RefusedError, match=r"Theo has no location\."):
        await theo.shares_location()
    with pytest.raises(RefusedError, match=r"Theo has no phone number\."):
        await theo.shares_contact()


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, 'Parameter "from" is required.'),
        ({"from": 42, "text": "x"}, "There is no person 42."),
        ({"from": THEO, "text": "x"}, "This is not Theo's chat."),
        ({"from": MINA}, "A message is a text, a location, a contact or a photo."),
        ({"from": MINA, "text": " "}, "A text has 1 to 4096 characters."),
        ({"from": MINA, "text": "x" * 4097}, "A text has 1 to 4096 characters."),
        ({"from": MINA, "location": {}}, "A location has a latitude and a longitude."),
        ({"from": MINA, "contact": {}}, "A contact has a phone number and a first name."),
        ({"from": MINA, "photo": "?"}, "The photo is not base64."),
        ({"from": MINA, "photo": "AAAA"}, "IMAGE_PROCESS_FAILED."),
        ({"from": MINA, "text": "x", "reply_to": 9}, "There is no message 9 to reply to."),
    ],
)
async def test_message_that_cannot_be_is_refused(
    world: SimulatedWorld, body: dict[str, Any], error: str
) -> None:
    status, answer = await world.sim("POST", f"/chats/{MINA}/messages", body)
    assert 400 <= status < 500
    assert answer == {"error": error}


async def test_message_from_who_blocked_or_left_is_refused(world: SimulatedWorld) -> None:
    mina = await world.started()
    await mina.changes(blocked=True)
    with pytest.raises(RefusedError, match=r"Mina has blocked the bot\."):
        await mina.says("x")
    await mina.changes(blocked=False, deactivated=True)
    with pytest.raises(RefusedError, match=r"Mina's account is deactivated\."):
        await mina.says("x")


async def test_body_that_is_no_object_is_refused(world: SimulatedWorld) -> None:
    url = f"{world.address}/sim/people"
    async with world.session.post(url, data=b"[") as response:
        assert response.status == 400
        answer = await response.json()
    assert answer == {"error": "The request's body is not a JSON object."}


async def test_unknown_chat_or_photo_is_not_found(world: SimulatedWorld) -> None:
    status, answer = await world.sim("POST", "/chats/42/messages", {"from": MINA, "text": "x"})
    assert (status, answer) == (404, {"error": "There is no chat 42."})
    status, answer = await world.sim("GET", "/people")
    assert (status, answer) == (404, {"error": "Nothing answers GET /sim/people."})
    status, answer = await world.sim("GET", "/photos/none")
    assert (status, answer) == (404, {"error": "There is no such photo."})


async def _events(world: SimulatedWorld, path: str, count: int, **headers: str) -> Any:
    events: list[dict[str, str]] = []
    url = f"{world.address}/sim/changes{path}"
    async with world.session.get(url, headers=headers) as response:
        assert response.headers["Content-Type"] == "text/event-stream"
        event: dict[str, str] = {}
        while len(events) < count:
            line = (await response.content.readline()).decode().strip()
            name, _, value = line.partition(": ")
            if name:
                event[name] = value
            elif "event" in event:
                events.append(event)
                event = {}
    return events


async def test_stream_sends_changes_as_they_come(world: SimulatedWorld) -> None:
    reading = asyncio.create_task(_events(world, "?after=0", 3))
    mina = await world.started()
    sent = await world.message("Hello")
    person, started, message = await reading
    assert (person["event"], started["event"], message["event"]) == (
        "person",
        "message",
        "message",
    )
    data = json.loads(message["data"])
    assert data["chat_id"] == mina.id
    assert data["message"]["message_id"] == sent["message_id"]
    assert data["message"]["sim"] == {}
    assert [int(event["id"]) for event in (person, started, message)] == [1, 2, 3]


async def test_stream_goes_on_after_the_last_event(world: SimulatedWorld) -> None:
    await world.started()
    await world.message("Hello")
    [event] = await _events(world, "?after=0", 1, **{"Last-Event-ID": "2"})
    assert json.loads(event["data"])["message"]["text"] == "Hello"


async def test_stream_whose_history_is_gone_says_reset() -> None:
    async with simulated(history=2) as world:
        await world.started()
        await world.message("one")
        await world.message("two")
        [event] = await _events(world, "?after=1", 1)
        assert event["event"] == "reset"
        [event] = await _events(world, "?after=999", 1)
        assert event["event"] == "reset"
        assert int(event["id"]) == world.simulator.changes.seq


async def test_long_poll_returns_the_same_changes(world: SimulatedWorld) -> None:
    waiting = asyncio.create_task(world.sim("GET", "/changes?after=0&wait=5&format=json"))
    await world.started()
    _, answer = await waiting
    assert answer["changes"][0]["kind"] == "person"
    assert answer["seq"] == answer["changes"][-1]["seq"]
    _, answer = await world.sim("GET", f"/changes?after={answer['seq'] + 1}&wait=0&format=json")
    assert answer["changes"][0]["kind"] in {"message", "reset"}


@pytest.mark.parametrize("query", ["after=x", "after=0&wait=x&format=json"])
async def test_stream_from_nowhere_is_refused(world: SimulatedWorld, query: str) -> None:
    status, answer = await world.sim("GET", f"/changes?{query}")
    assert status == 400
    assert set(answer) == {"error"}


async def test_client_whose_history_is_gone_starts_anew() -> None:
    async with simulated(history=2) as world:
        for number in range(20):
            theo = await world.people.person(THEO)
            await theo.says(str(number))
        await world.api.forget_updates()
        await world.message("Welcome", chat_id=THEO)
        await theo.sees("Welcome")


async def test_sight_that_does_not_come_shows_the_chat(world: SimulatedWorld) -> None:
    mina = await world.started()
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    await world.message("Hello", reply_markup=markup)
    await mina.sees("Hello")
    with pytest.raises(AssertionError) as caught:
        await mina.sees("Goodbye", timeout=0.01)
    assert str(caught.value) == (
        "Waited 0.01 s for 'Goodbye' in vain.\n"
        "Chat 1001:\n"
        "  #1 Mina: /start\n"
        "  #2 Azer Delivery: Hello\n"
        "      [Go]"
    )


async def test_sight_of_something_new_skips_what_was_seen(world: SimulatedWorld) -> None:
    mina = await world.started()
    await world.message("Ready 1")
    await mina.sees("Ready")
    waiting = asyncio.create_task(mina.sees("Ready", new=True))
    second = await world.message("Ready 2")
    assert (await waiting)["message_id"] == second["message_id"]


async def test_people_whose_simulator_is_gone_do_not_wait() -> None:
    async with simulated() as world:
        people = await People(world.address).__aenter__()
        mina = await people.person(MINA)
        waiting = asyncio.create_task(mina.sees("Hello", timeout=30))
        answer = asyncio.create_task(people.world.outcome("1", 30))
        await mina.says("x")
    with pytest.raises(ConnectionError):
        await waiting
    with pytest.raises(ConnectionError):
        await answer
    await people.__aexit__(None, None, None)


async def test_write_with_control_characters_sends_what_is_left(world: SimulatedWorld) -> None:
    mina = await world.started()
    await mina.says("soup\r\nand\ttea\x00\u202e")
    assert (await world.api.update("message"))["text"] == "soup\nand tea"
