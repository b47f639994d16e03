"""Answering in the chat of whoever acted; nothing else in ``handlers`` sends."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest

from handlers.ui.plain import Alert
from handlers.ui.telegram_errors import is_unmodified

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import MaybeInaccessibleMessage
    from telegram.ext import ExtBot

    from handlers.scope import SentReplies


class Replies:
    """Everything that is sent for one update.

    New messages are counted, so that a crash repeats at most the one in flight; an edit that is
    made again shows the same as before.
    """

    def __init__(self, update: Update | None, bot: ExtBot[int], sent: SentReplies | None) -> None:
        """Answer an update; without ``sent`` nothing is counted."""
        self._update, self._bot, self._sent = update, bot, sent

    async def say(self, text: str, reply_markup: Any = None) -> int:
        """Send a new message (Telegram HTML) to the chat that the update came from.

        One that came from no chat, as the question before a payment, is answered in private.
        Answers the number of the message; 0 when an earlier try of this update has sent it.
        """
        place = self._update and (self._update.effective_chat or self._update.effective_user)
        if not place:
            return 0
        return await self._once(
            lambda: self._bot.send_message(
                place.id, text, parse_mode=ParseMode.HTML, reply_markup=reply_markup
            )
        )

    async def show(self, text: str, keyboard: InlineKeyboardMarkup | None = None) -> int:
        """Turn the message whose button was tapped into this one; without a tap, send it anew.

        Answers the number of the message, as ``say`` does.
        """
        tapped = self._tapped()
        if tapped is None:
            return await self.say(text, keyboard)
        try:
            await self._bot.edit_message_text(
                text,
                tapped.chat.id,
                tapped.message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
            )
        except BadRequest as error:
            if not is_unmodified(error):
                return await self.say(text, keyboard)
        return tapped.message_id

    async def drop_buttons(self, message_id: int = 0) -> None:
        """Take the buttons off a message, or off the one that was tapped; one that is gone has none."""
        tapped = self._tapped()
        chat = self._update.effective_chat if self._update else None
        number = message_id or (tapped.message_id if tapped else 0)
        if chat is not None and number:
            with suppress(BadRequest):
                await self._bot.edit_message_reply_markup(chat.id, number)

    async def take_away(self) -> None:
        """Delete the message whose button was tapped; one that Telegram keeps loses its buttons.

        Telegram deletes nothing that is older than 48 hours (Bot API, deleteMessage).
        """
        tapped = self._tapped()
        if tapped is not None:
            try:
                await self._bot.delete_message(tapped.chat.id, tapped.message_id)
            except BadRequest:
                await self.drop_buttons()

    async def send_location(self, latitude: float, longitude: float) -> None:
        """Send a point on the map."""
        chat = self._update.effective_chat if self._update else None
        if chat is not None:
            await self._once(lambda: self._bot.send_location(chat.id, latitude, longitude))

    async def send_photo(self, photo: str, caption: str) -> None:
        """Send a photo that Telegram has; ``photo`` is its ``file_id`` (Bot API, sendPhoto)."""
        chat = self._update.effective_chat if self._update else None
        if chat is not None:
            await self._once(
                lambda: self._bot.send_photo(
                    chat.id, photo, caption=caption, parse_mode=ParseMode.HTML
                )
            )

    async def send_invoice(self, chat_id: int, **invoice: Any) -> None:
        """Send an invoice (Bot API, sendInvoice)."""
        await self._once(lambda: self._bot.send_invoice(chat_id, **invoice))

    async def answer_payment(self, refusal: Alert | None) -> None:
        """Answer Telegram's question before it charges: yes, or why not. Raises TelegramError."""
        if self._update and self._update.pre_checkout_query:
            await self._update.pre_checkout_query.answer(ok=refusal is None, error_message=refusal)

    def _tapped(self) -> MaybeInaccessibleMessage | None:
        query = self._update.callback_query if self._update else None
        return query.message if query else None

    async def _once(self, send: Callable[[], Awaitable[Message]]) -> int:
        """Send, unless an earlier try of this update has sent it: then answer 0."""
        if self._sent is None:
            return (await send()).message_id
        if not await self._sent.is_new():
            return 0
        message = await send()
        self._sent.took()
        return message.message_id
