"""What the errors of Telegram (and of the database) mean for whoever meets them."""

from __future__ import annotations

from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from domain.shared.errors import DatabaseUnavailable

# The bot was logged out of this Bot API server, to move to another: it says nothing of the call.
_LOGGED_OUT = "logged out"
_GONE = ("chat not found", "user is deactivated")


def is_unmodified(error: BadRequest) -> bool:
    """Whether Telegram refused an edit only because nothing would change."""
    return "message is not modified" in error.message.lower()


def is_chat_refusal(error: Exception | None) -> bool:
    """Whether Telegram refuses this chat: blocked, deactivated, gone, moved."""
    if isinstance(error, BadRequest):
        return error.message.lower().removeprefix("bad request: ") in _GONE
    return isinstance(error, Forbidden | ChatMigrated)


def is_trouble(error: Exception | None) -> bool:
    """Whether the same may succeed later without anything being changed.

    True for everything that Telegram, a proxy or the network does beside refusing this very
    call for its content or its chat, and for a database that is away.
    """
    if isinstance(error, BadRequest) and error.message.lower() == _LOGGED_OUT:
        return True
    if isinstance(error, TelegramError):
        return not isinstance(error, BadRequest | Forbidden | ChatMigrated)
    return isinstance(error, DatabaseUnavailable)
