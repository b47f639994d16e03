"""Text where Telegram takes no HTML and would show the tags: buttons, invoices, alerts."""

from __future__ import annotations

import re
from html import unescape

# In Telegram HTML whatever is no tag has its angle brackets escaped.
_TAG = re.compile(r"<[^>]*>")


def without_markup(html: str) -> str:
    """Return what somebody reads of a text in Telegram HTML."""
    return unescape(_TAG.sub("", html))


class Alert(str):
    """An answer to a tap, or the reason why a payment is refused (Bot API: plain text).

    It is made from Telegram HTML and from nothing else, so that no alert ever has tags.
    """

    __slots__ = ()

    def __new__(cls, html: str) -> Alert:
        """Make an alert of a text in Telegram HTML."""
        return super().__new__(cls, without_markup(html))
