"""What only the operator can mend, told in one line."""

from __future__ import annotations

import unicodedata

_LONGEST = 400


class OperatorError(Exception):
    """Something outside the program is wrong; the text names the place and the reason.

    The command line prints it as it is, and nothing besides (``bot.cli``).
    """


def one_line(text: object, longest: int = _LONGEST) -> str:
    """Return a text for a terminal: on one line, of printable characters, cut when it is long."""
    shown = "".join(it if _is_printable(it) else f"\\u{ord(it):04x}" for it in str(text))
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def _is_printable(character: str) -> bool:
    return unicodedata.category(character)[0] != "C" and character not in "\u2028\u2029"
