"""Rejecting and calling off in the owner's own words: typed, shown once more, and then they count."""

from __future__ import annotations

from telegram import Update
from telegram.ext import ConversationHandler

from domain.shared.errors import DomainError, InvalidInput
from domain.store import OWN_WORDS, CallOff, GetTicket, RejectOrder, checked_words
from handlers.context import Context, sender, text_of
from handlers.ptb_handlers import (
    Handlers,
    alone,
    on_tap,
)
from handlers.questions import mark_of, one_question, open_question
from handlers.session import Question
from handlers.store_owner.tickets import left
from handlers.ui import callbacks
from handlers.ui.callback_data import Button
from handlers.ui.errors import refusal
from handlers.ui.keyboards import button, keyboard
from handlers.ui.translator import order_code

WORDS = "words"


async def ask_words(
    update: Update, context: Context, tapped: callbacks.TypeReason | callbacks.TypeCallOffReason
) -> str:
    """Ask for the reason in words. Raises NotAllowed, NotFound."""
    order_id = tapped.order_id
    await context.bus.query(GetTicket(order_id, sender(update).id))
    session = context.session
    session.rejecting, session.words = order_id, ""
    session.is_calling_off = isinstance(tapped, callbacks.TypeCallOffReason)
    open_question(Question.REASON, update, context)
    await context.replies.show(_question(context))
    return WORDS


async def take_words(update: Update, context: Context) -> str:
    """Keep the words that were typed, and show what the customer would read."""
    try:
        context.session.words = checked_words(text_of(update.effective_message))
    except InvalidInput as error:
        await context.replies.say(refusal(error, context.translate, sender(update).id))
        return WORDS
    return await show_words(update, context)


async def show_words(update: Update, context: Context) -> str:
    """Ask whether the words are meant. The button names them, so that an older one has no others."""
    session, words = context.session, context.translate
    open_question(Question.REASON, update, context)
    order_id, mark = session.rejecting, mark_of(session.words)
    meant: Button = callbacks.RejectInWords(order_id=order_id, mark=mark)
    other: Button = callbacks.TypeReason(order_id=order_id)
    if session.is_calling_off:
        meant = callbacks.CallOffInWords(order_id=order_id, mark=mark)
        other = callbacks.TypeCallOffReason(order_id=order_id)
    what = "call-off" if session.is_calling_off else "reject"
    rows = [
        [button(words.plain("button-own-reason", what=what), meant, "danger")],
        [
            button(words.plain("button-other-words"), other),
            button(words.plain("button-back"), callbacks.LeaveTicket(order_id=order_id)),
        ],
    ]
    code = order_code(order_id)
    text = words("confirm-own-reason", what=what, code=code, words=session.words)
    await context.replies.show(text, keyboard(rows))
    return WORDS


async def reject_in_words(
    update: Update, context: Context, tapped: callbacks.RejectInWords
) -> object:
    """Reject with the words that were shown above the button; only this rejects."""
    return await _decide(RejectOrder, update, context, tapped)


async def call_off_in_words(
    update: Update, context: Context, tapped: callbacks.CallOffInWords
) -> object:
    """Call off with the words that were shown above the button; only this calls off."""
    return await _decide(CallOff, update, context, tapped)


async def _decide(
    command: type[RejectOrder | CallOff],
    update: Update,
    context: Context,
    tapped: callbacks.RejectInWords | callbacks.CallOffInWords,
) -> object:
    order_id = tapped.order_id
    session, owner = context.session, sender(update).id
    is_same = session.is_calling_off is (command is CallOff)
    words = session.words if is_same and session.rejecting == order_id else ""
    if words and tapped.mark != mark_of(words):
        # An older message: it now shows the newest words, which nobody has agreed to yet.
        return await show_words(update, context)
    try:
        await context.bus.execute(command(order_id, owner, OWN_WORDS, words))
    except InvalidInput:
        session.is_calling_off = command is CallOff
        return await _ask_anew(order_id, update, context)
    except DomainError as error:
        # It was decided or cancelled meanwhile: there is nothing left to say the reason for.
        await context.replies.show(refusal(error, context.translate, owner))
    else:
        await context.replies.take_away()
    return await put_away(update, context)


async def ask_again(update: Update, context: Context) -> str:
    """Answer anything that is no text, and text that came after something else."""
    open_question(Question.REASON, update, context)
    await context.replies.say(_question(context))
    return WORDS


async def leave(update: Update, context: Context) -> int:
    """Leave the ticket as it is. Raises NotAllowed, NotFound."""
    ticket = await context.bus.query(GetTicket(context.session.rejecting, sender(update).id))
    await context.replies.say(left(ticket, context.translate))
    return await put_away(update, context)


async def put_away(_update: Update, context: Context) -> int:
    """End the question without a word: whoever does something else does not answer it."""
    context.session.rejecting = context.session.words = ""
    context.session.is_calling_off = False
    return ConversationHandler.END


async def _ask_anew(order_id: str, update: Update, context: Context) -> str:
    # The words of this button were put away when something else came.
    await context.replies.drop_buttons()
    context.session.rejecting, context.session.words = order_id, ""
    await context.replies.say(context.translate("question-again"))
    return await ask_again(update, context)


def _question(context: Context) -> str:
    session = context.session
    what = "call-off" if session.is_calling_off else "reject"
    return context.translate("ask-own-reason", what=what, code=order_code(session.rejecting))


def conversation() -> ConversationHandler[Context]:
    """The conversation. It alone sees what it takes; what it does not take ends it."""
    taps: Handlers = [
        on_tap(alone(ask_words), callbacks.TypeReason),
        on_tap(alone(reject_in_words), callbacks.RejectInWords),
        on_tap(alone(ask_words), callbacks.TypeCallOffReason),
        on_tap(alone(call_off_in_words), callbacks.CallOffInWords),
    ]
    return one_question(
        "rejecting",
        WORDS,
        Question.REASON,
        taps,
        take=take_words,
        ask=ask_again,
        leave=leave,
        put_away=put_away,
    )
