"""Messages sent again: forwarded and copied; and files fetched."""

from dataclasses import dataclass
from typing import Any

from bot.simulator.bot_api.methods.registry import method
from bot.simulator.model import ChatRef, Json, Stored, bad_request, read_caption
from bot.simulator.world import Sending, World, find_chat, message_of, post

_CONTENT = (
    "text",
    "entities",
    "link_preview_options",
    "photo",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "has_media_spoiler",
    "location",
    "contact",
    "invoice",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardMessage(Sending):
    """Parameters of forwardMessage."""

    from_chat_id: ChatRef
    message_id: int = 0


def _source(world: World, params: ForwardMessage, verb: str) -> Stored:
    if params.from_chat_id == "":
        raise bad_request('parameter "from_chat_id" is required')
    stored = message_of(find_chat(world, params.from_chat_id), params.message_id, verb)
    if stored.message.get("has_protected_content") or not _content(stored):
        raise bad_request(f"message can't be {'forwarded' if verb == 'forward' else 'copied'}")
    return stored


def _content(stored: Stored) -> Json:
    return {key: value for key, value in stored.message.items() if key in _CONTENT}


@method("forwardMessage", ForwardMessage)
def forward_message(world: World, params: ForwardMessage) -> Json:
    """Send a message on, with its origin."""
    stored = _source(world, params, "forward")
    sent = stored.message
    first = {"type": "user", "sender_user": sent["from"], "date": sent["date"]}
    content = {"forward_origin": sent.get("forward_origin", first), **_content(stored)}
    return post(world, params, content, sim_facts=_facts(stored))


def _facts(stored: Stored) -> Json:
    own = {"reactions", "paid", "silent"}
    return {name: fact for name, fact in stored.sim.items() if name not in own}


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyMessage(ForwardMessage):
    """Parameters of copyMessage."""

    caption: str | None = None
    parse_mode: str | None = None
    caption_entities: list[Any] | None = None
    show_caption_above_media: bool = False


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
        content.pop("show_caption_above_media", None)
        content |= read_caption(params.caption, params.parse_mode, params.caption_entities)
        if params.show_caption_above_media and "caption" in content:
            content["show_caption_above_media"] = True
    sent = post(world, params, content, sim_facts=_facts(stored))
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
