"""Sending text, photos, contacts and chat actions; reacting."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.simulator.access import writable_chat
from bot.simulator.content import LONGEST_TEXT, read_caption, read_preview, read_text
from bot.simulator.core import Simulator
from bot.simulator.errors import bad_request
from bot.simulator.methods.registry import method
from bot.simulator.params import ChatRef, Json
from bot.simulator.posting import Sending, post, publish_edit

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
def send_message(sim: Simulator, params: SendMessage) -> Json:
    """Send a text."""
    content = read_text(params.text, params.parse_mode, params.entities)
    if len(content["text"]) > LONGEST_TEXT:
        raise bad_request("message is too long")
    content |= read_preview(params.link_preview_options)
    return post(sim, params, content)


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
def send_photo(sim: Simulator, params: SendPhoto) -> Json:
    """Send a picture: uploaded, or known by its file id."""
    content = read_caption(params.caption, params.parse_mode, params.caption_entities)
    if params.show_caption_above_media and content:
        content["show_caption_above_media"] = True
    if params.has_spoiler:
        content["has_media_spoiler"] = True
    writable_chat(sim, params.chat_id)
    uploads = params.uploads if isinstance(params.uploads, dict) else {}
    file = sim.files.resolve(params.photo, uploads)
    facts = {"photo_url": f"/sim/photos/{file.unique_id}"}
    return post(sim, params, {"photo": file.sizes(), **content}, sim_facts=facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendContact(Sending):
    """Parameters of sendContact."""

    phone_number: str = ""
    first_name: str = ""
    last_name: str = ""
    vcard: str = ""


@method("sendContact", SendContact)
def send_contact(sim: Simulator, params: SendContact) -> Json:
    """Send a phone number."""
    if not params.phone_number:
        raise bad_request("phone number is empty")
    if not params.first_name:
        raise bad_request("first name is empty")
    contact = {"phone_number": params.phone_number, "first_name": params.first_name}
    optional = {"last_name": params.last_name, "vcard": params.vcard}
    contact |= {name: value for name, value in optional.items() if value}
    return post(sim, params, {"contact": contact})


@dataclass(frozen=True, slots=True)
class SendChatAction:
    """Parameters of sendChatAction."""

    chat_id: ChatRef = ""
    action: str = ""


@method("sendChatAction", SendChatAction)
def send_chat_action(sim: Simulator, params: SendChatAction) -> bool:
    """Show for five seconds what the bot is doing."""
    if params.action not in _ACTIONS.split():
        raise bad_request("wrong parameter action in request")
    chat = writable_chat(sim, params.chat_id)
    until = chat.typing_until = sim.clock() + timedelta(seconds=5)
    data = {"chat_id": chat.id, "action": params.action, "until": until.isoformat()}
    sim.changes.publish("typing", data)
    return True


@dataclass(frozen=True, slots=True)
class SetMessageReaction:
    """Parameters of setMessageReaction."""

    chat_id: ChatRef = ""
    message_id: int = 0
    reaction: list[Any] = field(default_factory=list)
    is_big: bool = False


@method("setMessageReaction", SetMessageReaction)
def set_message_reaction(sim: Simulator, params: SetMessageReaction) -> bool:
    """Put a reaction on a message, or take it off."""
    chat = writable_chat(sim, params.chat_id)
    stored = chat.messages.get(params.message_id)
    if stored is None:
        raise bad_request("message to react not found")
    if len(params.reaction) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    stored.sim = {**stored.sim, "reactions": params.reaction}
    publish_edit(sim, chat, stored)
    return True
