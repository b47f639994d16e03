"""Which updates a coroutine listens to; thin names over PTB's handler classes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

import structlog
from telegram import Update
from telegram.error import TelegramError
from telegram.ext import (
    ApplicationHandlerStop,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from handlers.context import Context
from handlers.ui.callbacks import pattern
from handlers.ui.telegram_errors import is_trouble

_log = structlog.get_logger(__name__)

Callback = Callable[[Update, Context], Coroutine[Any, Any, Any]]
Answer = Callable[[Any, Context], Coroutine[Any, Any, Any]]
Handler = BaseHandler[Update, Context, Any]
Handlers = list[Handler]

# An edited message must not order a second time.
_NEW = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE


def on_command(name: str, callback: Callback) -> Handler:
    """A command in a private chat."""
    return CommandHandler(name, callback, _NEW)


def on_text(callback: Callback) -> Handler:
    """A typed text that is no command."""
    return MessageHandler(filters.TEXT & ~filters.COMMAND & _NEW, callback)


def on_message(which: filters.BaseFilter, callback: Callback) -> Handler:
    """A new message of some kind in a private chat."""
    return MessageHandler(which & _NEW, callback)


def on_payment(callback: Callback) -> Handler:
    """A payment that was made, in whatever chat."""
    return MessageHandler(filters.UpdateType.MESSAGE & filters.SUCCESSFUL_PAYMENT, callback)


def alone(callback: Answer) -> Callable[[Any, Context], Coroutine[Any, Any, NoReturn]]:
    """A coroutine after which no further group sees the update."""

    async def last(update: Any, context: Context) -> NoReturn:
        raise ApplicationHandlerStop(await callback(update, context))

    return last


def on_tap(callback: Callback, *verbs: str) -> Handler:
    """A tap on a button with one of these verbs (any button, without verbs)."""

    async def answered(update: Update, context: Context) -> Any:
        if update.callback_query is None:
            return await callback(update, context)
        # The answer to the tap and what the step does go out together.
        spinner = asyncio.create_task(_stop_spinner(context))
        try:
            return await callback(update, context)
        except asyncio.CancelledError:
            spinner.cancel()
            raise
        finally:
            await spinner

    return CallbackQueryHandler(answered, pattern(*verbs) if verbs else None)


async def _stop_spinner(context: Context) -> None:
    """Tell Telegram that a tap arrived; one that is too old for it has stopped spinning by itself.

    Raises:
        TelegramError: Telegram cannot be told now; the tap is handled again.
    """
    try:
        await context.replies.stop_spinner()
    except TelegramError as error:
        if is_trouble(error):
            raise
        _log.info("spinner not stopped", error=str(error))
