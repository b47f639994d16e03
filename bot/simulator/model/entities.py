"""What is written in a message: formatting asked for by the bot, and what is found by itself."""

import re
from bisect import bisect_left
from itertools import accumulate
from typing import Any

from bot.simulator.model.cleaning import clean_with_entities
from bot.simulator.model.errors import bad_request, left_out
from bot.simulator.model.given import read_entities, within
from bot.simulator.model.html import parse_html, utf16_length
from bot.simulator.model.nesting import well_nested

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
_LARGEST = 2**15
_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention"})


def formatted(
    text: str, parse_mode: str | None = None, given: list[Any] | None = None
) -> tuple[str, list[Json]]:
    """Return a bot's text as people see it, trimmed, with all its entities."""
    if len(text) > _LARGEST // 4 and len(text.encode()) > _LARGEST:
        raise bad_request("text is too long")
    mode = parse_mode.lower() if parse_mode and text else ""
    if mode in {"", "none"}:
        entities = within(text, read_entities(given)) if given else []
    elif mode == "html":
        text, entities = parse_html(text)
    elif mode in {"markdown", "markdownv2"}:
        raise left_out(f"parse_mode {parse_mode} is")
    else:
        raise bad_request("unsupported parse_mode")
    text, entities = _trimmed(*clean_with_entities(text, entities))
    return text, detected(text, _seen(text, well_nested(entities)))


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
    if utf16_length(text) == len(text):
        return range(len(text) + 1)
    return list(accumulate((1 + (char > "\uffff") for char in text), initial=0))


def _seen(text: str, entities: list[Json]) -> list[Json]:
    """Leave out the entities that mark nothing but spaces."""
    if len(entities) == 1 and entities[0]["length"] == utf16_length(text):
        return entities
    return [entity for entity in entities if not text_of(text, entity).isspace()]


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
