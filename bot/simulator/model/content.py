"""The texts and captions of messages."""

from typing import Any

from bot.simulator.model.cleaning import is_invisible
from bot.simulator.model.entities import formatted
from bot.simulator.model.errors import bad_request
from bot.simulator.model.fields import flag_field, text_field

Json = dict[str, Any]

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
_PREVIEW_FLAGS = ("is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text")


def read_text(text: str | None, parse_mode: str | None, entities: list[Any] | None) -> Json:
    """Return the text of a message with its entities."""
    if not text:
        raise bad_request("message text is empty")
    plain, found = formatted(text, parse_mode, entities)
    if is_invisible(plain):
        raise bad_request("text must be non-empty")
    return {"text": plain} | ({"entities": found} if found else {})


def read_caption(text: str | None, parse_mode: str | None, entities: list[Any] | None) -> Json:
    """Return the caption of a message with its entities."""
    plain, found = formatted(text or "", parse_mode, entities)
    if len(plain) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    content: Json = {"caption": plain} if plain else {}
    return content | ({"caption_entities": found} if found else {})


def read_preview(options: Json | None) -> Json:
    """Return how links are previewed as part of a message."""
    if not options:
        return {}
    kept: Json = {name: True for name in _PREVIEW_FLAGS if flag_field(options, name)}
    if url := text_field(options, "url"):
        kept["url"] = url
    return {"link_preview_options": kept} if kept else {}
