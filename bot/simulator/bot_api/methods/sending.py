"""Sending text, photos, contacts and chat actions; reacting."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.simulator.bot_api.methods.registry import method
from bot.simulator.model import (
    LONGEST_TEXT,
    ChatRef,
    Json,
    bad_request,
    read_caption,
    read_preview,
    read_text,
)
from bot.simulator.world import Sending, World, post, publish_edit, writable_chat

_ACTIONS = """typing upload_photo record_video upload_video record_voice upload_voice
upload_document choose_sticker find_location record_video_note upload_video_note"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMessage(Sending):
    """Parameters of sendMessage."""

    text: str | None = None
    parse_mode: str | None = None
    entities: list[Any] | None = None
    link_preview_options: Json | None = None


@method("sendMessage", SendMessage)
def send_message(world: World, params: SendMessage) -> Json:
    """Send a text."""
    content = read_text(params.text, params.parse_mode, params.entities)
    if len(content["text"]) > LONGEST_TEXT:
        raise bad_request("message is too long")
    content |= read_preview(params.link_preview_options)
    return post(world, params, content)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPhoto(Sending):
    """Parameters of sendPhoto."""

    photo: Any = None
    caption: str | None = None
    parse_mode: str | None = None
    caption_entities: list[Any] | None = None
    show_caption_above_media: bool = False
    has_spoiler: bool = False
    uploads: Any = field(default_factory=dict)


@method("sendPhoto", SendPhoto)
def send_photo(world: World, params: SendPhoto) -> Json:
    """Send a picture: uploaded, or known by its file id."""
    content = read_caption(params.caption, params.parse_mode, params.caption_entities)
    if params.show_caption_above_media and content:
        content["show_caption_above_media"] = True
    if params.has_spoiler:
        content["has_media_spoiler"] = True
    writable_chat(world, params.chat_id)
    uploads = params.uploads if isinstance(params.uploads, dict) else {}
    file = world.files.resolve(params.photo, uploads)
    facts = {"photo_url": f"/sim/photos/{file.unique_id}"}
    return post(world, params, {"photo": file.sizes(), **content}, sim_facts=facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendContact(Sending):
    """Parameters of sendContact."""

    phone_number: str = ""
    first_name: str = ""
    last_name: str = ""
    vcard: str = ""


@method("sendContact", SendContact)
def send_contact(world: World, params: SendContact) -> Json:
    """Send a phone number."""
    if not params.phone_number:
        raise bad_request("phone number is empty")
    if not params.first_name:
        raise bad_request("first name is empty")
    contact = {"phone_number": params.phone_number, "first_name": params.first_name}
    optional = {"last_name": params.last_name, "vcard": params.vcard}
    contact |= {name: value for name, value in optional.items() if value}
    return post(world, params, {"contact": contact})


@dataclass(frozen=True, slots=True)
class SendChatAction:
    """Parameters of sendChatAction."""

    chat_id: ChatRef = ""
    action: str = ""


@method("sendChatAction", SendChatAction)
def send_chat_action(world: World, params: SendChatAction) -> bool:
    """Show for five seconds what the bot is doing."""
    if params.action not in _ACTIONS.split():
        raise bad_request("wrong parameter action in request")
    chat = writable_chat(world, params.chat_id)
    until = chat.typing_until = world.clock() + timedelta(seconds=5)
    data = {"chat_id": chat.id, "action": params.action, "until": until.isoformat()}
    world.changes.publish("typing", data)
    return True


@dataclass(frozen=True, slots=True)
class SetMessageReaction:
    """Parameters of setMessageReaction."""

    chat_id: ChatRef = ""
    message_id: int = 0
    reaction: list[Any] = field(default_factory=list)
    is_big: bool = False


@method("setMessageReaction", SetMessageReaction)
def set_message_reaction(world: World, params: SetMessageReaction) -> bool:
    """Put a reaction on a message, or take it off."""
    chat = writable_chat(world, params.chat_id)
    stored = chat.messages.get(params.message_id)
    if stored is None:
        raise bad_request("message to react not found")
    if len(params.reaction) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    stored.sim = {**stored.sim, "reactions": params.reaction}
    publish_edit(world, chat, stored)
    return True
