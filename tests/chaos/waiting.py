"""Messages that wait although nothing is wrong: a wait that was reckoned with another clock."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from bot.persistence.queues.messages import YIELDS_FOR
from bot.persistence.queues.promises import Priority
from tests.chaos.reading import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import URL

_EVERY = 0.5
_YIELDS = YIELDS_FOR.total_seconds()


class Waiting:
    """Looks again and again what is promised, and counts how long it could have been sent."""

    def __init__(self, is_well: Callable[[], bool], most: float) -> None:
        """``is_well`` says whether bot, database and Telegram work at this moment.

        In trouble each pause is twice the one before, so the last one is about as long as the
        trouble was: ``most`` is twice that, in seconds, and what waits for longer is broken. What
        nobody waits for makes way for the rest before that.
        """
        self.broken: list[str] = []
        self.longest = 0.0
        self._is_well, self._most = is_well, most
        self._waited: dict[tuple[int, int], float] = {}

    async def watch(self, database: URL) -> None:
        """Look until cancelled."""
        looked = time.monotonic()
        while True:
            await asyncio.sleep(_EVERY)
            now = time.monotonic()
            if self._is_well():
                self.look(promised_in(database), now - looked)
            looked = now

    def look(
        self, promised: Mapping[tuple[int, int], tuple[int, int]] | None, seconds: float
    ) -> None:
        """Take what is promised to which chat now, how urgently, ``seconds`` after the last look.

        A card that has changed again is a new promise, so the key has its revision. None means
        that the database could not be read, which says nothing about the messages.
        """
        if promised is None:
            return
        self._waited = {key: self._waited.get(key, -seconds) + seconds for key in promised}
        for key, waited in self._waited.items():
            self.longest = max(self.longest, waited)
            chat, priority = promised[key]
            most = self._most + (_YIELDS if priority == Priority.QUIET else 0.0)
            if waited > most >= waited - seconds:
                what = f"a message waited for {most:.0f} s of good times"
                self.broken.append(f"chat {chat}: {what}")


def promised_in(database: URL) -> dict[tuple[int, int], tuple[int, int]] | None:
    """What is promised to which chat and how urgently, by id and revision; None: it cannot be read."""
    try:
        with reading(database) as books:
            rows = books.exec_driver_sql(
                "select id, revision, chat_id, priority from messages"
            ).all()
    except OperationalError as error:
        if "no such" in str(error):
            raise
        return None
    return {(row.id, row.revision): (row.chat_id, row.priority) for row in rows}
