"""Messages that wait although nothing is wrong: a wait that was reckoned with another clock."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from tests.chaos.reading import reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import URL

_EVERY = 0.5


class Waiting:
    """Looks again and again what is promised, and counts how long it could have been sent."""

    def __init__(self, is_well: Callable[[], bool], most: float) -> None:
        """``is_well`` says whether bot, database and Telegram work at this moment.

        In trouble each pause is twice the one before, so the last one is about as long as the
        trouble was: ``most`` is twice that, in seconds, and what waits for longer is broken.
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

    def look(self, promised: dict[tuple[int, int], int] | None, seconds: float) -> None:
        """Take what is promised to which chat now, ``seconds`` after the last look.

        A card that has changed again is a new promise, so the key has its revision. None means
        that the database could not be read, which says nothing about the messages.
        """
        if promised is None:
            return
        self._waited = {key: self._waited.get(key, -seconds) + seconds for key in promised}
        for key, waited in self._waited.items():
            self.longest = max(self.longest, waited)
            if waited > self._most >= waited - seconds:
                what = f"a message waited for {self._most:.0f} s of good times"
                self.broken.append(f"chat {promised[key]}: {what}")


def promised_in(database: URL) -> dict[tuple[int, int], int] | None:
    """What is promised to which chat, by id and revision; None while it cannot be read."""
    try:
        with reading(database) as books:
            rows = books.exec_driver_sql("select id, revision, chat_id from messages").all()
    except OperationalError as error:
        if "no such" in str(error):
            raise
        return None
    return {(row.id, row.revision): row.chat_id for row in rows}
