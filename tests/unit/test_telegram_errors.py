"""What Telegram's errors mean: trouble with the line, a refused chat, a refused message."""

from __future__ import annotations

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from domain.shared.errors import DatabaseUnavailable, NotFound
from handlers.ui.telegram_errors import is_chat_refusal, is_trouble

TROUBLE = [
    NetworkError("down"), TimedOut(), RetryAfter(3), InvalidToken("Unauthorized"), Conflict("other"),
    TelegramError("Invalid server response"), BadRequest("Logged out"), DatabaseUnavailable("full"),
]  # fmt: skip
CHAT = [
    Forbidden("bot was blocked by the user"), ChatMigrated(-1), BadRequest("Chat not found"),
    BadRequest("User is deactivated"),
]  # fmt: skip
OTHER = [BadRequest("message is too long"), ValueError("bug"), NotFound("order", "1"), None]


@pytest.mark.parametrize("error", TROUBLE)
def test_trouble_is_waited_out(error: Exception) -> None:
    assert is_trouble(error)
    assert not is_chat_refusal(error)


@pytest.mark.parametrize("error", CHAT)
def test_refusal_of_a_chat_is_no_trouble(error: Exception) -> None:
    assert is_chat_refusal(error)
    assert not is_trouble(error)


@pytest.mark.parametrize("error", OTHER)
def test_anything_else_is_neither(error: Exception | None) -> None:
    assert not is_trouble(error)
    assert not is_chat_refusal(error)
