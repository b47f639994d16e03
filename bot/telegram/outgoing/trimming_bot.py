"""The bot whose calls bring back only what somebody reads."""

from __future__ import annotations

from typing import Any

from telegram import Chat, InaccessibleMessage
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.telegram.trimming import is_message, trimmed_answer

# What these answer must be the message that was sent; a proxy may answer anything.
_ONE_MESSAGE = ("sendMessage", "sendInvoice", "sendLocation", "sendPhoto")
_OF_THE_CALL = ("read_timeout", "write_timeout", "connect_timeout", "pool_timeout", "api_kwargs")


class TrimmingBot(ExtBot[int]):
    """PTB's bot; the answer to each call is checked and trimmed before objects are made of it."""

    async def _send_message(  # type: ignore[override] # PTB gives its options by name
        self, endpoint: str, data: dict[str, Any], **options: Any
    ) -> Any:
        """Send or edit a message as PTB does.

        Of what was sent comes back which message it is and where. PTB would make a ``Message`` of
        it, with 120 fields, one by one: 80 µs for each message, to no use.

        Raises:
            TelegramError: As ``_do_post``.
        """
        if any(options.pop(name, None) for name in ("reply_to_message_id", "reply_parameters")):
            raise NotImplementedError("replies to a message")
        options.pop("allow_sending_without_reply", None)
        of_the_call = {name: options.pop(name) for name in _OF_THE_CALL if name in options}
        answer = await self._post(endpoint, data | options, **of_the_call)
        if not is_message(answer):
            return answer
        return InaccessibleMessage(Chat.de_json(answer["chat"], self), answer["message_id"])

    async def _do_post(self, endpoint: str, *args: Any, **kwargs: Any) -> Any:
        """Call the Bot API.

        Raises:
            TelegramError: It refuses, cannot be reached, or something else answered.
        """
        answer = await super()._do_post(endpoint, *args, **kwargs)
        if endpoint in _ONE_MESSAGE and not is_message(answer):
            raise TelegramError("Invalid server response")
        return trimmed_answer(endpoint, answer)
