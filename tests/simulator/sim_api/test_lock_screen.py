"""What a phone's lock screen shows, and which of the bot's sends are silent."""

from typing import Any

import pytest

from bot.simulator import People, PersonClient
from tests.support.pictures import A_PICTURE
from tests.support.simulated import (
    COURIERS,
    LENA,
    MINA,
    PROVIDER,
    RAVI,
    SEOUL,
    SimulatedWorld,
)

GO = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
INVOICE = {
    "title": "Order 7",
    "description": "Two bowls",
    "payload": "order-7",
    "provider_token": PROVIDER,
    "currency": "KRW",
    "prices": [{"label": "Bibimbap", "amount": 9000}],
}


async def shows(person: PersonClient, *lines: str, chat: int | None = None) -> None:
    """Wait until the phone shows these lines, which fails with the chat if it never does."""
    await person.waits_for(
        lambda state: state.lock_screen(person.id) == list(lines), f"the lines {lines}", chat=chat
    )
    assert person.lock_screen(chat=chat) == list(lines)


async def sim_facts(person: PersonClient, sent: dict[str, Any]) -> Any:
    number = sent["message_id"]
    message = await person.waits_for(lambda chat: chat.messages.get(number))
    return message["sim"]


async def test_send_a_message_shows_its_first_line_newest_last(world: SimulatedWorld) -> None:
    mina = await world.started()
    await world.message("Order 7 is ready.\nA courier is on the way.")
    await world.message("  The courier is here.")
    await shows(mina, "Order 7 is ready.", "The courier is here.")


async def test_send_a_long_first_line_shows_where_it_is_cut(world: SimulatedWorld) -> None:
    mina = await world.started()
    await world.message("x" * 40)
    await world.message("The kitchen has accepted your order, number 7, and cooks it.")
    await world.message("가" * 41)
    await shows(mina, "x" * 40, "The kitchen has accepted your order, num…", "가" * 40 + "…")


@pytest.mark.parametrize(
    ("method", "content"),
    [
        ("sendMessage", {"text": "Hello"}),
        ("sendPhoto", {"photo": "a picture", "caption": "Hello"}),
        ("sendContact", {"phone_number": "+821012345678", "first_name": "Ravi"}),
        ("sendLocation", SEOUL),
        ("sendInvoice", INVOICE),
        ("forwardMessage", {"from_chat_id": MINA}),
        ("copyMessage", {"from_chat_id": MINA}),
    ],
)
async def test_send_anything_silently_shows_nothing(
    world: SimulatedWorld, method: str, content: dict[str, Any]
) -> None:
    mina = await world.started()
    first = await world.message("First")
    if "photo" in content:
        await mina.sends_photo(A_PICTURE)
        picture = await world.api.update("message")
        content = content | {"photo": picture["photo"][-1]["file_id"]}
    if "from_chat_id" in content:
        content = content | {"message_id": first["message_id"]}
    await mina.says("Yes")
    loud = await world.api.call(method, chat_id=MINA, **content)
    silent = await world.api.call(method, chat_id=MINA, disable_notification=True, **content)
    assert "silent" not in await sim_facts(mina, loud)
    assert (await sim_facts(mina, silent))["silent"] is True
    assert len(mina.lock_screen()) == 1
    assert silent.keys() == loud.keys()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ({"phone_number": "+821012345678", "first_name": "Ravi"}, "Contact: Ravi"),
        (SEOUL, "Location"),
        (SEOUL | {"live_period": 60}, "Live location"),
        (INVOICE, "Invoice: Order 7"),
    ],
)
async def test_send_something_without_words_shows_what_it_is(
    world: SimulatedWorld, content: dict[str, Any], line: str
) -> None:
    mina = await world.started()
    kinds = {"phone_number": "sendContact", "latitude": "sendLocation", "title": "sendInvoice"}
    method = next(method for field, method in kinds.items() if field in content)
    await world.api.call(method, chat_id=MINA, **content)
    await shows(mina, line)


@pytest.mark.parametrize("value", [True, "true", "True", "YES", 1, "1"])
async def test_send_silently_in_the_server_s_words_is_silent(
    world: SimulatedWorld, value: object
) -> None:
    mina = await world.started()
    sent = await world.message(disable_notification=value)
    assert await sim_facts(mina, sent) == {"silent": True}


@pytest.mark.parametrize("value", [False, "false", 0, 2, "on", "banana", "", [True], {}, None])
async def test_send_with_any_other_value_is_not_silent(
    world: SimulatedWorld, value: object
) -> None:
    mina = await world.started()
    sent = await world.message(disable_notification=value)
    assert await sim_facts(mina, sent) == {}


async def test_forward_a_silent_message_aloud_is_not_silent(world: SimulatedWorld) -> None:
    mina = await world.started()
    silent = await world.message("Psst", disable_notification=True)
    sent = await world.api.call(
        "forwardMessage", chat_id=MINA, from_chat_id=MINA, message_id=silent["message_id"]
    )
    assert await sim_facts(mina, sent) == {}
    await shows(mina, "Psst")


async def test_edit_a_message_changes_its_line_and_adds_none(world: SimulatedWorld) -> None:
    mina = await world.started()
    loud = await world.message("Cooking")
    silent = await world.message("Psst", disable_notification=True)
    for sent in (loud, silent):
        await world.api.call(
            "editMessageText", chat_id=MINA, message_id=sent["message_id"], text="Ready"
        )
    await mina.waits_for(lambda chat: chat.messages[silent["message_id"]]["text"] == "Ready")
    await shows(mina, "Ready")


async def test_delete_a_message_takes_its_line_away(world: SimulatedWorld) -> None:
    mina = await world.started()
    first = await world.message("Cooking")
    await world.message("Ready")
    await shows(mina, "Cooking", "Ready")
    await world.api.call("deleteMessage", chat_id=MINA, message_id=first["message_id"])
    await shows(mina, "Ready")


async def test_write_in_the_chat_reads_what_was_there(world: SimulatedWorld) -> None:
    mina = await world.started()
    await world.message("Cooking")
    await shows(mina, "Cooking")
    await mina.says("Fine")
    await shows(mina)
    await world.message("Ready")
    await shows(mina, "Ready")


async def test_edit_an_own_message_reads_what_was_there(world: SimulatedWorld) -> None:
    mina = await world.started()
    own = await mina.says("Hallo")
    await world.message("Cooking")
    await shows(mina, "Cooking")
    await mina.edits(own["message_id"], "Hello")
    await shows(mina)


async def test_tap_a_button_reads_what_was_there(world: SimulatedWorld) -> None:
    mina = await world.started()
    await world.message("Cooking", reply_markup=GO)
    await shows(mina, "Cooking")
    await mina.taps("Go")
    await shows(mina)


async def test_pay_an_invoice_reads_what_was_there(world: SimulatedWorld) -> None:
    mina = await world.started()
    await world.api.call("sendInvoice", chat_id=MINA, **INVOICE)
    await shows(mina, "Invoice: Order 7")
    status, _ = await world.sim(
        "POST", f"/chats/{MINA}/payments", {"from": MINA, "message_id": 2, "tip_amount": 0}
    )
    assert status == 201
    await shows(mina)


async def test_act_in_a_group_reads_it_for_nobody_else(world: SimulatedWorld) -> None:
    ravi, lena = await world.people.person(RAVI), await world.people.person(LENA)
    await world.api.call("sendMessage", chat_id=COURIERS, text="Who goes?", reply_markup=GO)
    await ravi.taps("Go", chat=COURIERS)
    await shows(ravi, chat=COURIERS)
    await shows(lena, "Who goes?", chat=COURIERS)


async def test_pin_a_message_is_told_of_in_groups_unless_silent(world: SimulatedWorld) -> None:
    mina, ravi = await world.started(), await world.started(RAVI)
    await world.sim("PATCH", f"/chats/{COURIERS}", {"from": RAVI, "bot_status": "administrator"})
    places = ((MINA, False), (COURIERS, True), (COURIERS, False))
    for chat, silently in places:
        sent = await world.message("Rules", chat_id=chat, disable_notification=True)
        await world.api.call(
            "pinChatMessage",
            chat_id=chat,
            message_id=sent["message_id"],
            disable_notification=silently,
        )
    await shows(ravi, "Azer Delivery pinned a message", chat=COURIERS)
    await mina.waits_for(lambda chat: len(chat.messages) == 3)
    await shows(mina)


async def test_come_later_shows_the_same_lock_screen(world: SimulatedWorld) -> None:
    mina = await world.started()
    await world.message("Cooking", reply_markup=GO)
    await mina.taps("Go")
    await world.message("Psst", disable_notification=True)
    await world.message("Ready")
    async with People(world.address) as later:
        assert (await later.person(MINA)).lock_screen() == ["Ready"]
