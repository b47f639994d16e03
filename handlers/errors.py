"""The one error handler: what happens when a handler raises."""

from __future__ import annotations

from uuid import uuid4

import structlog
from telegram import Update
from telegram.error import TelegramError

from domain.shared.errors import DomainError
from handlers.context import Context
from handlers.ui.errors import refusal
from handlers.ui.reply import is_network_trouble, say

_log = structlog.get_logger(__name__)


async def explain_error(update: object, context: Context) -> None:
    """Tell a person what went wrong, and the operator what a person cannot help.

    A ``DomainError`` is a refusal: its data become a text in the person's language. When
    Telegram could not be reached, the update will be handled again. Anything else is our fault:
    it is tried again too, and if that does not help, the person gets an apology with an incident
    id, and the log gets the same id with the traceback. Nothing of the error itself reaches the
    chat.
    """
    error = context.error
    if not isinstance(update, Update):
        _log.error("incident", exc_info=error)
        return
    try:
        await _explain(update, context, error)
    except TelegramError as again:
        if is_network_trouble(again):
            context.platform.unanswered.add(update.update_id)
        else:
            _log.warning("explanation not delivered", error=str(again))


async def _explain(update: Update, context: Context, error: Exception | None) -> None:
    platform = context.platform
    if isinstance(error, DomainError) and update.effective_user:
        await say(update, refusal(error, context.words, update.effective_user.id))
    elif is_network_trouble(error):
        platform.unanswered.add(update.update_id)
    elif update.update_id in platform.patient:
        _log.error("handler broke and is tried again", exc_info=error)
        platform.unanswered.add(update.update_id)
    else:
        incident = uuid4().hex[:8]
        _log.error("incident", incident=incident, update_id=update.update_id, exc_info=error)
        await say(update, context.words("error-incident", incident=incident))
