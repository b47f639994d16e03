"""Leaving out what Telegram repeats to us and nobody reads.

A tap carries the whole message that its button is on, and each message that is sent or edited
comes back whole: with the sender, who is the bot, the text, its entities, and a keyboard whose
buttons python-telegram-bot would each make an object of. That was a tenth of all CPU time.
"""

from __future__ import annotations

from typing import Any

_KEPT = ("message_id", "date", "chat")


def trimmed_answer(endpoint: str, answer: Any) -> Any:
    """What of Telegram's answer to a call is wanted.

    Of an edit, that it is done (Telegram itself answers no more for inline messages); of a new
    message, which it is.
    """
    return bool(answer) if endpoint.startswith("edit") else trimmed_message(answer)


def trimmed_message(message: Any) -> Any:
    """Which message it is and where; what is no message (``True``, a list) stays as it is."""
    if not isinstance(message, dict) or "message_id" not in message:
        return message
    return {name: message[name] for name in _KEPT if name in message}


def is_message(answer: Any) -> bool:
    """Whether an answer is a message (Bot API, Message: what every one has)."""
    return isinstance(answer, dict) and all(name in answer for name in _KEPT)


def trimmed_update(update: dict[str, Any]) -> dict[str, Any]:
    """An update, without the content of the message that a tapped button is on."""
    tap = update.get("callback_query")
    if not tap or "message" not in tap:
        return update
    return {**update, "callback_query": {**tap, "message": trimmed_message(tap["message"])}}
