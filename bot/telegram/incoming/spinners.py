"""Telling Telegram that a tap arrived: as soon as it is kept, for handling it may have to wait."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog
from telegram.error import TelegramError

from handlers.ui.telegram_errors import is_trouble

if TYPE_CHECKING:
    from telegram import Bot

_log = structlog.get_logger(__name__)

# One that was told of before these is told of again; Telegram then says that it is too old.
_REMEMBERED = 1_000


class Spinners:
    """A tapped button spins until ``answerCallbackQuery`` (Bot API), which says nothing with us.

    What came of the tap is shown in the chat, where screen readers find it.
    """

    def __init__(self, bot: Bot) -> None:
        """Answer through ``bot``."""
        self._bot = bot
        self._told: dict[str, asyncio.Task[None]] = {}
        self._under_way: set[asyncio.Task[None]] = set()

    def stop(self, tap_id: str) -> asyncio.Task[None]:
        """Tell Telegram of a tap, unless that is being done or was done of late.

        Awaiting the answer raises TelegramError when Telegram cannot be told now; the next call
        tells it again.
        """
        task = self._told.get(tap_id)
        if task is None:
            task = self._told[tap_id] = asyncio.create_task(self._stop(tap_id), name=tap_id)
            self._under_way.add(task)
            task.add_done_callback(self._end)
            while len(self._told) > _REMEMBERED:
                del self._told[next(iter(self._told))]
        return task

    async def end(self) -> None:
        """Give up what is under way; whoever handles such a tap tells of it again."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        error = None if task.cancelled() else task.exception()
        if task.cancelled() or error:
            self._told.pop(task.get_name(), None)
            _log.warning("spinner not stopped yet", error=str(error))

    async def _stop(self, tap_id: str) -> None:
        try:
            await self._bot.answer_callback_query(tap_id)
        except TelegramError as error:
            if is_trouble(error):
                raise
            # One that is too old for Telegram has stopped spinning by itself.
            _log.info("spinner not stopped", error=str(error))
