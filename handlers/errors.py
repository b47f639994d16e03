"""The one error handler: what happens when a handler raises."""

from __future__ import annotations

from uuid import uuid4

import structlog
from telegram import Update
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from domain.shared.errors import DomainError
from handlers.context import Context
from handlers.ui.errors import refusal
from handlers.ui.reply import say

_log = structlog.get_logger(__name__)


async def explain_error(update: object, context: Context) -> None:
    """Tell a person what went wrong, and the operator what a person cannot help.

    A ``DomainError`` is a refusal: its data become a text in the person's language. When
    Telegram could not be reached, the update will be handled again. Anything else is our fault:
    the person gets an apology with an incident id, and the log gets the same id with the
    traceback. Nothing of the error itself reaches the chat.
    """
    error = context.error
    if is_network_trouble(error):
        # The update is not answered: whoever handed it over tries again later.
        if isinstance(update, Update):
            context.platform.unanswered.add(update.update_id)
        return
    if isinstance(error, DomainError) and isinstance(update, Update) and update.effective_user:
        await say(update, refusal(error, context.words, update.effective_user.id))
        return
    incident = uuid4().hex[:8]
    update_id = update.update_id if isinstance(update, Update) else None
    _log.error("incident", incident=incident, update_id=update_id, exc_info=error)
    if not isinstance(update, Update):
        return
    try:
        await say(update, context.words("error-incident", incident=incident))
    except TelegramError as again:
        _log.warning("apology not delivered", incident=incident, error=str(again))


def is_network_trouble(error: Exception | None) -> bool:
    """Whether the same call may succeed later, without anything being changed."""
    # PTB derives BadRequest, Telegram's refusal of a call, from NetworkError.
    return isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest)
