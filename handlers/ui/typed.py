"""Showing what people typed, so that it stays what it is: text within a line of ours."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from domain.shared.typed import seen, without_bidi_controls

_FIRST_STRONG, _POP = "\u2068", "\u2069"
_TURNING = frozenset({"R", "AL", "AN"})


# Dishes, stores and addresses are shown again and again.
@lru_cache(maxsize=4_096)
def isolated(text: str) -> str:
    """Return a text that does not turn the line around in which it stands (UAX 9).

    One that is written from left to right, as our languages are, needs nothing for it.
    """
    text = without_bidi_controls(text)
    if not any(unicodedata.bidirectional(char) in _TURNING for char in text):
        return text
    return "\n".join(f"{_FIRST_STRONG}{line}{_POP}" for line in text.split("\n"))


def named(name: str, otherwise: str) -> str:
    """Return what somebody is called; ``otherwise`` for a name of which nothing can be seen."""
    return name if seen(name) else otherwise


def shortened(text: str, most: int = 40) -> str:
    """Return the beginning of what somebody typed, of which an answer reminds them."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
