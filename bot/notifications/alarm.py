"""Telling the operators what cannot be promised to them, because the database is lost."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING, Any

import structlog

from bot.worker import backoff
from handlers.ui.out_of_order import database_lost
from handlers.ui.telegram_errors import is_trouble
from handlers.ui.translator import Translator

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable, Mapping

    from telegram.ext import ExtBot

_log = structlog.get_logger(__name__)


class Telling:
    """What is told beside everything else; one that fails is logged, and nobody waits for it."""

    def __init__(self) -> None:
        """Nobody is told anything yet."""
        self._under_way: set[asyncio.Task[None]] = set()

    def begin(self, telling: Coroutine[Any, Any, None]) -> None:
        """Tell."""
        task = asyncio.create_task(telling)
        self._under_way.add(task)
        task.add_done_callback(self._told)

    def _told(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("operators not told", error=str(error))


async def raise_alarm(
    bot: ExtBot[int], operators: Iterable[int], languages: Mapping[int, str], problem: str
) -> None:
    """Tell each operator once that the database is lost, for as long as it takes.

    Args:
        bot: Sends.
        operators: Their Telegram ids.
        languages: Which language they speak, as far as that is remembered.
        problem: What happened, in one line.
    """
    await asyncio.gather(
        *(
            _tell(bot, it, database_lost(Translator(languages.get(it), None), problem))
            for it in operators
        )
    )


async def _tell(bot: ExtBot[int], operator: int, text: str) -> None:
    for tries in itertools.count():
        try:
            await bot.send_message(operator, text)
        except Exception as error:  # the others must hear of it
            _log.warning("operator not told", operator=operator, error=str(error))
            if not is_trouble(error):
                return
            await asyncio.sleep(backoff(tries))
        else:
            return
