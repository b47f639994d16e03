"""Asking the store to cancel in the customer's own words, which the owners read."""

from __future__ import annotations

from telegram import Update
from telegram.ext import ConversationHandler

from domain.customer import GetMyOrder
from domain.shared.errors import DomainError, InvalidInput
from domain.store import AskToCancel, checked_words
from handlers.context import Context, is_on_the_card, sender, text_of
from handlers.ptb_handlers import alone, on_tap
from handlers.questions import one_question, open_question
from handlers.session import Question
from handlers.ui import callbacks
from handlers.ui.errors import refusal
from handlers.ui.translator import order_code

WHY = "cancel_words"


async def ask_why(update: Update, context: Context, tapped: callbacks.SayWhy) -> object:
    """Ask why it shall be cancelled. Raises NotAllowed, NotFound.

    Where the message has become the card, because of another tap, the store is asked already.
    """
    if await is_on_the_card(update, context):
        return ConversationHandler.END
    await context.bus.query(GetMyOrder(tapped.order_id, sender(update).id))
    context.session.asking = tapped.order_id
    open_question(Question.WHY, update, context)
    await context.replies.show(_question(context))
    return WHY


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
    await context.replies.say(_question(context))
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


def _question(context: Context) -> str:
    return context.translate("ask-why", code=order_code(context.session.asking))


def conversation() -> ConversationHandler[Context]:
    """The conversation. It alone sees what it takes; what it does not take ends it."""
    taps = [on_tap(alone(ask_why), callbacks.SayWhy)]
    return one_question(
        "asking",
        WHY,
        Question.WHY,
        taps,
        take=take_words,
        ask=ask_again,
        leave=leave,
        put_away=put_away,
    )
