"""The bot whose calls bring back only what somebody reads."""

from __future__ import annotations

from typing import Any

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.telegram.trimming import is_message, trimmed_answer

# What these answer must be the message that was sent; a proxy may answer anything.
_ONE_MESSAGE = ("sendMessage", "sendInvoice", "sendLocation")


class TrimmingBot(ExtBot[int]):
    """PTB's bot; the answer to each call is checked and trimmed before objects are made of it."""

    async def _do_post(self, endpoint: str, *args: Any, **kwargs: Any) -> Any:
        """Call the Bot API.

        Raises:
            TelegramError: It refuses, cannot be reached, or something else answered.
        """
        answer = await super()._do_post(endpoint, *args, **kwargs)
        if endpoint in _ONE_MESSAGE and not is_message(answer):
            raise TelegramError("Invalid server response")
        return trimmed_answer(endpoint, answer)
