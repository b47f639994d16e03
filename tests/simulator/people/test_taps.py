"""Inline buttons: pressed, forged, answered."""

import pytest

from bot.simulator import RefusedError
from tests.support.simulated import MINA, THEO, SimulatedWorld

BUTTONS = {
    "inline_keyboard": [
        [{"text": "Accept", "callback_data": "yes"}, {"text": "Refuse", "callback_data": "no"}],
        [{"text": "Site", "url": "https://example.com"}],
    ]
}
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


async def test_tap_by_label_reaches_the_bot(world: SimulatedWorld) -> None:
    mina = await world.started()
    sent = await world.message(reply_markup=BUTTONS)
    tap = await mina.taps("Refuse")
    query = await world.api.update("callback_query")
    assert query["id"] == tap.query_id
    assert query["data"] == "no"
    assert query["message"] == sent
    assert query["from"]["language_code"] == "ko"


async def test_tap_by_label_takes_the_newest_message(world: SimulatedWorld) -> None:
    mina = await world.started()
    older = await world.message("one", reply_markup=BUTTONS)
    newer = await world.message("two", reply_markup=BUTTONS)
    await mina.sees("two")
    for message, expected in ((None, newer), (older, older)):
        await mina.taps("Accept", message=message)
        query = await world.api.update("callback_query")
        assert query["message"]["message_id"] == expected["message_id"]


async def test_answer_to_tap_is_shown_to_who_tapped(world: SimulatedWorld) -> None:
    mina = await world.started()
    await world.message(reply_markup=BUTTONS)
    tap = await mina.taps(data="yes")
    await world.api.call(
        "answerCallbackQuery", callback_query_id=tap.query_id, text="Done", show_alert=True
    )
    answer = await tap.answer()
    assert (answer["text"], answer["show_alert"], answer["user_id"]) == ("Done", True, MINA)
    assert mina.answers == [answer]


async def test_second_answer_to_tap_shows_nothing_more(world: SimulatedWorld) -> None:
    mina = await world.started()
    await world.message(reply_markup=BUTTONS)
    tap = await mina.taps("Accept")
    for text in ("First", "Second"):
        await world.api.call("answerCallbackQuery", callback_query_id=tap.query_id, text=text)
    await world.message("After")
    await mina.sees("After")
    assert [answer["text"] for answer in mina.answers] == ["First"]


async def test_answer_to_unknown_tap_is_refused(world: SimulatedWorld) -> None:
    assert await world.api.refused("answerCallbackQuery", callback_query_id="1") == TOO_OLD


async def test_answer_to_old_tap_is_refused(world: SimulatedWorld) -> None:
    mina = await world.started()
    await world.message(reply_markup=BUTTONS)
    tap = await mina.taps("Accept")
    world.clock.passes(150)
    refused = await world.api.refused("answerCallbackQuery", callback_query_id=tap.query_id)
    assert refused == TOO_OLD


async def test_answer_with_long_text_is_refused(world: SimulatedWorld) -> None:
    mina = await world.started()
    await world.message(reply_markup=BUTTONS)
    tap = await mina.taps("Accept")
    refused = await world.api.refused(
        "answerCallbackQuery", callback_query_id=tap.query_id, text="x" * 201
    )
    assert refused == "MESSAGE_TOO_LONG"


async def test_tap_on_vanished_message_carries_only_its_place(world: SimulatedWorld) -> None:
    mina = await world.started()
    sent = await world.message(reply_markup=BUTTONS)
    place = {"chat_id": MINA, "message_id": sent["message_id"]}
    await world.api.call("deleteMessage", **place)
    await mina.taps(data="yes", message=sent)
    query = await world.api.update("callback_query")
    assert query["message"] == {
        "message_id": sent["message_id"],
        "chat": sent["chat"],
        "date": 0,
    }


async def test_tap_with_forged_data_reaches_the_bot(world: SimulatedWorld) -> None:
    mina = await world.started()
    sent = await world.message(reply_markup=BUTTONS)
    await mina.taps(data="forged", message=sent)
    assert (await world.api.update("callback_query"))["data"] == "forged"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"message_id": 99, "data": "x"}, "There is no message 99."),
        ({"message_id": 99, "row": 0, "column": 0}, "There is no message 99."),
        ({"message_id": 2, "row": 5, "column": 0}, "There is no such button."),
        ({"message_id": 2}, "There is no such button."),
        ({"message_id": 2, "data": "x" * 65}, "Callback data has 1 to 64 bytes."),
        ({"message_id": 1, "data": "x"}, "Only messages of the bot have buttons."),
        (
            {"message_id": 2, "row": 1, "column": 0},
            "That button does not ask the bot anything.",
        ),
    ],
)
async def test_tap_that_cannot_be_is_refused(
    world: SimulatedWorld, body: dict[str, object], error: str
) -> None:
    await world.started()
    await world.message(reply_markup=BUTTONS)
    status, answer = await world.sim("POST", f"/chats/{MINA}/taps", {"from": MINA, **body})
    assert 400 <= status < 500
    assert answer == {"error": error}


async def test_tap_in_a_strangers_chat_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    sent = await world.message(reply_markup=BUTTONS)
    theo = await world.people.person(THEO)
    with pytest.raises(RefusedError, match=r"This is not Theo's chat\."):
        await theo.taps(data="yes", message=sent, chat=MINA)


@pytest.mark.parametrize(
    ("url", "is_fine"),
    [
        ("https://t.me/azer_delivery_bot?start=x", True),
        ("https://t.me/other_bot?start=x", False),
        ("https://example.com", False),
    ],
)
async def test_answer_with_address_opens_only_the_bot(
    world: SimulatedWorld, url: str, is_fine: bool
) -> None:
    mina = await world.started()
    await world.message(reply_markup=BUTTONS)
    tap = await mina.taps("Accept")
    answer = await world.api.send(
        "POST",
        world.api.url("answerCallbackQuery"),
        json={"callback_query_id": tap.query_id, "url": url},
    )
    assert answer.body["ok"] is is_fine
    assert is_fine or answer.description == "Bad Request: URL_INVALID"
