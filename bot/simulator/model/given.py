"""Entities that a bot gives beside its text, instead of formatting it."""

import re
from typing import Any

from bot.simulator.model.errors import FieldError, bad_request
from bot.simulator.model.fields import (
    parsed,
    required_long,
    required_structure,
    required_text,
    required_whole,
    text_field,
)
from bot.simulator.model.links import checked_link, linked_user

Json = dict[str, Any]

_PLAIN = frozenset(
    {
        *("bold", "italic", "underline", "strikethrough", "spoiler"),
        *("code", "blockquote", "expandable_blockquote"),
    }
)
# The server finds these by itself, whatever is given.
_FOUND = frozenset(
    {
        *("mention", "hashtag", "cashtag", "bot_command"),
        *("url", "email", "phone_number", "bank_card_number"),
    }
)
_DATE_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
_FARTHEST = 1_000_000


def read_entities(given: list[Any]) -> list[Json]:
    """Read what a bot gives; what cannot be shown is left out, as the server does.

    Raises:
        BotApiError: a part is missing or of another type.
    """
    read = [parsed("MessageEntity", _entity, entity) for entity in given]
    entities = [entity for entity in read if entity is not None]
    for entity in entities:
        for name in ("offset", "length"):
            if not 0 <= entity[name] <= _FARTHEST:
                raise bad_request(f"receive an entity with incorrect {name} {entity[name]}")
    return [entity for entity in entities if entity["length"]]


def link_entity(url: str) -> Json | None:
    """Return what a link adds to its entity; None where it leads nowhere."""
    user = linked_user(url)
    if user is not None:
        return {"type": "text_mention", "user": {"id": user}}
    try:
        return {"type": "text_link", "url": checked_link(url)}
    except FieldError:
        return None


def date_format(shape: str) -> Json:
    """Return what a date's format adds to its entity."""
    if not _DATE_FORMAT.fullmatch(shape):
        raise FieldError("Invalid date format used")
    return {"date_time_format": shape} if shape else {}


def within(text: str, entities: list[Json]) -> list[Json]:
    """Check that entities begin and end at characters of their text."""
    starts = _byte_offsets(text)
    end = max(starts)
    for entity in entities:
        first, last = entity["offset"], entity["offset"] + entity["length"]
        if first >= end:
            raise bad_request(f"entity begins after the end of the text at UTF-16 offset {first}")
        if first not in starts:
            raise bad_request(
                f"entity begins in a middle of a UTF-16 symbol at byte offset {starts[first + 1]}"
            )
        begun = f"entity beginning at UTF-16 offset {first} ends"
        if last > end:
            raise bad_request(f"{begun} after the end of the text at UTF-16 offset {last}")
        if last not in starts:
            where = f"in a middle of a UTF-16 symbol at byte offset {starts[last + 1]}"
            raise bad_request(f"{begun} {where}")
    return entities


def _byte_offsets(text: str) -> dict[int, int]:
    """Return where characters begin: in UTF-16 units, and in bytes."""
    found, units, size = {0: 0}, 0, 0
    for char in text:
        units += 1 + (char > "\uffff")
        size += len(char.encode())
        found[units] = size
    return found


def _entity(raw: Any) -> Json | None:
    if not isinstance(raw, dict):
        raise FieldError("expected an Object")
    place = {name: required_whole(raw, name) for name in ("offset", "length")}
    kind = required_text(raw, "type")
    if not kind:
        raise FieldError("Type is not specified")
    if kind in _FOUND:
        return None
    details = {} if kind in _PLAIN else _details(kind, raw)
    return None if details is None else {"type": kind, **place, **details}


def _details(kind: str, raw: Json) -> Json | None:
    match kind:
        case "pre":
            language = text_field(raw, "language")
            return {"language": language} if language else {}
        case "text_link":
            return link_entity(required_text(raw, "url"))
        case "text_mention":
            return {"user": {"id": required_long(required_structure(raw, "user", dict), "id")}}
        case "custom_emoji":
            return {"custom_emoji_id": str(required_long(raw, "custom_emoji_id"))}
        case "date_time":
            when = {"unix_time": required_whole(raw, "unix_time")}
            return when | date_format(text_field(raw, "date_time_format"))
    raise FieldError("Unsupported type specified")
