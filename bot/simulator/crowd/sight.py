"""What somebody sees when they look at a chat."""

import re
from collections.abc import Collection, Iterator

from bot.simulator.model import Chat, Json, Stored

_REQUESTS = {"contact": "request_contact", "location": "request_location"}


def find_button(
    chat: Chat, pattern: re.Pattern[str], among: Collection[int] | None = None
) -> tuple[int, str] | None:
    """Find the newest message with such a button; return its number and the callback data."""
    for stored in _newest_first(chat, among):
        data = button_in(stored, pattern)
        if data is not None:
            return stored.id, data
    return None


def button_in(stored: Stored, pattern: re.Pattern[str]) -> str | None:
    """Return the callback data of a message's first button whose data or text matches."""
    for row in stored.message.get("reply_markup", {}).get("inline_keyboard", []):
        for button in row:
            data = button.get("callback_data")
            if data is not None and (pattern.search(data) or pattern.search(button["text"])):
                return str(data)
    return None


def find_text(
    chat: Chat, pattern: re.Pattern[str], among: Collection[int] | None = None
) -> Stored | None:
    """Find the newest message of the bot with such a text."""
    return next(
        (stored for stored in _newest_first(chat, among) if pattern.search(_text(stored.message))),
        None,
    )


def find_invoice(chat: Chat, among: Collection[int] | None = None) -> int | None:
    """Find the newest invoice that is not paid; return its message's number."""
    return next(
        (
            stored.id
            for stored in _newest_first(chat, among)
            if "invoice" in stored.message and not stored.sim.get("paid")
        ),
        None,
    )


def is_asked_for(chat: Chat, kind: str) -> bool | None:
    """Tell whether the keyboard under the input field asks for it; None when it does not."""
    rows = (chat.reply_keyboard or {}).get("keyboard", [])
    return any(button.get(_REQUESTS[kind]) for row in rows for button in row) or None


def _newest_first(chat: Chat, among: Collection[int] | None) -> Iterator[Stored]:
    for number in reversed(chat.messages):
        stored = chat.messages[number]
        if stored.by_bot and (among is None or number in among):
            yield stored


def _text(message: Json) -> str:
    return str(message.get("text") or message.get("caption") or "")
