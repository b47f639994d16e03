"""Editing what the bot has sent."""

from dataclasses import dataclass
from typing import Any

from bot.simulator.bot_api.methods.registry import method
from bot.simulator.model import (
    LONGEST_TEXT,
    ChatRef,
    Json,
    bad_request,
    read_caption,
    read_inline,
    read_preview,
    read_text,
)
from bot.simulator.world import World, editable, replace

_CAPTIONED = ("photo",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """What all methods that edit a message share."""

    chat_id: ChatRef = ""
    message_id: int = 0
    inline_message_id: str = ""
    reply_markup: Json | None = None


def refuse_inline(params: Editing) -> None:
    """Refuse messages of inline mode, which the simulator does not have."""
    if params.inline_message_id:
        raise bad_request("inline messages are not implemented by the simulator")


def markup_part(params: Editing) -> Json:
    """Return the new keyboard as part of a message."""
    markup = read_inline(params.reply_markup)
    return {"reply_markup": markup} if markup else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class EditMessageText(Editing):
    """Parameters of editMessageText."""

    text: str | None = None
    parse_mode: str | None = None
    entities: list[Any] | None = None
    link_preview_options: Json | None = None


@method("editMessageText", EditMessageText)
def edit_message_text(world: World, params: EditMessageText) -> Json:
    """Give a text message another text and keyboard."""
    refuse_inline(params)
    content = read_text(params.text, params.parse_mode, params.entities)
    if len(content["text"]) > LONGEST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    chat, stored = editable(world, params.chat_id, params.message_id)
    if "text" not in stored.message:
        raise bad_request("there is no text in the message to edit")
    content |= read_preview(params.link_preview_options)
    gone = ("entities", "link_preview_options", "reply_markup")
    return replace(world, chat, stored, content | markup_part(params), gone=gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditMessageCaption(Editing):
    """Parameters of editMessageCaption."""

    caption: str | None = None
    parse_mode: str | None = None
    caption_entities: list[Any] | None = None


@method("editMessageCaption", EditMessageCaption)
def edit_message_caption(world: World, params: EditMessageCaption) -> Json:
    """Give a photo another caption and keyboard."""
    refuse_inline(params)
    content = read_caption(params.caption, params.parse_mode, params.caption_entities)
    chat, stored = editable(world, params.chat_id, params.message_id)
    if not any(kind in stored.message for kind in _CAPTIONED):
        raise bad_request("there is no caption in the message to edit")
    gone = ("caption", "caption_entities", "reply_markup")
    return replace(world, chat, stored, content | markup_part(params), gone=gone)


@method("editMessageReplyMarkup", Editing)
def edit_message_reply_markup(world: World, params: Editing) -> Json:
    """Give a message another keyboard, or none."""
    refuse_inline(params)
    chat, stored = editable(world, params.chat_id, params.message_id)
    return replace(world, chat, stored, markup_part(params), gone=("reply_markup",))
