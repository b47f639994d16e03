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

    def __init__(self, is_well: Callable[[], bool], most: float, in_line: float) -> None:
        """``is_well`` says whether bot, database and Telegram work at this moment.

        In trouble each pause is twice the one before, so the last one is about as long as the
        trouble was: ``most`` is twice that, in seconds, and what waits for longer is broken. Where
        the chat gets others meanwhile it waits in line, which people bear for ``in_line`` seconds.
        What nobody waits for makes way for the rest before that.
        """
        self.broken: list[str] = []
        self.longest = 0.0
        self._is_well, self._most, self._in_line = is_well, most, in_line
        self._waited: dict[tuple[int, int], float] = {}
        self._chats: dict[int, int] = {}
        # For how long a chat has got nothing.
        self._still: dict[int, float] = {}

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
        self._note_still({id: chat for (id, _), (chat, _) in promised.items()}, seconds)
        for key, waited in self._waited.items():
            self.longest = max(self.longest, waited)
            chat, priority = promised[key]
            yields = _YIELDS if priority == Priority.QUIET else 0.0
            still = min(waited, self._still[chat])
            for wait, most in ((still, self._most), (waited, self._in_line)):
                if wait > most + yields >= wait - seconds:
                    what = f"a message waited for {most + yields:.0f} s of good times"
                    self.broken.append(f"chat {chat}: {what}")

    def _note_still(self, chats: dict[int, int], seconds: float) -> None:
        """Note for how long each chat has got nothing that was promised to it."""
        served = {chat for id, chat in self._chats.items() if id not in chats}
        self._still = {
            chat: 0.0 if chat in served else self._still.get(chat, -seconds) + seconds
            for chat in chats.values()
        }
        self._chats = chats


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
