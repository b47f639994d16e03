"""The schema's validator, and the simulator held against it."""

import json
import re
import struct
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.simulator.bot_api import METHODS, UNIMPLEMENTED
from tests.support import bot_api
from tests.support.simulated import (
    COURIERS,
    MINA,
    OLD_GROUP,
    PROVIDER,
    RAVI,
    SchemaWatch,
    SimulatedWorld,
    simulated,
)

USER = {"id": 1, "is_bot": False, "first_name": "Mina"}
CHAT = {"id": 1, "type": "private", "first_name": "Mina"}
MESSAGE = {"message_id": 1, "date": 0, "chat": CHAT, "from": USER, "text": "Hello"}
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 8, 8) + b"\x08\x02\x00\x00\x00"


def test_check_of_valid_objects_accepts_them() -> None:
    bot_api.check_result("sendMessage", MESSAGE)
    bot_api.check_result("editMessageText", True)
    bot_api.check_result("getUpdates", [{"update_id": 1, "message": MESSAGE}])
    bot_api.check_update({"update_id": 1, "message": MESSAGE})
    bot_api.check_object("MaybeInaccessibleMessage", {"message_id": 1, "date": 0, "chat": CHAT})
    bot_api.check_object("ChatMember", {"status": "left", "user": USER})


@pytest.mark.parametrize(
    ("result", "problem"),
    [
        (MESSAGE | {"message_id": "1"}, r"\$\.message_id: '1' is not of type 'integer'"),
        (MESSAGE | {"from": {**USER, "id": None}}, r"\$\.from\.id: None is not of type"),
        ({"message_id": 1, "date": 0}, "'chat' is a required property"),
        (MESSAGE | {"colour": "red"}, "'colour' was unexpected"),
        (MESSAGE | {"group_chat_created": False}, "True was expected"),
        (MESSAGE | {"photo": [{"file_id": "x"}]}, r"\$\.photo\[0\]: .* is a required property"),
    ],
)
def test_check_of_wrong_result_names_the_place(result: dict[str, Any], problem: str) -> None:
    with pytest.raises(AssertionError, match=f"sendMessage result at .*{problem}"):
        bot_api.check_result("sendMessage", result)


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1, "message": {}},
        {"update_id": 1, "nonsense": {}},
        {"message": MESSAGE},
        {"update_id": 1},
        {"update_id": 1, "message": MESSAGE, "edited_message": MESSAGE},
    ],
)
def test_check_of_wrong_update_is_an_error(update: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="update"):
        bot_api.check_update(update)


def test_check_of_wrong_member_of_a_union_is_an_error() -> None:
    with pytest.raises(AssertionError, match="ChatMember at"):
        bot_api.check_object("ChatMember", {"status": "king", "user": USER})


@pytest.mark.parametrize(
    "params",
    [
        {"chat_id": 1, "text": "x"},
        {"chat_id": "@x", "text": "1"},
        {"chat_id": "1", "text": "x", "disable_notification": "True"},
        {"chat_id": "1", "text": "x", "reply_markup": json.dumps({"inline_keyboard": []})},
    ],
)
def test_check_of_valid_request_accepts_it(params: dict[str, Any]) -> None:
    bot_api.check_request("sendMessage", params)


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        ({"chat_id": 1}, "'text' is a required property"),
        ({"chat_id": 1, "text": "x", "colour": "red"}, "'colour' was unexpected"),
        ({"chat_id": 1, "text": ["x"]}, "is not of type 'string'"),
        ({"chat_id": 1, "text": "x", "reply_markup": "{"}, r"\$\.reply_markup"),
        (
            {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{}]]}},
            r"\$\.reply_markup",
        ),
    ],
)
def test_check_of_wrong_request_names_the_place(params: dict[str, Any], problem: str) -> None:
    with pytest.raises(AssertionError, match=problem):
        bot_api.check_request("sendMessage", params)


def test_check_of_unknown_method_is_an_error() -> None:
    with pytest.raises(AssertionError, match="there is no Bot API method sendEverything"):
        bot_api.check_request("sendEverything", {})


def test_simulator_names_every_method_of_the_bot_api() -> None:
    named = {method.name for method in METHODS.values()} | set(UNIMPLEMENTED.values())
    assert named == set(bot_api.method_names())
    assert not METHODS.keys() & UNIMPLEMENTED.keys()


@pytest.fixture
async def world() -> AsyncIterator[SimulatedWorld]:
    async with simulated() as simulated_world:
        yield simulated_world


async def _photo(world: SimulatedWorld) -> Any:
    form = aiohttp.FormData()
    form.add_field("chat_id", str(MINA))
    form.add_field("photo", "attach://food")
    form.add_field("food", PNG, filename="food.png")
    answer = await world.api.send("POST", world.api.url("sendPhoto"), data=form)
    return answer.body["result"]


async def _everything_people_do(world: SimulatedWorld, invoice: int, keyboard: int) -> None:
    mina = await world.people.person(MINA)
    sent = await mina.says("/start 😀 https://example.com")
    await mina.edits(sent["message_id"], "/help")
    await mina.shares_location()
    await mina.shares_contact()
    await mina.says("a reply", reply_to=sent["message_id"])
    await mina.taps(data="x", message=keyboard)
    gone = await world.message()
    await world.api.call("deleteMessage", chat_id=MINA, message_id=gone["message_id"])
    tap = await mina.taps(data="x", message=gone)
    await world.api.call("answerCallbackQuery", callback_query_id=tap.query_id)
    body = {"from": MINA, "message_id": invoice}
    _, payment = await world.sim("POST", f"/chats/{MINA}/payments", body)
    await world.api.call(
        "answerPreCheckoutQuery", pre_checkout_query_id=payment["query_id"], ok=True
    )
    await mina.changes(blocked=True)
    await mina.changes(blocked=False)
    for status in ("administrator", "kicked", "left", "member"):
        await world.sim("PATCH", f"/chats/{OLD_GROUP}", {"from": RAVI, "bot_status": status})
    await world.sim("PATCH", f"/chats/{OLD_GROUP}", {"from": RAVI, "upgrade": True})


async def _everything_bots_do(world: SimulatedWorld) -> tuple[int, int]:
    """Call the methods; return an invoice and a message with a keyboard."""
    call = world.api.call
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go", "style": "danger"}]]}
    sent = await world.message("Hello", reply_markup=markup)
    place = {"chat_id": MINA, "message_id": sent["message_id"]}
    under = {"keyboard": [[{"text": "x"}]]}
    await world.message("Under", reply_markup=under, reply_parameters=place)
    await call("editMessageText", **place, text="<b>Bye</b>", parse_mode="HTML")
    await call("editMessageReplyMarkup", **place, reply_markup=markup)
    await call("setMessageReaction", **place, reaction=[{"type": "emoji", "emoji": "👍"}])
    await call("pinChatMessage", **place)
    for chat_id in (MINA, COURIERS):
        await call("getChat", chat_id=chat_id)
        await call("getChatMemberCount", chat_id=chat_id)
        await call("getChatMember", chat_id=chat_id, user_id=MINA)
        await call("sendChatAction", chat_id=chat_id, action="typing")
    await call("unpinChatMessage", **place)
    await call("getChatAdministrators", chat_id=COURIERS)
    photo = await _photo(world)
    await call("getFile", file_id=photo["photo"][0]["file_id"])
    captioned = {"chat_id": MINA, "message_id": photo["message_id"]}
    await call("editMessageCaption", **captioned, caption="Food")
    live = {"chat_id": MINA, "latitude": 1, "longitude": 2}
    moving = await call("sendLocation", **live, live_period=60)
    there = {"chat_id": MINA, "message_id": moving["message_id"]}
    await call("editMessageLiveLocation", **there, latitude=3, longitude=4)
    await call("stopMessageLiveLocation", **there)
    await call("sendContact", chat_id=MINA, phone_number="+82", first_name="Ravi")
    await call("forwardMessage", chat_id=MINA, from_chat_id=MINA, message_id=sent["message_id"])
    await call("copyMessage", chat_id=MINA, from_chat_id=MINA, message_id=sent["message_id"])
    gone = await world.message("Gone")
    await call("deleteMessages", chat_id=MINA, message_ids=[gone["message_id"]])
    invoice = await call(
        "sendInvoice",
        chat_id=MINA,
        title="Order",
        description="Food",
        payload="1",
        provider_token=PROVIDER,
        currency="KRW",
        prices=[{"label": "Food", "amount": 9000}],
        need_name=True,
    )
    return invoice["message_id"], sent["message_id"]


async def _everything_about_the_bot(world: SimulatedWorld) -> None:
    call = world.api.call
    await call("getMe")
    await call("setMyCommands", commands=[{"command": "start", "description": "Begin"}])
    await call("getMyCommands")
    await call("deleteMyCommands")
    for name, field in (
        ("Name", "name"),
        ("Description", "description"),
        ("ShortDescription", "short_description"),
    ):
        await call(f"setMy{name}", **{field: "x"})
        await call(f"getMy{name}")
    await call("setChatMenuButton")
    await call("getChatMenuButton")
    await call("setWebhook", url="http://127.0.0.1:9/")
    await call("getWebhookInfo")
    await call("deleteWebhook")
    await call("logOut")
    await call("close")
    await call("leaveChat", chat_id=COURIERS)


async def test_simulator_answers_every_method_as_the_schema_says(world: SimulatedWorld) -> None:
    watch = SchemaWatch()
    world.simulator.observers.append(watch)
    mina = await world.people.person(MINA)
    await mina.says("/start")
    invoice, keyboard = await _everything_bots_do(world)
    await _everything_people_do(world, invoice, keyboard)
    await world.api.updates()
    await _everything_about_the_bot(world)
    assert watch.problems == []
    seen = [it for it in watch.exchanges if it.status == 200]
    assert {it.method for it in seen if it.kind == "call"} == {
        method.name for method in METHODS.values()
    }
    assert {it.method for it in seen if it.kind == "update"} == {
        "message",
        "edited_message",
        "callback_query",
        "pre_checkout_query",
        "my_chat_member",
    }


async def test_simulator_is_called_in_these_tests_as_the_schema_says(
    world: SimulatedWorld,
) -> None:
    watch = SchemaWatch()
    world.simulator.observers.append(watch)
    mina = await world.people.person(MINA)
    await mina.says("/start")
    await _everything_bots_do(world)
    for exchange in watch.exchanges:
        if exchange.kind == "call":
            bot_api.check_request(exchange.method, exchange.params)


def test_licence_beside_the_schema_keeps_its_text_and_names_no_address() -> None:
    made_from, owner, *terms = _paragraphs(Path(__file__).parent / "bot_api" / "LICENSE.aiogram")
    assert "aiogram" in made_from
    assert owner == "Copyright (c) 2017 - present Alex Root Junior"
    # The same licence as ours, word by word.
    _, _, *ours = _paragraphs(Path(__file__).parents[2] / "LICENSE")
    assert terms == ours
    assert not re.search(r"://|www\.|\w\.(org|com|io|dev)\b", made_from)


def _paragraphs(file: Path) -> list[str]:
    return [" ".join(it.split()) for it in file.read_text("utf-8").split("\n\n")]
