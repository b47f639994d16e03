"""Keyboards under messages and under the input field."""

from typing import Any

import pytest

from tests.support.simulated import COURIERS, MINA, SimulatedWorld


def _inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Go", **button}]]}


def _reply(**button: Any) -> dict[str, Any]:
    return {"keyboard": [[{"text": "Share", **button}]], "one_time_keyboard": True}


@pytest.mark.parametrize(
    "button",
    [
        {"callback_data": "x" * 64},
        {"url": "https://example.com/"},
        {"copy_text": {"text": "1234"}},
        {"switch_inline_query": ""},
        {"callback_data": "x", "style": "danger"},
        {"callback_data": "x", "style": "success"},
        {"callback_data": "x", "style": "primary"},
    ],
)
async def test_send_with_inline_button_echoes_it(
    world: SimulatedWorld, button: dict[str, Any]
) -> None:
    await world.started()
    markup = _inline(**button)
    assert (await world.message(reply_markup=markup))["reply_markup"] == markup


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        (_inline(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (_inline(callback_data="가" * 22), "BUTTON_DATA_INVALID"),
        (
            _inline(),
            (
                "can't parse inline keyboard button: "
                "Text buttons are unallowed in the inline keyboard"
            ),
        ),
        ({"inline_keyboard": None}, 'field "inline_keyboard" must be of type Array'),
        ({"keyboard": None}, 'field "keyboard" must be of type Array'),
        (
            _inline(callback_data="x", style="blue"),
            "can't parse inline keyboard button: invalid button style specified",
        ),
        (_inline(pay=True), "BUTTON_TYPE_INVALID"),
        ("{", "can't parse reply keyboard markup JSON object"),
    ],
)
async def test_send_with_wrong_keyboard_is_refused(
    world: SimulatedWorld, markup: Any, problem: str
) -> None:
    await world.started()
    refused = await world.api.refused("sendMessage", chat_id=MINA, text="x", reply_markup=markup)
    assert refused == problem


@pytest.mark.parametrize(
    ("request_name", "problem"),
    [
        ("request_contact", "phone number can be requested in private chats only"),
        ("request_location", "location can be requested in private chats only"),
    ],
)
async def test_send_of_request_button_to_group_is_refused(
    world: SimulatedWorld, request_name: str, problem: str
) -> None:
    markup = _reply(**{request_name: True})
    refused = await world.api.refused(
        "sendMessage", chat_id=COURIERS, text="x", reply_markup=markup
    )
    assert refused == problem


async def test_send_with_reply_keyboard_shows_it_but_does_not_echo_it(
    world: SimulatedWorld,
) -> None:
    mina = await world.started()
    sent = await world.message(reply_markup=_reply())
    assert "reply_markup" not in sent
    seen = await mina.sees("Hello")
    assert seen["reply_markup"] == _reply()
    assert mina.chat.reply_keyboard == _reply()


async def test_press_of_one_time_keyboard_hides_it(world: SimulatedWorld) -> None:
    mina = await world.started()
    await world.message(reply_markup=_reply())
    await mina.types_on_keyboard("Share")
    assert (await world.api.update("message"))["text"] == "Share"
    await mina.waits_for(lambda chat: chat.reply_keyboard is None)


async def test_press_of_request_buttons_shares_contact_and_location(
    world: SimulatedWorld,
) -> None:
    mina = await world.started()
    await world.message(reply_markup=_reply(request_contact=True))
    await mina.types_on_keyboard("Share")
    contact = (await world.api.update("message"))["contact"]
    assert contact == {"phone_number": "+821012345678", "first_name": "Mina", "user_id": MINA}
    await mina.waits_for(lambda chat: chat.reply_keyboard is None)
    await world.message(reply_markup=_reply(request_location=True))
    await mina.types_on_keyboard("Share")
    location = (await world.api.update("message"))["location"]
    assert location == {"latitude": 37.5665, "longitude": 126.978}


async def test_send_with_remove_keyboard_takes_it_away(world: SimulatedWorld) -> None:
    mina = await world.started()
    await world.message(reply_markup={"keyboard": [["Plain"]]})
    await mina.waits_for(lambda chat: chat.keyboard_button("Plain"))
    await world.message(reply_markup={"remove_keyboard": True})
    await mina.waits_for(lambda chat: chat.reply_keyboard is None)


async def test_force_reply_lasts_until_the_person_writes(world: SimulatedWorld) -> None:
    mina = await world.started()
    sent = await world.message("Name?", reply_markup={"force_reply": True})
    state = world.simulator.state()["chats"][str(MINA)]
    assert state["force_reply"] == {"force_reply": True}
    await mina.says("Mina", reply_to=sent["message_id"])
    assert (await world.api.update("message"))["reply_to_message"]["text"] == "Name?"
    assert "force_reply" not in world.simulator.state()["chats"][str(MINA)]


async def test_edit_with_empty_keyboard_removes_it(world: SimulatedWorld) -> None:
    await world.started()
    sent = await world.message(reply_markup=_inline(callback_data="x"))
    edited = await world.api.call(
        "editMessageReplyMarkup",
        chat_id=MINA,
        message_id=sent["message_id"],
        reply_markup={"inline_keyboard": []},
    )
    assert "reply_markup" not in edited
