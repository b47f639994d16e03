"""Words answer the newest question and no other.

A question is open from when it is asked until the next command or tap, whoever handles that.
What is typed or shared for a question that is not open is not taken: it is asked again.
"""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import CallbackQueryHandler, filters

from handlers.context import Context
from handlers.ptb_handlers import Callback, Handlers, on_message
from handlers.session import Question


async def close_question(_update: Update, context: Context) -> None:
    """Close the question that is open; a step that goes on asks again."""
    context.session.question = None


def closing() -> Handlers:
    """What closes a question: any command and any tap."""
    return [CallbackQueryHandler(close_question), on_message(filters.COMMAND, close_question)]


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
