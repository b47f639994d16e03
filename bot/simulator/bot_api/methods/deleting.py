"""Deleting messages."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.simulator.bot_api.methods.registry import method
from bot.simulator.model import Chat, ChatRef, FieldError, Stored, bad_request, whole
from bot.simulator.world import World, delete, find_chat, message_of

_DELETABLE_FOR = timedelta(hours=48).total_seconds()
_MOST = 100


@dataclass(frozen=True, slots=True)
class DeleteMessage:
    """Parameters of deleteMessage."""

    chat_id: ChatRef = ""
    message_id: int = 0


@method("deleteMessage", DeleteMessage)
def delete_message(world: World, params: DeleteMessage) -> bool:
    """Delete one message."""
    if params.chat_id == "":
        raise bad_request("chat identifier is not specified")
    if params.message_id <= 0:
        raise bad_request("message identifier is not specified")
    chat = find_chat(world, params.chat_id)
    _check_deletable(world, chat, message_of(chat, params.message_id, "delete"))
    delete(world, chat, [params.message_id])
    return True


def _check_deletable(world: World, chat: Chat, stored: Stored) -> None:
    foreign = not stored.by_bot and not chat.is_private and chat.bot_status != "administrator"
    if foreign or world.now() - stored.message["date"] > _DELETABLE_FOR:
        raise bad_request("message can't be deleted")


@dataclass(frozen=True, slots=True)
class DeleteMessages:
    """Parameters of deleteMessages."""

    chat_id: ChatRef = ""
    message_ids: list[Any] = field(default_factory=list)


@method("deleteMessages", DeleteMessages)
def delete_messages(world: World, params: DeleteMessages) -> bool:
    """Delete those of the messages that are there."""
    if len(params.message_ids) > _MOST:
        raise bad_request("too many message identifiers specified")
    numbers = {_message_id(number) for number in params.message_ids}
    if not numbers:
        raise bad_request("message identifiers are not specified")
    chat = find_chat(world, params.chat_id)
    there = sorted(numbers & chat.messages.keys())
    for number in there:
        _check_deletable(world, chat, chat.messages[number])
    delete(world, chat, there)
    return True


def _message_id(value: object) -> int:
    try:
        number = whole(value, "Message identifier must be a Number", bits=32)
    except FieldError as error:
        is_number = isinstance(value, int | float | str) and not isinstance(value, bool)
        text = "can't parse message identifier as a Number" if is_number else error.text
        raise bad_request(text) from None
    if number <= 0:
        raise bad_request("invalid message identifier specified")
    return number
