"""What becomes of a message that could not be sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from telegram.error import RetryAfter, TelegramError

from bot.worker import backoff
from domain.customer import LosePerson
from handlers.ui.telegram_errors import is_chat_refusal, is_trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.command_bus import CommandBus
    from bot.notifications.message_queue import MessageQueue
    from bot.persistence.queues.promises import Promised

_log = structlog.get_logger(__name__)

# A message that Telegram itself refused so often is given up, one that we cannot make is set aside;
# the operators are told. Trouble with the line never counts.
MAX_TRIES = 15


class Unsent:
    """Decides: wait, try again, keep for later, give up.

    Only Telegram's refusal of this very message, or of its chat, can end a promise. Everything
    else (a token that is not taken, a proxy's page, a database that is away) is waited out.
    """

    def __init__(
        self,
        queue: MessageQueue,
        bus: CommandBus,
        clock: Callable[[], datetime],
        on_trouble: Callable[[TelegramError], None],
    ) -> None:
        """Note decisions in the queue; ``clock`` tells the time in UTC. See ``Sender``."""
        self._queue, self._bus, self._clock = queue, bus, clock
        self._on_trouble = on_trouble
        # After how many rests in a row the line failed, and until when the last one is, by chat.
        self._rests: dict[int, tuple[int, datetime]] = {}

    def link_works(self, chat_id: int) -> None:
        """A message reached a chat: trouble with its line is over."""
        self._rests.pop(chat_id, None)

    async def decide(self, promised: Promised, error: Exception) -> None:
        """Decide about a message whose sending raised ``error``. Raises DatabaseUnavailable."""
        _log.warning("message not sent", chat=promised.chat_id, error=f"{error!r:.200}")
        if is_trouble(error):
            await self._wait(promised, error)
        elif is_chat_refusal(error):
            # Its messages are kept until its person comes back.
            await self._bus.execute(LosePerson(promised.chat_id))
        elif promised.attempts + 1 < MAX_TRIES:
            await self._set_back(promised, backoff(promised.attempts), counts=True)
        else:
            _log.error("message ends", chat=promised.chat_id, exc_info=error)
            await self._queue.end(promised, error)

    async def _wait(self, promised: Promised, error: Exception) -> None:
        if isinstance(error, RetryAfter):
            wait = error.retry_after
            seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        else:
            seconds = self._rest(promised.chat_id)
            if isinstance(error, TelegramError):
                self._on_trouble(error)
        await self._set_back(promised, seconds, counts=False)

    def _rest(self, chat_id: int) -> float:
        """How many seconds a chat rests whose line failed, twice as many after each rest."""
        now = self._clock()
        rests, until = self._rests.get(chat_id, (0, now))
        left = (until - now).total_seconds()
        # What is promised anew is tried at once; a chat in which much happens shall not wait longer
        # for that. A rest that is longer than it was is of a clock that was put back since.
        if rests and 0 < left <= backoff(rests - 1):
            return left
        seconds = backoff(rests)
        self._rests[chat_id] = rests + 1, now + timedelta(seconds=seconds)
        return seconds

    async def _set_back(self, promised: Promised, seconds: float, *, counts: bool) -> None:
        retry_at = self._clock() + timedelta(seconds=seconds)
        await self._queue.set_back(promised, retry_at, counts=counts)
