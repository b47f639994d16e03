"""Editing what the bot has sent."""

from dataclasses import dataclass
from typing import Any

from bot.simulator.bot_api.methods.registry import method
from bot.simulator.model import (
    LONGEST_TEXT,
    Chat,
    ChatRef,
    Json,
    Stored,
    bad_request,
    left_out,
    placed_inline,
    read_caption,
    read_markup,
    read_preview,
    read_text,
)
from bot.simulator.world import World, editable, refuse_business, refuse_strangers, replace

_CAPTIONED = ("photo",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """What all methods that edit a message share."""

    chat_id: ChatRef = ""
    message_id: int = 0
    inline_message_id: str = ""
    reply_markup: Json | None = None
    business_connection_id: str = ""


def found(world: World, params: Editing) -> tuple[Chat, Stored, Json]:
    """Find what a call edits; return its chat, it, and its new keyboard as part of a message.

    Raises:
        BotApiError: there is no such message, or the bot may not edit it so.
    """
    markup = read_markup(params.reply_markup)
    if params.chat_id == "" and params.message_id <= 0:
        if not params.inline_message_id:
            raise bad_request("message identifier is not specified")
        raise left_out("inline messages are")
    refuse_business(params.business_connection_id)
    chat, stored = editable(world, params.chat_id, params.message_id)
    markup = placed_inline(markup, private=chat.is_private, invoice="invoice" in stored.message)
    if markup is not None:
        refuse_strangers(world, markup)
    return chat, stored, {"reply_markup": markup} if markup else {}


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
    preview = read_preview(params.link_preview_options)
    content = read_text(params.text, params.parse_mode, params.entities)
    chat, stored, markup = found(world, params)
    if "text" not in stored.message:
        raise bad_request("there is no text in the message to edit")
    if len(content["text"]) > LONGEST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    gone = ("entities", "link_preview_options", "reply_markup")
    return replace(world, chat, stored, content | preview | markup, gone=gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditMessageCaption(Editing):
    """Parameters of editMessageCaption."""

    caption: str | None = None
    parse_mode: str | None = None
    caption_entities: list[Any] | None = None
    show_caption_above_media: bool = False


@method("editMessageCaption", EditMessageCaption)
def edit_message_caption(world: World, params: EditMessageCaption) -> Json:
    """Give a photo another caption and keyboard."""
    content = read_caption(params.caption, params.parse_mode, params.caption_entities)
    if params.show_caption_above_media and content:
        content["show_caption_above_media"] = True
    chat, stored, markup = found(world, params)
    if not any(kind in stored.message for kind in _CAPTIONED):
        raise bad_request("there is no caption in the message to edit")
    gone = ("caption", "caption_entities", "show_caption_above_media", "reply_markup")
    return replace(world, chat, stored, content | markup, gone=gone)


@method("editMessageReplyMarkup", Editing)
def edit_message_reply_markup(world: World, params: Editing) -> Json:
    """Give a message another keyboard, or none."""
    chat, stored, markup = found(world, params)
    return replace(world, chat, stored, markup, gone=("reply_markup",))
