"""Turning people away in plain words, while what they send can neither be kept nor handled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from telegram import Update
from telegram.error import TelegramError

from handlers.ui.out_of_order import out_of_order, payment_out_of_order
from handlers.ui.telegram_errors import is_trouble
from handlers.ui.translator import Translator

if TYPE_CHECKING:
    from telegram.ext import ExtBot

_log = structlog.get_logger(__name__)


class TurningAway:
    """Answers updates without the database: each tap and payment, and each person once."""

    def __init__(self, bot: ExtBot[int]) -> None:
        """Answer through ``bot``."""
        self._bot = bot
        self._answered: set[int] = set()
        self._told: set[int] = set()

    async def answer(self, batch: list[dict[str, Any]]) -> None:
        """Answer what was not answered yet; what does not go out is tried when it comes again."""
        for raw in batch:
            update_id = raw["update_id"]
            if update_id in self._answered:
                continue
            try:
                await self._answer(raw)
            except TelegramError as error:
                _log.warning("not turned away", update_id=update_id, error=str(error))
                if is_trouble(error):
                    continue
            except Exception as error:  # the others must be answered all the same
                _log.error("cannot be turned away", update_id=update_id, exc_info=error)
            self._answered.add(update_id)

    async def _answer(self, raw: dict[str, Any]) -> None:
        update = Update.de_json(raw, self._bot)
        user = update.effective_user
        translate = Translator(user.language_code if user else None, None)
        if query := update.pre_checkout_query:
            await query.answer(ok=False, error_message=payment_out_of_order(translate))
        elif tap := update.callback_query:
            await tap.answer(out_of_order(translate), show_alert=True)
        elif user and user.id not in self._told:
            await self._bot.send_message(user.id, out_of_order(translate))
            self._told.add(user.id)
