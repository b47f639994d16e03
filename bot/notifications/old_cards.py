"""Taking away the messages that cards were before they were sent anew."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog
from telegram.error import BadRequest, TelegramError

from bot.persistence.queues.cards import OldCard
from bot.persistence.queues.promises import Priority
from bot.worker import Wakeup, backoff
from domain.shared.errors import DatabaseLost, DatabaseUnavailable
from handlers.ui.notices.old_card import old_card_text
from handlers.ui.telegram_errors import is_chat_refusal

if TYPE_CHECKING:
    from telegram.ext import ExtBot

    from bot.notifications.message_queue import MessageQueue

_log = structlog.get_logger(__name__)

# So many are looked at together.
LOOK = 20
SAFETY_POLL = 5.0


class OldCards:
    """Deletes them when nothing is waiting to be sent; one that stays says only that it is old.

    Telegram deletes nothing that is older than 48 hours (Bot API, deleteMessage).
    """

    def __init__(self, queue: MessageQueue, bot: ExtBot[int]) -> None:
        """Delete through ``bot`` what ``queue`` knows of."""
        self._queue, self._bot = queue, bot
        self.wakeup = Wakeup(SAFETY_POLL)

    async def run(self) -> None:
        """Work until cancelled."""
        tries = 0
        while True:
            self.wakeup.clear()
            try:
                more = await self.take_away_once()
            except DatabaseLost:
                raise
            except (DatabaseUnavailable, TelegramError) as error:
                _log.warning("old cards stay for now", error=str(error))
                await asyncio.sleep(backoff(tries))
                tries += 1
                continue
            tries = 0
            if not more:
                await self.wakeup.wait()

    async def take_away_once(self) -> bool:
        """Take some away; answers whether there may be more.

        Raises:
            DatabaseUnavailable: The database is away.
            TelegramError: Telegram is.
        """
        found = await self._queue.old_cards(LOOK)
        for old in found:
            await self._take_away(old)
        return len(found) >= LOOK

    async def _take_away(self, old: OldCard) -> None:
        try:
            await self._bot.delete_message(
                old.chat_id, old.message_id, rate_limit_args=Priority.CLEANUP
            )
        except BadRequest as error:
            _log.info("old card not deleted", chat=old.chat_id, error=str(error))
            await self._call_it_old(old)
        except TelegramError as error:
            if not is_chat_refusal(error):
                raise
            # Whoever does not want to be written to sees nothing of it, either.
        await self._queue.old_card_gone(old)

    async def _call_it_old(self, old: OldCard) -> None:
        try:
            await self._bot.edit_message_text(
                old_card_text(old.subject, old.language),
                old.chat_id,
                old.message_id,
                rate_limit_args=Priority.CLEANUP,
            )
        except BadRequest as error:
            _log.info("old card is gone", chat=old.chat_id, error=str(error))
