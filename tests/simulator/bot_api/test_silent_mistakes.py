"""What a bot means is done, or refused by name: nothing is left out in silence."""

from typing import Any

import pytest

from tests.support.simulated import COURIERS, LENA, MINA, RAVI, THEO, SimulatedWorld

Json = dict[str, Any]
TO_MINA = "tg://user?id=1001"


def _button(**button: Any) -> Json:
    return {"inline_keyboard": [[{"text": "Go", **button}]]}


def _mention(user_id: int) -> Json:
    return {"type": "text_mention", "offset": 0, "length": 5, "user": {"id": user_id}}


async def _seen_button(world: SimulatedWorld, **button: Any) -> Json:
    sent = await world.message(reply_markup=_button(**button))
    [[found]] = sent["reply_markup"]["inline_keyboard"]
    found.pop("text")
    return dict(found)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("example.com", "http://example.com/"),
        ("HTTPS://Example.COM/Path?q=1", "https://example.com/Path?q=1"),
        ("https://example.com:8443", "https://example.com:8443/"),
        ("https://example.com/a b", "https://example.com/a%20b"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
        ("tg:user?id=1001", TO_MINA),
    ],
)
async def test_send_with_url_button_writes_the_address_as_the_server_does(
    world: SimulatedWorld, given: str, kept: str
) -> None:
    await world.started()
    assert await _seen_button(world, url=given) == {"url": kept}


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ftp://example.com", "Unsupported URL protocol"),
        ("https://", "URL host is empty"),
        ("https://exa mple.com", "Wrong URL host"),
        ("https://example.com:0", "Wrong port number specified in the URL"),
        ("https://exa%zz.com", "Wrong percent-encoded symbol in URL host"),
        ("tg://a.b", "Unallowed characters in URL host"),
        ("tg://https://a", "Wrong tg URL"),
        ("https://[::x]/", "Wrong IPv6 address specified in the URL"),
    ],
)
async def test_send_with_wrong_address_says_what_is_wrong(
    world: SimulatedWorld, url: str, problem: str
) -> None:
    await world.started()
    refused = await world.api.refused(
        "sendMessage", chat_id=MINA, text="x", reply_markup=_button(url=url)
    )
    assert refused == f"inline keyboard button URL '{url}' is invalid: {problem}"


async def test_send_with_url_beside_callback_data_keeps_the_url(world: SimulatedWorld) -> None:
    await world.started()
    both = {"callback_data": "x", "url": "https://example.com/"}
    assert await _seen_button(world, **both) == {"url": "https://example.com/"}


async def test_send_with_numbers_where_texts_are_meant_keeps_their_digits(
    world: SimulatedWorld,
) -> None:
    await world.started()
    markup = {"inline_keyboard": [[{"text": 7, "callback_data": 8}]]}
    sent = await world.api.call("sendMessage", chat_id=MINA, text=5, reply_markup=markup)
    assert sent["text"] == "5"
    assert sent["reply_markup"]["inline_keyboard"] == [[{"text": "7", "callback_data": "8"}]]


async def test_send_with_web_app_button_to_group_is_refused(world: SimulatedWorld) -> None:
    refused = await world.api.refused(
        "sendMessage",
        chat_id=COURIERS,
        text="x",
        reply_markup=_button(web_app={"url": "https://example.com"}),
    )
    assert refused == "BUTTON_TYPE_INVALID"


async def test_send_with_link_to_stranger_in_button_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    refused = await world.api.refused(
        "sendMessage", chat_id=MINA, text="x", reply_markup=_button(url="tg://user?id=1002")
    )
    assert refused == "BUTTON_USER_INVALID"


async def test_link_to_person_in_html_mentions_them(world: SimulatedWorld) -> None:
    await world.started()
    sent = await world.message(f'<a href="{TO_MINA}">Mina</a>', parse_mode="HTML")
    [entity] = sent["entities"]
    assert (entity["type"], entity["user"]["id"]) == ("text_mention", MINA)
    assert entity["user"]["first_name"] == "Mina"


@pytest.mark.parametrize(
    ("user_id", "known"), [(MINA, True), (RAVI, True), (THEO, False), (42, False)]
)
async def test_given_mention_names_whom_the_bot_has_met(
    world: SimulatedWorld, user_id: int, known: bool
) -> None:
    await world.started()
    sent = await world.message("Hello", entities=[_mention(user_id)])
    assert [it["user"]["id"] for it in sent.get("entities", [])] == ([user_id] if known else [])


async def test_edit_with_mention_names_the_person(world: SimulatedWorld) -> None:
    await world.started()
    sent = await world.message("Hello")
    edited = await world.api.call(
        "editMessageText",
        chat_id=MINA,
        message_id=sent["message_id"],
        text="Salut",
        entities=[_mention(LENA)],
    )
    assert edited["entities"][0]["user"]["first_name"] == "Lena"


async def test_reply_with_quote_quotes_that_part(world: SimulatedWorld) -> None:
    await world.started()
    asked = await world.message("😀 soup, or soup?")
    reply = {"message_id": asked["message_id"], "quote": "soup", "quote_position": 12}
    sent = await world.message("Soup", reply_parameters=reply)
    assert sent["quote"] == {"text": "soup", "position": 12, "is_manual": True}
    assert sent["reply_to_message"]["message_id"] == asked["message_id"]


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        ({"message_id": 1, "quote": "nowhere"}, "QUOTE_TEXT_INVALID"),
        (
            {"message_id": 1, "chat_id": COURIERS},
            "a reply to a message of another chat is not implemented by the simulator",
        ),
        (
            {"message_id": 1, "quote": "x", "quote_parse_mode": "HTML"},
            "reply_parameters.quote_parse_mode is not implemented by the simulator",
        ),
        ({"message_id": [1]}, 'field "message_id" must be of type Number'),
        ({"message_id": "1x"}, 'can\'t parse as an integer string "1x"'),
        ({"message_id": 1, "quote": []}, 'field "quote" must be of type String'),
    ],
)
async def test_reply_that_cannot_be_made_is_refused(
    world: SimulatedWorld, reply: Json, problem: str
) -> None:
    await world.started()
    assert (
        await world.api.refused("sendMessage", chat_id=MINA, text="x", reply_parameters=reply)
        == problem
    )


async def test_reply_within_the_named_own_chat_is_made(world: SimulatedWorld) -> None:
    await world.started()
    sent = await world.message("x", reply_parameters={"message_id": 1, "chat_id": MINA})
    assert sent["reply_to_message"]["message_id"] == 1


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendPhoto", {"photo": "x"}),
        ("sendLocation", {"latitude": 1, "longitude": 2}),
        ("sendContact", {"phone_number": "1", "first_name": "x"}),
        ("sendChatAction", {"action": "typing"}),
        ("editMessageText", {"message_id": 1, "text": "x"}),
        ("editMessageReplyMarkup", {"message_id": 1}),
        ("stopMessageLiveLocation", {"message_id": 1}),
        ("pinChatMessage", {"message_id": 1}),
        ("unpinChatMessage", {}),
    ],
)
async def test_call_for_business_account_is_refused_everywhere(
    world: SimulatedWorld, method: str, params: Json
) -> None:
    await world.started()
    refused = await world.api.refused(method, chat_id=MINA, business_connection_id="b", **params)
    assert refused == "business connection not found"


@pytest.mark.parametrize(
    "name", ["message_effect_id", "direct_messages_topic_id", "allow_paid_broadcast"]
)
async def test_call_with_parameter_left_out_names_it(world: SimulatedWorld, name: str) -> None:
    await world.started()
    refused = await world.api.refused("sendMessage", chat_id=MINA, text="x", **{name: 5})
    assert refused == f"{name} is not implemented by the simulator"
    unset = {"chat_id": MINA, "text": "x", name: False}
    assert await world.api.call("sendMessage", **unset)


async def test_edit_of_forwarded_message_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    sent = await world.message("Mine")
    passed_on = await world.api.call(
        "forwardMessage", chat_id=MINA, from_chat_id=MINA, message_id=sent["message_id"]
    )
    refused = await world.api.refused(
        "editMessageText", chat_id=MINA, message_id=passed_on["message_id"], text="x"
    )
    assert refused == "message can't be edited"


async def test_forward_of_forwarded_message_keeps_who_wrote_it(world: SimulatedWorld) -> None:
    mina = await world.started()
    wrote = await mina.says("Mine")
    first = await world.api.call(
        "forwardMessage", chat_id=COURIERS, from_chat_id=MINA, message_id=wrote["message_id"]
    )
    second = await world.api.call(
        "forwardMessage", chat_id=MINA, from_chat_id=COURIERS, message_id=first["message_id"]
    )
    assert second["forward_origin"]["sender_user"]["id"] == MINA


@pytest.mark.parametrize(
    "markup",
    [{"keyboard": [["a"]]}, {"remove_keyboard": True}, {"force_reply": True}],
)
async def test_edit_of_message_with_reply_keyboard_is_refused(
    world: SimulatedWorld, markup: Json
) -> None:
    await world.started()
    sent = await world.message(reply_markup=markup)
    refused = await world.api.refused(
        "editMessageText", chat_id=MINA, message_id=sent["message_id"], text="x"
    )
    assert refused == "message can't be edited"


async def test_pin_tells_the_chat_and_the_bot(world: SimulatedWorld) -> None:
    await world.started()
    first, second = await world.message("First"), await world.message("Second")
    for sent in (second, first):
        await world.api.call("pinChatMessage", chat_id=MINA, message_id=sent["message_id"])
    notices = [update["message"] for update in await world.api.updates()]
    assert [it["pinned_message"]["text"] for it in notices] == ["Second", "First"]
    newest = (await world.api.call("getChat", chat_id=MINA))["pinned_message"]
    assert newest["text"] == "Second"
    await world.api.call("deleteMessage", chat_id=MINA, message_id=second["message_id"])
    newest = (await world.api.call("getChat", chat_id=MINA))["pinned_message"]
    assert newest["text"] == "First"
    service = {"chat_id": MINA, "message_id": notices[0]["message_id"]}
    assert await world.api.refused("pinChatMessage", **service) == "message can't be pinned"


@pytest.mark.parametrize(
    ("reaction", "problem"),
    [
        ([{"type": "emoji", "emoji": "🍜"}], "REACTION_INVALID"),
        ([{"type": "emoji", "emoji": "👍"}] * 2, "REACTIONS_TOO_MANY"),
        (
            [{"type": "custom_emoji", "custom_emoji_id": "5"}],
            "a reaction with a custom emoji is not implemented by the simulator",
        ),
        (
            [{"type": "emoji"}],
            "can't parse ReactionType: Can't find field \"emoji\"",
        ),
    ],
)
async def test_reaction_that_nobody_can_give_is_refused(
    world: SimulatedWorld, reaction: list[Json], problem: str
) -> None:
    await world.started()
    place = {"chat_id": MINA, "message_id": 1}
    assert await world.api.refused("setMessageReaction", **place, reaction=reaction) == problem
    await world.api.call("setMessageReaction", **place, reaction=[{"type": "emoji", "emoji": "❤️"}])


async def test_call_with_null_takes_it_as_written(world: SimulatedWorld) -> None:
    await world.started()
    refused = world.api.refused
    assert await refused("sendMessage", chat_id=MINA, text="x", parse_mode=None) == (
        "unsupported parse_mode"
    )
    assert await refused("sendMessage", chat_id=MINA, text="x", reply_markup=None) == (
        "object expected as reply markup"
    )
