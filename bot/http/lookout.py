"""Looking at the queues: for readiness, which has two seconds, and for the metrics."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import DBAPIError

from domain.shared.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from bot.persistence.queues.waiting import Queues
    from bot.persistence.side import DeliverySide
    from bot.persistence.unit_of_work import Database

_log = structlog.get_logger(__name__)

# A probe gives up after two seconds.
LOOK_WITHIN = 1.0
# Older than these (in seconds) something does not work, though nobody may have said so. A person waits
# for the answer to a tap; a message may stand behind sixty others of its chat.
UPDATES_LATE, EVENTS_LATE, MESSAGES_LATE = 60.0, 60.0, 300.0
# A leader shows every two seconds that it lives, and loses its lock after ten.
LEADER_SILENT = 6.0


class Lookout:
    """Knows what was waiting when somebody looked last; nothing is read but then."""

    def __init__(self, database: Database, side: DeliverySide | None = None) -> None:
        """Look into a database, and into that of the deliveries if they lie apart."""
        self._database, self._side = database, side
        self._looking: asyncio.Task[None] | None = None
        self._has_answered = True
        self.queues: Queues | None = None
        self.has_other_tables = False

    @property
    def late(self) -> tuple[str, ...]:
        """What is late, in a word each; nothing is known of it while the database is away."""
        if not self._has_answered:
            return ("database_slow",)
        if (seen := self.queues) is None:
            return ()
        late = {
            "updates_late": seen.oldest_update > UPDATES_LATE,
            "events_late": max(seen.oldest_event.values(), default=0.0) > EVENTS_LATE,
            "messages_late": seen.oldest_message > MESSAGES_LATE,
            "leader_silent": seen.heartbeat is not None and seen.heartbeat > LEADER_SILENT,
        }
        return tuple(word for word, is_so in late.items() if is_so)

    async def look(self) -> None:
        """Look now, for a second at most; a look that takes longer is waited for by the next."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        await asyncio.wait({self._looking}, timeout=LOOK_WITHIN)

    async def _look(self) -> None:
        self._has_answered, problem = False, ""
        try:
            self.queues = await self._database.read(lambda uow: uow.queues())
        except DatabaseUnavailable:
            # Its presence is watched, and told, by others.
            self.queues = None
        except DBAPIError as error:
            self.queues, problem = None, str(error.orig).partition("\n")[0]
        finally:
            self._has_answered = True
        self._note_tables(problem)
        if self.queues is not None and self._side is not None and not self._side.is_away:
            await self._look_apart(self.queues, self._side)

    async def _look_apart(self, here: Queues, side: DeliverySide) -> None:
        """Add the events that wait there; nothing is known of them while it is away."""
        try:
            there = await side.read(lambda uow: uow.queues())
        except (DatabaseUnavailable, DBAPIError) as error:
            _log.warning("the events of the delivery side are not counted", problem=str(error))
            return
        waiting = Counter(here.by_consumer)
        waiting.update(there.by_consumer)
        oldest = {
            it: max(here.oldest_event.get(it, 0.0), there.oldest_event.get(it, 0.0))
            for it in waiting
        }
        self.queues = replace(here, by_consumer=waiting, oldest_event=oldest)

    def _note_tables(self, problem: str) -> None:
        if bool(problem) != self.has_other_tables:
            self.has_other_tables = bool(problem)
            if problem:
                _log.error("the tables are not those of this program", problem=problem)
            else:
                _log.info("the tables are those of this program again")
