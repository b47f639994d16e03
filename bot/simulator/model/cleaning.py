"""Texts without the characters that the server takes out or turns into spaces."""

import re
from bisect import bisect_left
from typing import Any

Json = dict[str, Any]

_UNWANTED = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e\u030a\u0333\u033f]")
_KEPT_AS_SPACE = frozenset(chr(code) for code in range(32)) - {"\n", "\r"}
_INVISIBLE = re.compile("[\\s\u180e\u200b-\u200f\u2060-\u2064\u2800\ufeff\ufffc]*")


def clean(text: str) -> str:
    """Return a text as the server keeps it: control characters are spaces or gone."""
    return _UNWANTED.sub(_replaced, text) if _UNWANTED.search(text) else text


def clean_with_entities(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Clean a text and move the entities along with it."""
    if not _UNWANTED.search(text):
        return text, entities
    gone: list[int] = []
    units = 0
    for char in text:
        if _UNWANTED.match(char) and char not in _KEPT_AS_SPACE:
            gone.append(units)
        units += 1 + (char > "\uffff")
    moved = []
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        start, end = start - bisect_left(gone, start), end - bisect_left(gone, end)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return _UNWANTED.sub(_replaced, text), moved


def is_invisible(text: str) -> bool:
    """Tell whether nothing of a text can be seen."""
    return _INVISIBLE.fullmatch(text) is not None


def _replaced(found: re.Match[str]) -> str:
    return " " if found[0] in _KEPT_AS_SPACE else ""
