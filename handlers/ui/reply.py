"""Answering in the chat of whoever acted."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, NetworkError, RetryAfter


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


def is_network_trouble(error: Exception | None) -> bool:
    """Whether the same call may succeed later, without anything being changed."""
    # PTB derives BadRequest, Telegram's refusal of a call, from NetworkError.
    return isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest)
