"""Leaving out what Telegram repeats to us and nobody reads.

A tap carries the whole message that its button is on, and each message that is sent or edited
comes back whole: with the sender, who is the bot, the text, its entities, and a keyboard whose
buttons python-telegram-bot would each make an object of. That was a tenth of all CPU time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from telegram import CallbackQuery, Chat, InaccessibleMessage, User

from handlers.scope import ScopedUpdate

if TYPE_CHECKING:
    from telegram import Bot

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


def read_update(raw: dict[str, Any], bot: Bot) -> ScopedUpdate:
    """An update of what Telegram sent; of the message that a tapped button is on, which it is.

    Of a tap python-telegram-bot would make a ``Message`` with 120 fields, one by one, to no use.

    Raises:
        KeyError: Something is missing that every tap has (Bot API, CallbackQuery).
    """
    tap = raw.get("callback_query")
    if not tap or not tap.get("message"):
        return cast("ScopedUpdate", ScopedUpdate.de_json(raw, bot))
    message = tap["message"]
    query = CallbackQuery(
        id=tap["id"],
        from_user=User.de_json(tap["from"], bot),
        chat_instance=tap["chat_instance"],
        message=InaccessibleMessage(Chat.de_json(message["chat"], bot), message["message_id"]),
        data=tap.get("data"),
    )
    query.set_bot(bot)
    return ScopedUpdate(raw["update_id"], callback_query=query)
