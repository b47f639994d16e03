"""Answering in the chat of whoever acted."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from domain.shared.errors import DatabaseUnavailable

# The bot was logged out of this Bot API server, to move to another: it says nothing of the call.
_LOGGED_OUT = "logged out"
_GONE = ("chat not found", "user is deactivated")


async def say(update: Update, text: str, reply_markup: Any = None) -> None:
    """Send a new message to the chat that the update came from."""
    if update.effective_chat is not None:
        await update.effective_chat.send_message(
            text, parse_mode=ParseMode.HTML, reply_markup=reply_markup
        )


async def show(update: Update, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
    """Turn the message whose button was tapped into this one; without a tap, send it anew."""
    query = update.callback_query
    if query is None or not isinstance(query.message, Message):
        await say(update, text, keyboard)
        return
    try:
        await query.edit_message_text(text, parse_mode=ParseMode.HTML, reply_markup=keyboard)
    except BadRequest as error:
        if not is_unmodified(error):
            await say(update, text, keyboard)


async def drop_buttons(query: CallbackQuery) -> None:
    """Take the buttons off the message that was tapped; one that is gone has none."""
    with suppress(BadRequest):
        await query.edit_message_reply_markup(None)


def is_unmodified(error: BadRequest) -> bool:
    """Whether Telegram refused an edit only because nothing would change."""
    return "message is not modified" in error.message.lower()


def is_chat_refusal(error: Exception | None) -> bool:
    """Whether Telegram refuses this chat: blocked, deactivated, gone, moved."""
    if isinstance(error, BadRequest):
        return error.message.lower().removeprefix("bad request: ") in _GONE
    return isinstance(error, Forbidden | ChatMigrated)


def is_trouble(error: Exception | None) -> bool:
    """Whether the same may succeed later without anything being changed.

    True for everything that Telegram, a proxy or the network does beside refusing this very
    call for its content or its chat, and for a database that is away.
    """
    if isinstance(error, BadRequest) and error.message.lower() == _LOGGED_OUT:
        return True
    if isinstance(error, TelegramError):
        return not isinstance(error, BadRequest | Forbidden | ChatMigrated)
    return isinstance(error, DatabaseUnavailable)
