"""The one error handler: what happens when a handler raises."""

from __future__ import annotations

import structlog
from telegram import Update

from domain.shared.errors import DomainError, WrongState
from handlers.context import Context, is_on_the_card
from handlers.ui.errors import refusal, way_on
from handlers.ui.telegram_errors import is_chat_refusal

_log = structlog.get_logger(__name__)


async def explain_error(update: object, context: Context) -> None:
    """Tell a person what the rules refuse; note everything else for whoever had it handled.

    A ``DomainError`` is a refusal: its data become a text in the person's language; where the card
    that they tapped has moved on, it says so itself, and any other message loses its buttons. A chat that
    Telegram refuses cannot be told anything, and what was asked is done all the same. Anything
    else, be it trouble with the line or the database or a fault of ours, goes into
    ``Scope.failure``: the update is handled again, or set aside
    (``bot.telegram.incoming.processing``).
    """
    error = context.error
    if not isinstance(update, Update) or not isinstance(error, Exception):
        _log.error("a task broke", exc_info=error)
        return
    try:
        is_late = isinstance(error, WrongState)
        is_told = await is_on_the_card(update, context) if is_late else False
        if is_told:
            return
        if isinstance(error, DomainError) and update.effective_user:
            translate = context.translate
            text = refusal(error, translate, update.effective_user.id)
            await context.replies.say(text, way_on(error, translate))
            if is_told is None:
                # What was asked there is decided: nobody need find that out once more.
                await context.replies.drop_buttons()
        else:
            _note(update, context, error)
    except Exception as again:  # whatever it is, the update is not handled
        _note(update, context, again)


def _note(update: Update, context: Context, error: Exception) -> None:
    if is_chat_refusal(error):
        _log.warning("answer refused", update_id=update.update_id, error=str(error))
        return
    if context.scope is None:
        _log.error("update not handled", update_id=update.update_id, exc_info=error)
        return
    context.scope.failure = error
