"""What the server refuses, the simulator refuses in the server's words."""

import pytest

from tests.simulator.bot_api.server_words import (
    _SCOPE,
    COMMAND,
    Case,
    Json,
    commands,
    invoices,
    reaction,
    sends,
)
from tests.support.simulated import COURIERS, MINA, SimulatedWorld

_OLD = "query is too old and response timeout expired or query ID is invalid"
_OTHERS: list[Case] = [
    (
        "scope_chat_without_id",
        "setMyCommands",
        commands(COMMAND, scope={"type": "chat"}),
        _SCOPE + 'Can\'t find field "chat_id"',
    ),
    (
        "scope_member_without_user",
        "setMyCommands",
        commands(COMMAND, scope={"type": "chat_member", "chat_id": COURIERS}),
        _SCOPE + 'Can\'t find field "user_id"',
    ),
    (
        "language_too_long",
        "setMyCommands",
        commands(COMMAND, language_code="korean"),
        "invalid language code specified",
    ),
    (
        "command_without_description",
        "setMyCommands",
        commands({"command": "a"}),
        "can't parse BotCommand: Can't find field \"description\"",
    ),
    (
        "command_of_number",
        "setMyCommands",
        commands(1),
        "can't parse BotCommand: expected an Object",
    ),
    (
        "scope_unreadable",
        "setMyCommands",
        commands(COMMAND, scope="{nope"),
        "can't parse BotCommandScope JSON object",
    ),
    (
        "menu_of_unknown_type",
        "setChatMenuButton",
        {"menu_button": {"type": "zzz"}},
        "can't parse menu button: MenuButton has unsupported type",
    ),
    (
        "menu_without_web_app",
        "setChatMenuButton",
        {"menu_button": {"type": "web_app", "text": "x"}},
        "can't parse menu button: Can't find field \"web_app\"",
    ),
    (
        "menu_of_a_group",
        "setChatMenuButton",
        {"chat_id": COURIERS, "menu_button": {"type": "commands"}},
        "invalid chat_id specified",
    ),
    (
        "menu_of_letters",
        "getChatMenuButton",
        {"chat_id": "abc"},
        "invalid chat_id specified",
    ),
    (
        "delete_of_letters",
        "deleteMessages",
        {"chat_id": MINA, "message_ids": ["x"]},
        "can't parse message identifier as a Number",
    ),
    (
        "delete_of_object",
        "deleteMessages",
        {"chat_id": MINA, "message_ids": "{}"},
        "expected an Array of message identifiers",
    ),
    (
        "delete_unreadable",
        "deleteMessages",
        {"chat_id": MINA, "message_ids": "{nope"},
        "can't parse message_ids JSON object",
    ),
    (
        "reaction_of_number",
        "setMessageReaction",
        reaction([1]),
        "can't parse ReactionType: expected an Object",
    ),
    (
        "reaction_of_unknown_type",
        "setMessageReaction",
        reaction([{"type": "x"}]),
        "can't parse ReactionType: invalid reaction type specified",
    ),
    (
        "reaction_unreadable",
        "setMessageReaction",
        reaction("{nope"),
        "can't parse reaction types JSON object",
    ),
    (
        "reaction_object",
        "setMessageReaction",
        reaction("{}"),
        "expected an Array of ReactionType",
    ),
    (
        "heading_too_big",
        "sendLocation",
        {"chat_id": MINA, "latitude": 1, "longitude": 2, "live_period": 60, "heading": 361},
        "wrong live location heading specified",
    ),
    (
        "nothing_pinned",
        "unpinChatMessage",
        {"chat_id": MINA},
        "message to unpin not found",
    ),
    ("member_without_user", "getChatMember", {"chat_id": COURIERS}, "invalid user_id specified"),
    (
        "contact_without_number",
        "sendContact",
        {"chat_id": MINA, "first_name": "x"},
        'parameter "phone_number" is required',
    ),
    (
        "secret_too_long",
        "setWebhook",
        {"url": "https://e.com/", "secret_token": "a" * 257},
        "secret token is too long",
    ),
    (
        "webhook_over_ftp",
        "setWebhook",
        {"url": "ftp://e.com/"},
        "invalid webhook URL specified",
    ),
    (
        "forward_from_nowhere",
        "forwardMessage",
        {"chat_id": MINA, "message_id": 7},
        'parameter "from_chat_id" is required',
    ),
    (
        "forward_of_nothing",
        "forwardMessage",
        {"chat_id": MINA, "from_chat_id": MINA},
        "message to forward not found",
    ),
    (
        "copy_of_nothing",
        "copyMessage",
        {"chat_id": MINA, "from_chat_id": MINA},
        "message to copy not found",
    ),
    (
        "edit_nowhere",
        "editMessageText",
        {"text": "x"},
        "message identifier is not specified",
    ),
    (
        "edit_of_no_message",
        "editMessageText",
        {"chat_id": MINA, "text": "x"},
        "message to edit not found",
    ),
    (
        "edit_of_no_markup",
        "editMessageReplyMarkup",
        {"chat_id": MINA},
        "message to edit not found",
    ),
    ("tap_without_id", "answerCallbackQuery", {}, _OLD),
    (
        "payment_without_reason",
        "answerPreCheckoutQuery",
        {"pre_checkout_query_id": "1", "ok": False},
        'parameter "error_message" is required',
    ),
]
_CASES = sends() + invoices() + _OTHERS


@pytest.mark.parametrize(
    ("method", "params", "answer"),
    [pytest.param(*rest, id=f"{rest[0]}-{name}") for name, *rest in _CASES],
)
async def test_call_refused_by_the_server_is_refused_in_its_words(
    world: SimulatedWorld, method: str, params: Json, answer: str
) -> None:
    await world.started()
    assert await world.api.refused(method, **params) == answer
