"""The texts and captions of messages."""

from typing import Any

from bot.simulator.model.entities import formatted
from bot.simulator.model.errors import bad_request

Json = dict[str, Any]

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
_PREVIEW_SETTINGS = {
    "is_disabled": bool,
    "url": str,
    "prefer_small_media": bool,
    "prefer_large_media": bool,
    "show_above_text": bool,
}


def read_text(text: str | None, parse_mode: str | None, entities: list[Any] | None) -> Json:
    """Return the text of a message with its entities."""
    if not text:
        raise bad_request("message text is empty")
    plain, found = formatted(text, parse_mode, entities)
    if not plain:
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
    kept = {
        name: value
        for name, value in (options or {}).items()
        if name in _PREVIEW_SETTINGS and isinstance(value, _PREVIEW_SETTINGS[name])
    }
    return {"link_preview_options": kept} if kept else {}
