"""Words of an operator: why an order ends, or what its customer shall read.

They are typed, shown once more, and then they count.
"""

from __future__ import annotations

from telegram import Update
from telegram.ext import ConversationHandler

from domain.processes.operating import EndOrder, WriteToCustomer, checked_message
from domain.processes.order_file import GetOrderFile
from domain.shared.errors import DomainError, InvalidInput
from domain.store import checked_words
from handlers.context import Context, sender, text_of
from handlers.operator.order_files import stands
from handlers.ptb_handlers import (
    Handlers,
    alone,
    on_tap,
)
from handlers.questions import mark_of, one_question, open_question
from handlers.session import Question
from handlers.ui import callbacks
from handlers.ui.callback_data import Button
from handlers.ui.errors import refusal
from handlers.ui.keyboards import button, keyboard
from handlers.ui.translator import order_code

WRITING = "writing"


async def ask_words(
    update: Update, context: Context, tapped: callbacks.TypeEndReason | callbacks.AskMessage
) -> str:
    """Ask for the words. Raises NotAllowed, NotFound."""
    await context.bus.query(GetOrderFile(tapped.order_id, sender(update).id))
    session = context.session
    session.operating, session.operator_words = tapped.order_id, ""
    session.is_ending = isinstance(tapped, callbacks.TypeEndReason)
    if not session.is_ending:
        # It was tapped on the order's card, which stays.
        return await ask_again(update, context)
    open_question(Question.OPERATOR_WORDS, update, context)
    await context.replies.show(_question(context))
    return WRITING


async def take_words(update: Update, context: Context) -> str:
    """Keep the words that were typed, and show what people would read."""
    session, typed = context.session, text_of(update.effective_message)
    try:
        session.operator_words = (
            checked_words(typed) if session.is_ending else checked_message(typed)
        )
    except InvalidInput as error:
        await context.replies.say(refusal(error, context.translate, sender(update).id))
        return WRITING
    return await show_words(update, context)


async def show_words(update: Update, context: Context) -> str:
    """Ask whether the words are meant. The button names them, so that an older one has no others."""
    session, translate = context.session, context.translate
    open_question(Question.OPERATOR_WORDS, update, context)
    order_id, mark = session.operating, mark_of(session.operator_words)
    meant: Button = callbacks.SendMessage(order_id=order_id, mark=mark)
    other: Button = callbacks.AskMessage(order_id=order_id)
    if session.is_ending:
        meant = callbacks.EndInWords(order_id=order_id, mark=mark)
        other = callbacks.TypeEndReason(order_id=order_id)
    what = _what(context)
    style = "danger" if session.is_ending else "primary"
    rows = [
        [button(translate.plain("button-operator-words", what=what), meant, style)],
        [
            button(translate.plain("button-other-words"), other),
            button(translate.plain("button-back"), callbacks.KeepAsItIs(order_id=order_id)),
        ],
    ]
    text = translate(
        "confirm-operator-words",
        what=what,
        code=order_code(order_id),
        words=session.operator_words,
    )
    await context.replies.show(text, keyboard(rows))
    return WRITING


async def end_in_words(update: Update, context: Context, tapped: callbacks.EndInWords) -> object:
    """End the order with the words that were shown above the button; only this does."""
    return await _decide("ended", EndOrder, update, context, tapped)


async def send_message(update: Update, context: Context, tapped: callbacks.SendMessage) -> object:
    """Send the words that were shown above the button; only this does."""
    return await _decide("message-sent", WriteToCustomer, update, context, tapped)


async def _decide(
    done: str,
    command: type[EndOrder | WriteToCustomer],
    update: Update,
    context: Context,
    tapped: callbacks.EndInWords | callbacks.SendMessage,
) -> object:
    order_id, operator = tapped.order_id, sender(update).id
    session = context.session
    is_same = session.is_ending is (command is EndOrder) and session.operating == order_id
    words = session.operator_words if is_same else ""
    if not words:
        # They were put away when something else came.
        await context.bus.query(GetOrderFile(order_id, operator))
        await context.replies.drop_buttons()
        session.operating, session.is_ending = order_id, command is EndOrder
        await context.replies.say(context.translate("question-again"))
        return await ask_again(update, context)
    if tapped.mark != mark_of(words):
        # An older message: it now shows the newest words, which nobody has agreed to yet.
        return await show_words(update, context)
    try:
        await context.bus.execute(command(order_id, operator, words))
    except DomainError as error:
        await context.replies.show(refusal(error, context.translate, operator))
    else:
        await context.replies.show(context.translate(done, code=order_code(order_id)))
    return await put_away(update, context)


async def ask_again(update: Update, context: Context) -> str:
    """Ask for the words, also after anything that is no text."""
    open_question(Question.OPERATOR_WORDS, update, context)
    await context.replies.say(_question(context))
    return WRITING


async def leave(update: Update, context: Context) -> int:
    """Leave the order as it is. Raises NotAllowed, NotFound."""
    file = await context.bus.query(GetOrderFile(context.session.operating, sender(update).id))
    await context.replies.say(stands(file, context.translate))
    return await put_away(update, context)


async def put_away(_update: Update, context: Context) -> int:
    """End the question without a word: whoever does something else does not answer it."""
    context.session.operating = context.session.operator_words = ""
    context.session.is_ending = False
    return ConversationHandler.END


def _question(context: Context) -> str:
    code = order_code(context.session.operating)
    return context.translate("ask-operator-words", what=_what(context), code=code)


def _what(context: Context) -> str:
    return "end" if context.session.is_ending else "message"


def conversation() -> ConversationHandler[Context]:
    """The conversation. It alone sees what it takes; what it does not take ends it."""
    taps: Handlers = [
        on_tap(alone(ask_words), callbacks.TypeEndReason),
        on_tap(alone(end_in_words), callbacks.EndInWords),
        on_tap(alone(ask_words), callbacks.AskMessage),
        on_tap(alone(send_message), callbacks.SendMessage),
    ]
    return one_question(
        "writing",
        WRITING,
        Question.OPERATOR_WORDS,
        taps,
        take=take_words,
        ask=ask_again,
        leave=leave,
        put_away=put_away,
    )
