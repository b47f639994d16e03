"""Words answer the newest question and no other.

A question is open from when it is asked until the next command or tap, whoever handles that.
What is typed or shared for a question that is not open is not taken: it is asked again.

A message that is edited is read anew while the question that it answered is still open; else what
was taken from it stays, and whoever edited it is told.
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

from telegram import Update
from telegram.ext import (
    ApplicationHandlerStop,
    CallbackQueryHandler,
    ConversationHandler,
    filters,
)

from handlers.context import Context
from handlers.ptb_handlers import (
    ANYTHING_SAID,
    Callback,
    Handlers,
    alone,
    conversation_handler,
    on_command,
    on_edited_text,
    on_message,
)
from handlers.session import Question


async def close_question(_update: Update, context: Context) -> None:
    """Close the question that is open; a step that goes on asks again."""
    context.session.close_question()


def closing() -> Handlers:
    """What closes a question: any command and any tap."""
    return [CallbackQueryHandler(close_question), on_message(filters.COMMAND, close_question)]


def open_question(question: Question, update: Update, context: Context) -> None:
    """Ask something: from here on it is what words answer."""
    tap = update.callback_query
    message = tap.message if tap else update.effective_message
    context.session.ask(question, message.message_id if message else 0)


async def drop_buttons_of_question(context: Context) -> None:
    """Take the buttons off the question that was answered in words."""
    if number := context.session.asked_in:
        context.session.asked_in = 0
        await context.replies.drop_buttons(number)


def answering(question: Question, take: Callback, ask: Callback) -> Callback:
    """Take an answer if its question is open; else say so and ask again.

    Args:
        question: What is answered.
        take: Takes the answer.
        ask: Asks the question.
    """

    async def answer(update: Update, context: Context) -> Any:
        if context.session.question is question:
            return await take(update, context)
        await context.replies.say(context.translate("question-again"))
        return await ask(update, context)

    return answer


def correcting(question: Question, take: Callback) -> Callback:
    """Take the new text of an answer while its question is still open; else say what counts."""

    async def correct(update: Update, context: Context) -> Any:
        if is_answer(question, update, context):
            return await take(update, context)
        return await explain_edit(update, context)

    return correct


def is_answer(question: Question, update: Update, context: Context) -> bool:
    """Whether the message at hand answers a question that is open: it came after that."""
    message, session = update.effective_message, context.session
    return (
        session.question is question
        and message is not None
        and message.message_id > session.asked_after
    )


def one_question(
    name: str,
    state: str,
    question: Question,
    taps: Handlers,
    *,
    take: Callback,
    ask: Callback,
    leave: Callback,
    put_away: Callback,
    which: filters.BaseFilter = filters.TEXT,
) -> ConversationHandler[Context]:
    """Return a conversation of one question, which taps begin and anything else ends.

    It alone sees what it takes. A typed answer is taken anew when it is edited while the question
    is open.

    Args:
        name: What its state is stored by.
        state: Its one state, as it is stored.
        question: What is asked in it.
        taps: The buttons that begin it, or go on with it.
        take: Takes the answer.
        ask: Asks again, for anything that is no answer.
        leave: What ``/cancel`` does.
        put_away: Ends it without a word.
        which: What an answer is: a typed text, unless it is told.
    """
    return conversation_handler(
        entry_points=taps,
        states={
            state: [
                *taps,
                on_command("cancel", alone(leave)),
                *([on_edited_text(_correcting(question, take))] if which is filters.TEXT else []),
                on_message(which & ~filters.COMMAND, alone(answering(question, take, ask))),
                on_message(ANYTHING_SAID & ~filters.COMMAND, alone(ask)),
            ]
        },
        fallbacks=[CallbackQueryHandler(put_away), on_message(filters.COMMAND, put_away)],
        name=name,
    )


def _correcting(question: Question, take: Callback) -> Callback:
    async def correct(update: Update, context: Context) -> None:
        # Any other edit is for whoever explains what counts.
        if is_answer(question, update, context):
            raise ApplicationHandlerStop(await take(update, context))

    return correct


def mark_of(words: str) -> str:
    """Return what a button tells words by that are shown above it, from any others."""
    return f"{crc32(words.encode()):08x}"


async def explain_edit(_update: Update, context: Context) -> None:
    """Answer an edited message from which nothing is taken."""
    await context.replies.say(context.translate("edit-not-taken"))
