"""More time in an owner's own minutes: typed as ``25``, or with a reason as ``25 the oven broke``."""

from __future__ import annotations

import re

from telegram import Update
from telegram.ext import ConversationHandler

from domain.shared.errors import DomainError, InvalidInput
from domain.store import MAX_MINUTES, GetTicket, PutOff
from handlers.context import Context, sender, text_of
from handlers.ptb_handlers import alone, on_tap
from handlers.questions import one_question, open_question
from handlers.session import Question
from handlers.ui import callbacks
from handlers.ui.errors import refusal
from handlers.ui.numbers import read_number
from handlers.ui.translator import order_code

MINUTES = "minutes"
# The number may have its unit behind it, and the reason may begin on the next line.
_TYPED = re.compile(
    r"(?P<number>\S*?)(?:\s*(?:m|mins?|minutes?|분)[.,:]?)?(?:\s+(?P<words>.*))?",
    re.IGNORECASE | re.DOTALL,
)


async def ask_minutes(update: Update, context: Context, tapped: callbacks.TypeMinutes) -> str:
    """Ask how many minutes more it takes. Raises NotAllowed, NotFound."""
    await context.bus.query(GetTicket(tapped.order_id, sender(update).id))
    context.session.putting_off = tapped.order_id
    return await ask_again(update, context)


async def take_minutes(update: Update, context: Context) -> object:
    """Put the order off by what was typed; what cannot be read is asked again."""
    order_id, owner = context.session.putting_off, sender(update).id
    typed = _TYPED.fullmatch(text_of(update.effective_message).strip())
    number, words = typed.group("number", "words") if typed else ("", None)
    try:
        minutes = read_number(number, "minutes", MAX_MINUTES)
        ready_at = await context.bus.execute(PutOff(order_id, owner, minutes, words or ""))
    except InvalidInput as error:
        await context.replies.say(refusal(error, context.translate, owner))
        return MINUTES
    except DomainError as error:
        await context.replies.say(refusal(error, context.translate, owner))
    else:
        code = order_code(order_id)
        await context.replies.say(context.translate("put-off", code=code, time=ready_at))
    return await put_away(update, context)


async def ask_again(update: Update, context: Context) -> str:
    """Ask for the minutes, also after anything that is no text."""
    open_question(Question.MINUTES, update, context)
    code = order_code(context.session.putting_off)
    await context.replies.say(context.translate("ask-minutes", code=code))
    return MINUTES


async def leave(update: Update, context: Context) -> int:
    """Leave the promise as it is."""
    code = order_code(context.session.putting_off)
    await context.replies.say(context.translate("put-off-left", code=code))
    return await put_away(update, context)


async def put_away(_update: Update, context: Context) -> int:
    """End the question without a word: whoever does something else does not answer it."""
    context.session.putting_off = ""
    return ConversationHandler.END


def conversation() -> ConversationHandler[Context]:
    """The conversation. It alone sees what it takes; what it does not take ends it."""
    taps = [on_tap(alone(ask_minutes), callbacks.TypeMinutes)]
    return one_question(
        "more_time",
        MINUTES,
        Question.MINUTES,
        taps,
        take=take_minutes,
        ask=ask_again,
        leave=leave,
        put_away=put_away,
    )
