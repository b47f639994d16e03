"""Sending, editing, deleting and replying, and what is refused."""

import pytest

from tests.support.simulated import (
    COURIERS,
    ELSEWHERE,
    MINA,
    OLD_GROUP,
    RAVI,
    THEO,
    SimulatedWorld,
)

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
KEYBOARD = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


async def test_send_to_started_person_is_seen(world: SimulatedWorld) -> None:
    mina = await world.started()
    sent = await world.message("Hello 😀", reply_markup=KEYBOARD)
    seen = await mina.sees("Hello 😀")
    assert seen["message_id"] == sent["message_id"]
    assert sent["reply_markup"] == KEYBOARD
    assert sent["date"] == int(world.clock().timestamp())


async def test_send_to_never_seen_chat_is_refused(world: SimulatedWorld) -> None:
    assert await world.api.refused("sendMessage", chat_id=42, text="x") == "chat not found"
    assert await world.api.refused("sendMessage", chat_id="@x", text="x") == "chat not found"
    assert await world.api.refused("sendMessage", text="x") == "chat_id is empty"


async def test_send_to_person_who_has_not_started_is_forbidden(world: SimulatedWorld) -> None:
    answer = await world.api.refusal("sendMessage", chat_id=MINA, text="x")
    assert answer.status == 403
    assert answer.description == "Forbidden: bot can't initiate conversation with a user"


async def test_send_to_person_who_blocked_is_forbidden(world: SimulatedWorld) -> None:
    mina = await world.started()
    await mina.changes(blocked=True)
    member = await world.api.update("my_chat_member")
    assert member["new_chat_member"]["status"] == "kicked"
    answer = await world.api.refusal("sendMessage", chat_id=MINA, text="x")
    assert answer.status == 403
    assert answer.description == "Forbidden: bot was blocked by the user"
    await mina.changes(blocked=False)
    member = await world.api.update("my_chat_member")
    assert member["new_chat_member"]["status"] == "member"
    await world.message()


async def test_send_to_deactivated_person_is_forbidden(world: SimulatedWorld) -> None:
    mina = await world.started()
    await mina.changes(deactivated=True)
    answer = await world.api.refusal("sendMessage", chat_id=MINA, text="x")
    assert (answer.status, answer.description) == (403, "Forbidden: user is deactivated")


async def test_send_to_group_that_kicked_is_forbidden(world: SimulatedWorld) -> None:
    await world.sim("PATCH", f"/chats/{OLD_GROUP}", {"from": RAVI, "bot_status": "kicked"})
    answer = await world.api.refusal("sendMessage", chat_id=OLD_GROUP, text="x")
    assert answer.status == 403
    assert answer.description == "Forbidden: bot was kicked from the group chat"


async def test_send_to_group_never_joined_is_forbidden(world: SimulatedWorld) -> None:
    answer = await world.api.refusal("sendMessage", chat_id=ELSEWHERE, text="x")
    assert answer.status == 403
    assert answer.description == "Forbidden: bot is not a member of the supergroup chat"


async def test_send_to_upgraded_group_names_the_new_one(world: SimulatedWorld) -> None:
    status, heir = await world.sim("PATCH", f"/chats/{OLD_GROUP}", {"from": RAVI, "upgrade": True})
    assert status == 200
    answer = await world.api.refusal("sendMessage", chat_id=OLD_GROUP, text="x")
    assert answer.description == ("Bad Request: group chat was upgraded to a supergroup chat")
    assert answer.body["parameters"] == {"migrate_to_chat_id": heir["id"]}
    assert (await world.message(chat_id=heir["id"]))["chat"]["type"] == "supergroup"
    told = [update["message"] for update in await world.api.updates()]
    assert told[0]["migrate_to_chat_id"] == heir["id"]
    assert told[1]["migrate_from_chat_id"] == OLD_GROUP


async def test_send_without_text_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    refused = world.api.refused
    assert await refused("sendMessage", chat_id=MINA) == "message text is empty"
    assert await refused("sendMessage", chat_id=MINA, text="") == "message text is empty"


async def test_send_of_html_that_leaves_nothing_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    refused = await world.api.refused(
        "sendMessage", chat_id=MINA, text="<b> </b>", parse_mode="HTML"
    )
    assert refused == "text must be non-empty"


async def test_send_over_4096_after_parsing_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    await world.message(f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    refused = await world.api.refused("sendMessage", chat_id=MINA, text="x" * 4097)
    assert refused == "message is too long"


async def test_send_of_reply_to_nothing_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    params = {"chat_id": MINA, "text": "x"}
    for reply in ({"reply_parameters": {"message_id": 99}}, {"reply_to_message_id": 99}):
        refused = await world.api.refused("sendMessage", **params, **reply)
        assert refused == "message to be replied not found"
    lenient = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await world.message(reply_parameters=lenient)


async def test_send_of_reply_quotes_the_message(world: SimulatedWorld) -> None:
    await world.started()
    sent = await world.message("Answer", reply_parameters={"message_id": 1})
    assert sent["reply_to_message"]["text"] == "/start"


async def test_edit_of_text_shows_the_new_one(world: SimulatedWorld) -> None:
    mina = await world.started()
    sent = await world.message("Old", reply_markup=KEYBOARD)
    world.clock.passes(5)
    edited = await world.api.call(
        "editMessageText", chat_id=MINA, message_id=sent["message_id"], text="New"
    )
    assert edited["text"] == "New"
    assert edited["edit_date"] == sent["date"] + 5
    assert "reply_markup" not in edited
    await mina.sees("New")
    await mina.sees_no_button("Go")


async def test_edit_that_changes_nothing_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    sent = await world.message("Same", reply_markup=KEYBOARD)
    place = {"chat_id": MINA, "message_id": sent["message_id"], "reply_markup": KEYBOARD}
    assert await world.api.refused("editMessageText", **place, text="Same") == NOT_MODIFIED
    assert await world.api.refused("editMessageReplyMarkup", **place) == NOT_MODIFIED


async def test_edit_of_nothing_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    refused = world.api.refused
    place = {"chat_id": MINA, "message_id": 99}
    assert await refused("editMessageText", **place, text="x") == "message to edit not found"
    assert await refused("deleteMessage", **place) == "message to delete not found"


async def test_edit_of_a_persons_message_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    refused = await world.api.refused("editMessageText", chat_id=MINA, message_id=1, text="x")
    assert refused == "message can't be edited"


async def test_edit_of_text_where_there_is_none_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    sent = await world.api.call("sendLocation", chat_id=MINA, latitude=1, longitude=2)
    place = {"chat_id": MINA, "message_id": sent["message_id"]}
    refused = world.api.refused
    assert (
        await refused("editMessageText", **place, text="x")
        == "there is no text in the message to edit"
    )
    assert (
        await refused("editMessageCaption", **place, caption="x")
        == "there is no caption in the message to edit"
    )


async def test_edit_over_4096_is_refused_in_other_words(world: SimulatedWorld) -> None:
    await world.started()
    sent = await world.message()
    place = {"chat_id": MINA, "message_id": sent["message_id"]}
    refused = await world.api.refused("editMessageText", **place, text="x" * 4097)
    assert refused == "MESSAGE_TOO_LONG"


@pytest.mark.parametrize(
    "markup",
    [{"keyboard": [[{"text": "x"}]]}, {"remove_keyboard": True}, {"force_reply": True}],
)
async def test_edit_with_other_than_inline_keyboard_is_refused(
    world: SimulatedWorld, markup: dict[str, object]
) -> None:
    await world.started()
    sent = await world.message()
    place = {"chat_id": MINA, "message_id": sent["message_id"], "reply_markup": markup}
    refused = world.api.refused
    assert await refused("editMessageText", **place, text="y") == "inline keyboard expected"
    assert await refused("editMessageReplyMarkup", **place) == "inline keyboard expected"


async def test_edit_of_inline_message_names_the_simulator(world: SimulatedWorld) -> None:
    refused = await world.api.refused("editMessageText", inline_message_id="1", text="x")
    assert refused == "inline messages are not implemented by the simulator"


async def test_delete_takes_the_message_away(world: SimulatedWorld) -> None:
    mina = await world.started()
    sent = await world.message("Gone soon")
    await mina.sees("Gone soon")
    await world.api.call("deleteMessage", chat_id=MINA, message_id=sent["message_id"])
    await mina.sees_no("Gone soon")


async def test_delete_of_several_skips_those_that_are_gone(world: SimulatedWorld) -> None:
    mina = await world.started()
    sent = [(await world.message(f"text {n}"))["message_id"] for n in range(3)]
    await world.api.call("deleteMessages", chat_id=MINA, message_ids=[*sent[:2], 99])
    await mina.sees_no("text 1")
    assert await mina.sees("text 2")


async def test_delete_after_two_days_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    sent = await world.message()
    world.clock.passes(48 * 3600 + 1)
    refused = await world.api.refused("deleteMessage", chat_id=MINA, message_id=sent["message_id"])
    assert refused == "message can't be deleted"


async def test_delete_of_a_members_message_needs_an_administrator(world: SimulatedWorld) -> None:
    ravi = await world.people.person(RAVI)
    sent = await ravi.says("/help", chat=COURIERS)
    place = {"chat_id": COURIERS, "message_id": sent["message_id"]}
    assert await world.api.refused("deleteMessage", **place) == "message can't be deleted"


async def test_chat_action_shows_for_five_seconds(world: SimulatedWorld) -> None:
    await world.started()
    await world.api.call("sendChatAction", chat_id=MINA, action="typing")
    assert world.simulator.state()["chats"][str(MINA)]["typing"] is True
    world.clock.passes(5)
    assert world.simulator.state()["chats"][str(MINA)]["typing"] is False
    refused = await world.api.refused("sendChatAction", chat_id=MINA, action="dance")
    assert refused == "wrong parameter action in request"


async def test_forward_and_copy_carry_the_content(world: SimulatedWorld) -> None:
    await world.started()
    theo = await world.started(THEO)
    sent = await world.message("<b>Menu</b>", parse_mode="HTML")
    source = {"chat_id": THEO, "from_chat_id": MINA, "message_id": sent["message_id"]}
    forwarded = await world.api.call("forwardMessage", **source)
    assert forwarded["forward_origin"]["sender_user"]["is_bot"] is True
    copied = await world.api.call("copyMessage", **source)
    number = copied["message_id"]
    seen = await theo.waits_for(lambda chat: chat.messages.get(number))
    assert seen["entities"] == sent["entities"]
    source["message_id"] = 99
    assert await world.api.refused("forwardMessage", **source) == "message to forward not found"
    assert await world.api.refused("copyMessage", **source) == "message to copy not found"


async def test_forward_of_protected_message_is_refused(world: SimulatedWorld) -> None:
    await world.started()
    sent = await world.message(protect_content=True)
    source = {"chat_id": MINA, "from_chat_id": MINA, "message_id": sent["message_id"]}
    assert await world.api.refused("forwardMessage", **source) == "message can't be forwarded"


async def test_reaction_is_shown_on_the_message(world: SimulatedWorld) -> None:
    mina = await world.started()
    reaction = [{"type": "emoji", "emoji": "👍"}]
    await world.api.call("setMessageReaction", chat_id=MINA, message_id=1, reaction=reaction)
    await mina.waits_for(lambda chat: chat.messages[1]["sim"].get("reactions") == reaction)


async def test_contact_is_sent(world: SimulatedWorld) -> None:
    await world.started()
    sent = await world.api.call("sendContact", chat_id=MINA, phone_number="+82", first_name="Ravi")
    assert sent["contact"] == {"phone_number": "+82", "first_name": "Ravi"}
    refused = await world.api.refused("sendContact", chat_id=MINA, first_name="Ravi")
    assert refused == 'parameter "phone_number" is required'


async def test_pin_and_unpin_are_remembered(world: SimulatedWorld) -> None:
    await world.started()
    sent = await world.message("Pin me")
    place = {"chat_id": MINA, "message_id": sent["message_id"]}
    await world.api.call("pinChatMessage", **place)
    assert (await world.api.call("getChat", chat_id=MINA))["pinned_message"]["text"] == "Pin me"
    await world.api.call("unpinChatMessage", chat_id=MINA)
    assert "pinned_message" not in await world.api.call("getChat", chat_id=MINA)
    assert await world.api.refused("unpinChatMessage", **place) == "message to unpin not found"
