"""Deleting messages."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.simulator.bot_api.methods.registry import method
from bot.simulator.model import ChatRef, bad_request
from bot.simulator.world import World, delete, find_chat

_DELETABLE_FOR = timedelta(hours=48).total_seconds()


@dataclass(frozen=True, slots=True)
class DeleteMessage:
    """Parameters of deleteMessage."""

    chat_id: ChatRef = ""
    message_id: int = 0


@method("deleteMessage", DeleteMessage)
def delete_message(world: World, params: DeleteMessage) -> bool:
    """Delete one message."""
    chat = find_chat(world, params.chat_id)
    if not params.message_id:
        raise bad_request("message identifier is not specified")
    stored = chat.messages.get(params.message_id)
    if stored is None:
        raise bad_request("message to delete not found")
    foreign = not stored.by_bot and not chat.is_private and chat.bot_status != "administrator"
    if foreign or world.now() - stored.message["date"] > _DELETABLE_FOR:
        raise bad_request("message can't be deleted")
    delete(world, chat, [params.message_id])
    return True


@dataclass(frozen=True, slots=True)
class DeleteMessages:
    """Parameters of deleteMessages."""

    chat_id: ChatRef = ""
    message_ids: list[Any] = field(default_factory=list)


@method("deleteMessages", DeleteMessages)
def delete_messages(world: World, params: DeleteMessages) -> bool:
    """Delete those of the messages that are there."""
    chat = find_chat(world, params.chat_id)
    if not params.message_ids:
        raise bad_request("message identifiers are not specified")
    if len(params.message_ids) > 100:
        raise bad_request("too many message identifiers specified")
    numbers = {number for number in params.message_ids if isinstance(number, int)}
    delete(world, chat, sorted(numbers & chat.messages.keys()))
    return True
