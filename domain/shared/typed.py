"""What people type, without the characters that nobody sees and that turn a line around."""

from __future__ import annotations

import unicodedata

# Unicode Standard Annex 9: embeddings, overrides, isolates and marks. Any of them could end, or
# outlive, the isolation in which typed text is shown.
_BIDI_CONTROLS = dict.fromkeys(
    [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
# Letters and signs that are drawn as nothing: Hangul fillers and the empty Braille cell.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# Controls, formats, surrogates, unassigned ones, marks without a letter, and spaces.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Mn", "Me", "Zs", "Zl", "Zp"})


def without_bidi_controls(text: str) -> str:
    """Return a text without the characters that control its writing direction."""
    return text.translate(_BIDI_CONTROLS)


def tidied(text: str) -> str:
    """Return typed text in one line, with single spaces and no control of its direction."""
    return " ".join(without_bidi_controls(text).split())


def seen(text: str) -> int:
    """How many characters of a text can be seen."""
    return sum(char not in _BLANK and unicodedata.category(char) not in _UNSEEN for char in text)
