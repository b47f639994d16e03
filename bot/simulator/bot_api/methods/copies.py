"""Messages sent again: forwarded and copied; and files fetched."""

from dataclasses import dataclass
from typing import Any

from bot.simulator.bot_api.methods.registry import method
from bot.simulator.model import ChatRef, Json, Stored, bad_request, read_caption
from bot.simulator.world import Sending, World, find_chat, post

_CONTENT = (
    "text",
    "entities",
    "link_preview_options",
    "photo",
    "caption",
    "caption_entities",
    "location",
    "contact",
    "invoice",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardMessage(Sending):
    """Parameters of forwardMessage."""

    from_chat_id: ChatRef = ""
    message_id: int = 0


def _source(world: World, params: ForwardMessage, verb: str) -> Stored:
    if not params.message_id:
        raise bad_request("message identifier is not specified")
    stored = find_chat(world, params.from_chat_id).messages.get(params.message_id)
    if stored is None:
        raise bad_request(f"message to {verb} not found")
    if stored.message.get("has_protected_content") or not _content(stored):
        raise bad_request(f"message can't be {'forwarded' if verb == 'forward' else 'copied'}")
    return stored


def _content(stored: Stored) -> Json:
    return {key: value for key, value in stored.message.items() if key in _CONTENT}


@method("forwardMessage", ForwardMessage)
def forward_message(world: World, params: ForwardMessage) -> Json:
    """Send a message on, with its origin."""
    stored = _source(world, params, "forward")
    origin = {
        "type": "user",
        "sender_user": stored.message["from"],
        "date": stored.message["date"],
    }
    content = {"forward_origin": origin, **_content(stored)}
    return post(world, params, content, sim_facts=stored.sim)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyMessage(ForwardMessage):
    """Parameters of copyMessage."""

    caption: str | None = None
    parse_mode: str | None = None
    caption_entities: list[Any] | None = None


@method("copyMessage", CopyMessage)
def copy_message(world: World, params: CopyMessage) -> Json:
    """Send a message again, as if it were new."""
    stored = _source(world, params, "copy")
    content = _content(stored)
    if "invoice" in content:
        raise bad_request("message can't be copied")
    if params.caption is not None and "photo" in content:
        content.pop("caption", None)
        content.pop("caption_entities", None)
        content |= read_caption(params.caption, params.parse_mode, params.caption_entities)
    sent = post(world, params, content, sim_facts=stored.sim)
    return {"message_id": sent["message_id"]}


@dataclass(frozen=True, slots=True)
class GetFile:
    """Parameters of getFile."""

    file_id: str = ""


@method("getFile", GetFile)
def get_file(world: World, params: GetFile) -> Json:
    """Tell where a file can be fetched."""
    if not params.file_id:
        raise bad_request("file_id not specified")
    file = world.files.by_id(params.file_id)
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    return file.facts()
