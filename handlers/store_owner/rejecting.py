"""Rejecting in the owner's own words: a conversation of one step."""

from __future__ import annotations

import warnings

from telegram import Update
from telegram.ext import ConversationHandler, filters
from telegram.warnings import PTBUserWarning

from domain.shared.errors import DomainError, InvalidInput
from domain.store.commands import GetTicket, RejectOrder
from handlers.context import Context, sender, text_of
from handlers.customer.orders import order_of
from handlers.listen import on_command, on_message, on_tap, on_text
from handlers.ui.errors import refusal
from handlers.ui.reply import say, show
from handlers.ui.words import order_code

WORDS = "words"


async def ask_words(update: Update, context: Context) -> str:
    """Ask for the reason in words."""
    order_id = order_of(update)
    await context.door.query(GetTicket(order_id, sender(update).id))
    context.memory.rejecting = order_id
    await show(update, context.words("ask-own-reason", code=order_code(order_id)))
    return WORDS


async def reject_in_words(update: Update, context: Context) -> object:
    """Reject with the words that were typed."""
    order_id = context.memory.rejecting
    words = text_of(update.message)
    try:
        await context.door.execute(RejectOrder(order_id, sender(update).id, "other", words))
    except InvalidInput as error:
        await say(update, refusal(error, context.words, sender(update).id))
        return WORDS
    except DomainError as error:
        # It was decided or cancelled meanwhile: there is nothing left to say the reason for.
        await say(update, refusal(error, context.words, sender(update).id))
    else:
        await say(update, context.words("rejected", code=order_code(order_id)))
    context.memory.rejecting = ""
    return ConversationHandler.END


async def ask_again(update: Update, context: Context) -> str:
    """Answer anything that is no text."""
    order_id = context.memory.rejecting
    await say(update, context.words("ask-own-reason", code=order_code(order_id)))
    return WORDS


async def leave(update: Update, context: Context) -> int:
    """Leave the ticket as it is."""
    order_id = context.memory.rejecting
    context.memory.rejecting = ""
    await say(update, context.words("rejecting-left", code=order_code(order_id)))
    return ConversationHandler.END


def conversation() -> ConversationHandler[Context]:
    """The conversation; other buttons and commands work on while it waits."""
    with warnings.catch_warnings():
        # It warns that taps are not tracked per message; ours are told apart by their data.
        warnings.simplefilter("ignore", PTBUserWarning)
        return ConversationHandler(
            entry_points=[on_tap(ask_words, "ownwords")],
            states={
                WORDS: [
                    on_tap(ask_words, "ownwords"),
                    on_command("cancel", leave),
                    on_text(reject_in_words),
                    on_message(~filters.COMMAND & ~filters.SUCCESSFUL_PAYMENT, ask_again),
                ]
            },
            fallbacks=[],
            per_chat=False,
            name="rejecting",
        )
