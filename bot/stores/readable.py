"""Names and texts that people can see."""

from __future__ import annotations

import unicodedata

# Letters and symbols by their category that show nothing: Hangul fillers, the Braille blank.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_VISIBLE = frozenset("LNPS")
# What turns the rest of a line around (UAX 9): embeddings, overrides and isolates.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def readable(text: str) -> str:
    """Take a text that shows something. Raises ValueError."""
    if not any(unicodedata.category(it)[0] in _VISIBLE and it not in _BLANK for it in text):
        raise ValueError("write something that can be seen")
    if turning := _TURNING.intersection(text):
        raise ValueError(f"leave the invisible character U+{ord(min(turning)):04X} away")
    return text


def readable_or_empty(text: str) -> str:
    """Take a text that shows something, or none. Raises ValueError."""
    return readable(text) if text.strip() else ""


def joined(text: str) -> str:
    """Return a text on one line; it may be written on several."""
    return " ".join(text.split())


def on_one_line(text: str) -> str:
    """Take a text without line breaks and tabs. Raises ValueError."""
    if text.splitlines() != [text] or "\t" in text:
        raise ValueError("write it on one line")
    return text
