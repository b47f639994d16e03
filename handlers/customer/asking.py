"""Asking the store to cancel in the customer's own words, which the owners read."""

from __future__ import annotations

import warnings

from telegram import Update
from telegram.ext import CallbackQueryHandler, ConversationHandler, filters
from telegram.warnings import PTBUserWarning

from domain.customer import GetMyOrder
from domain.shared.errors import DomainError, InvalidInput
from domain.store import AskToCancel, checked_words
from handlers.context import Context, sender, text_of
from handlers.ptb_handlers import alone, on_command, on_message, on_tap, on_text
from handlers.questions import answering, open_question
from handlers.session import Question
from handlers.ui import callbacks
from handlers.ui.errors import refusal
from handlers.ui.translator import order_code

WHY = "cancel_words"


async def ask_why(update: Update, context: Context, tapped: callbacks.SayWhy) -> str:
    """Ask why it shall be cancelled. Raises NotAllowed, NotFound."""
    await context.bus.query(GetMyOrder(tapped.order_id, sender(update).id))
    context.session.asking = tapped.order_id
    return await ask_again(update, context)


async def take_words(update: Update, context: Context) -> object:
    """Ask the store with what was typed; what cannot be read is asked again."""
    order_id, customer, translate = context.session.asking, sender(update).id, context.translate
    try:
        words = checked_words(text_of(update.effective_message))
        until = await context.bus.execute(AskToCancel(order_id, customer, words))
    except InvalidInput as error:
        await context.replies.say(refusal(error, translate, customer))
        return WHY
    except DomainError as error:
        await context.replies.say(refusal(error, translate, customer))
    else:
        await context.replies.say(translate("requested", code=order_code(order_id), time=until))
    return await put_away(update, context)


async def ask_again(update: Update, context: Context) -> str:
    """Ask for the reason, also after anything that is no text."""
    open_question(Question.WHY, update, context)
    code = order_code(context.session.asking)
    await context.replies.say(context.translate("ask-why", code=code))
    return WHY


async def leave(update: Update, context: Context) -> int:
    """Let the order go on."""
    code = order_code(context.session.asking)
    await context.replies.say(context.translate("kept", code=code))
    return await put_away(update, context)


async def put_away(_update: Update, context: Context) -> int:
    """End the question without a word: whoever does something else does not answer it."""
    context.session.asking = ""
    return ConversationHandler.END


def conversation() -> ConversationHandler[Context]:
    """The conversation. It alone sees what it takes; what it does not take ends it."""
    taps = [on_tap(alone(ask_why), callbacks.SayWhy)]
    with warnings.catch_warnings():
        # It warns that taps are not tracked per message; ours are told apart by their data.
        warnings.simplefilter("ignore", PTBUserWarning)
        return ConversationHandler(
            entry_points=taps,
            states={
                WHY: [
                    *taps,
                    on_command("cancel", alone(leave)),
                    on_text(alone(answering(Question.WHY, take_words, ask_again))),
                    on_message(~filters.COMMAND, alone(ask_again)),
                ]
            },
            fallbacks=[
                CallbackQueryHandler(put_away),
                on_message(filters.COMMAND, put_away),
            ],
            per_chat=False,
            name="asking",
        )
