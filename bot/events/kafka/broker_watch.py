"""Whether the broker is there, with our topic: who needs it waits here."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from bot.events.kafka.topic import BrokerAwayError, BrokerRefusesError
from bot.worker import backoff

if TYPE_CHECKING:
    from bot.events.kafka.topic import Topic

_log = structlog.get_logger(__name__)

# Looking for a broker that does not answer takes seconds by itself.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0


class BrokerWatch:
    """Looks for the broker at the start, and whenever somebody has had trouble with it.

    A broker without our topic is a new one, or one that has lost its disk: the topic is made.
    """

    def __init__(self, topic: Topic) -> None:
        """Watch over the broker of a topic."""
        self._topic = topic
        self._there, self._suspected = asyncio.Event(), asyncio.Event()
        self.is_away = False

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            self._suspected.clear()
            await self._until_there()
            self._there.set()
            await self._suspected.wait()

    async def there(self) -> None:
        """Wait until the broker is there."""
        await self._there.wait()

    def suspect(self) -> None:
        """Something went wrong with it; from the event loop's thread."""
        self._there.clear()
        self._suspected.set()

    async def _until_there(self) -> None:
        tries = 0
        while True:
            try:
                await asyncio.to_thread(self._topic.make)
            except (BrokerAwayError, BrokerRefusesError) as error:
                if not self.is_away:
                    _log.warning("the broker is away; events wait for it", problem=str(error))
                self.is_away = True
            else:
                if self.is_away:
                    _log.warning("the broker is there again")
                self.is_away = False
                return
            await asyncio.sleep(backoff(tries, first=_FIRST_PAUSE, most=_LONGEST_PAUSE))
            tries += 1
