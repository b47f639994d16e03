"""Putting away what nobody needs any more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot.worker import Wakeup
from domain.customer import DraftAbandoned

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import Database, UnitOfWork

_log = structlog.get_logger(__name__)

ABANDONED_AFTER = timedelta(days=1)
# Telegram keeps updates for a day, so ids of that age can still come back.
REMEMBER_UPDATES = timedelta(days=2)
REMEMBER_EVENTS = timedelta(days=30)
BATCH = 500
EVERY_SECONDS = 60
SAFETY_POLL = 300.0


class Housekeeping:
    """Closes conversations left for a day, and forgets marks that can match nothing any more."""

    def __init__(self, database: Database) -> None:
        """Keep a database tidy."""
        self._database = database
        self.wakeup = Wakeup(SAFETY_POLL)

    async def run(self) -> None:
        """Tidy until cancelled: each time that the schedule says so, or after the safety poll."""
        while True:
            self.wakeup.clear()
            await self.tidy()
            await self.wakeup.wait()

    async def tidy(self) -> int:
        """Tidy up once; answers how many conversations were closed."""
        closed = await self._database.write(_close_abandoned)
        pruned = await self._database.write(_prune)
        if closed or pruned:
            _log.info("tidied up", conversations=closed, rows=pruned)
        return closed


def _close_abandoned(uow: UnitOfWork) -> int:
    people = uow.conversations.abandoned(uow.now - ABANDONED_AFTER, BATCH)
    for user_id in people:
        uow.conversations.end(user_id)
        uow.publish(DraftAbandoned(user_id=user_id))
    return len(people)


def _prune(uow: UnitOfWork) -> int:
    updates = uow.updates.prune(uow.now - REMEMBER_UPDATES)
    keys = uow.idempotency.prune(uow.now - REMEMBER_UPDATES)
    return updates + keys + uow.outbox.prune_processed(uow.now - REMEMBER_EVENTS, BATCH)
