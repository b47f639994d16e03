"""Sending text, photos, contacts and chat actions."""

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
from bot.simulator.world import (
    Sending,
    World,
    post,
    refuse_business,
    refuse_thread,
    writable_chat,
)

_ACTIONS = frozenset(
    {
        *("cancel", "typing", "choose_sticker", "find_location", "pick_up_location"),
        *("record_video", "record_voice", "record_audio", "record_video_note"),
        *("upload_photo", "upload_video", "upload_voice", "upload_audio"),
        *("upload_document", "upload_video_note"),
    }
)


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
    preview = read_preview(params.link_preview_options)
    content = read_text(params.text, params.parse_mode, params.entities)
    if len(content["text"]) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return post(world, params, content | preview)


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
    if not params.photo:
        raise bad_request("there is no photo in the request")
    content = read_caption(params.caption, params.parse_mode, params.caption_entities)
    if params.show_caption_above_media and content:
        content["show_caption_above_media"] = True
    if params.has_spoiler:
        content["has_media_spoiler"] = True
    refuse_business(params.business_connection_id)
    writable_chat(world, params.chat_id)
    uploads = params.uploads if isinstance(params.uploads, dict) else {}
    file = world.files.resolve(params.photo, uploads)
    facts = {"photo_url": f"/sim/photos/{file.unique_id}"}
    return post(world, params, {"photo": file.sizes(), **content}, sim_facts=facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendContact(Sending):
    """Parameters of sendContact."""

    phone_number: str
    first_name: str
    last_name: str = ""
    vcard: str = ""


@method("sendContact", SendContact)
def send_contact(world: World, params: SendContact) -> Json:
    """Send a phone number."""
    contact = {"phone_number": params.phone_number, "first_name": params.first_name}
    optional = {"last_name": params.last_name, "vcard": params.vcard}
    contact |= {name: value for name, value in optional.items() if value}
    return post(world, params, {"contact": contact})


@dataclass(frozen=True, slots=True)
class SendChatAction:
    """Parameters of sendChatAction."""

    chat_id: ChatRef = ""
    action: str = ""
    business_connection_id: str = ""
    message_thread_id: int = 0


@method("sendChatAction", SendChatAction)
def send_chat_action(world: World, params: SendChatAction) -> bool:
    """Show for five seconds what the bot is doing."""
    action = params.action.lower()
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    refuse_business(params.business_connection_id)
    chat = writable_chat(world, params.chat_id)
    refuse_thread(params.message_thread_id)
    seconds = 0 if action == "cancel" else 5
    until = chat.typing_until = world.clock() + timedelta(seconds=seconds)
    data = {"chat_id": chat.id, "action": action, "until": until.isoformat()}
    world.changes.publish("typing", data)
    return True
