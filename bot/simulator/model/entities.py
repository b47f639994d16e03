"""What is written in a message: formatting asked for by the bot, and what is found by itself."""

import re
from bisect import bisect_left
from itertools import accumulate
from typing import Any

from bot.simulator.model.errors import bad_request
from bot.simulator.model.html import parse_html, utf16_length

Json = dict[str, Any]

_FOUND = re.compile(
    r"(?P<url>\b(?:https?://|www\.)[^\s<>\"']*[^\s<>\"'.,;:!?)\]]|\b[\w-]+\.(?:com|org|net|io|dev|me|kr)\b(?:/[^\s<>\"']*)?)"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[\w.-]*\w)"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<![\w@])@[A-Za-z]\w{3,31}\b)"
    r"|(?P<hashtag>(?<![\w#])#(?!\d+\b)\w{1,256})"
    r"|(?P<phone_number>(?<![\w+])\+\d(?:[ ()-]?\d){8,14}\b)",
)
_HINTS = re.compile(r"[/@#.+]")
_FIELDS = frozenset(
    {
        *("type", "offset", "length", "url", "user", "language"),
        *("custom_emoji_id", "unix_time", "date_time_format"),
    }
)
_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention"})


def formatted(
    text: str, parse_mode: str | None = None, given: list[Any] | None = None
) -> tuple[str, list[Json]]:
    """Return a bot's text as people see it, trimmed, with all its entities."""
    entities: list[Json] = []
    if parse_mode:
        if parse_mode.lower() == "html":
            text, entities = parse_html(text)
        elif parse_mode.lower() in {"markdown", "markdownv2"}:
            raise bad_request(f"parse_mode {parse_mode} is not implemented by the simulator")
        else:
            raise bad_request("unsupported parse_mode")
    elif given:
        entities = [_checked(entity) for entity in given]
    text, entities = _trimmed(text, entities)
    return text, detected(text, entities)


def detected(text: str, entities: list[Json]) -> list[Json]:
    """Add commands, links, mentions and the like to the entities."""
    if not _HINTS.search(text):
        return entities
    units = _units(text)
    opaque = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in entities
        if entity["type"] in _OPAQUE
    ]
    found = []
    for match in _FOUND.finditer(text):
        start, end = units[match.start()], units[match.end()]
        if not any(start < last and first < end for first, last in opaque):
            found.append({"type": match.lastgroup, "offset": start, "length": end - start})
    if not found:
        return entities
    return sorted(entities + found, key=lambda entity: (entity["offset"], -entity["length"]))


def text_of(text: str, entity: Json) -> str:
    """Return the part of the text that an entity marks."""
    units = _units(text)
    first = bisect_left(units, entity["offset"])
    return text[first : bisect_left(units, entity["offset"] + entity["length"])]


def _units(text: str) -> range | list[int]:
    if text.isascii():
        return range(len(text) + 1)
    return list(accumulate((1 + (char > "\uffff") for char in text), initial=0))


def _checked(entity: Any) -> Json:
    if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
        raise bad_request("can't parse entities: expected an Object as MessageEntity")
    for name in ("offset", "length"):
        if not isinstance(entity.get(name), int) or entity[name] < 0:
            raise bad_request(f'can\'t parse entities: Field "{name}" must be of type Number')
    return {name: value for name, value in entity.items() if name in _FIELDS}


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    bare = text.strip()
    if not entities:
        return bare, entities
    cut = utf16_length(text[: len(text) - len(text.lstrip())])
    length = utf16_length(bare)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - cut)
        end = min(length, entity["offset"] + entity["length"] - cut)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return bare, kept
