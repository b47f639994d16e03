"""The relay: hands committed events to their consumers, in order per subject."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot.events.consumers import CONSUMERS, consume
from bot.persistence.database.engine import is_unavailable
from bot.worker import Wakeup, backoff

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.persistence.queues.event_store import Pending
    from bot.persistence.unit_of_work import Database, UnitOfWork

_log = structlog.get_logger(__name__)

# So many share a transaction, each in a part of its own; more would keep the event loop too long.
BATCH = 20
MAX_TRIES = 8
_LONGEST_PAUSE = 64.0
# Woken by each commit; the safety poll finds what waits for another try.
SAFETY_POLL = 2.0


class Relay:
    """Reads the outbox and runs consumers; one runs per database.

    Events of one subject reach one consumer one after the other. A consumer that fails is
    tried again after 1, 2, 4 … seconds; after eight tries its event is a dead letter, which
    holds up that consumer for that subject only.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Relay the outbox of a database; ``clock`` tells the time in UTC."""
        self._database, self._clock = database, clock
        self.wakeup = Wakeup(SAFETY_POLL)
        self.consumers: set[str] = set(CONSUMERS)

    async def run(self) -> None:
        """Relay until cancelled."""
        while True:
            # What consumers publish wakes again, so only a full batch has more behind it.
            if await self.relay_once() < BATCH:
                await self.wakeup.wait()

    async def relay_once(self) -> int:
        """Relay some of what is pending now; answers how many events were tried."""
        self.wakeup.clear()
        return await self._database.write(self._relay)

    def _relay(self, uow: UnitOfWork) -> int:
        held_up: set[tuple[str, str]] = set()
        handled: list[int] = []
        batch = uow.event_store.pending(tuple(self.consumers), BATCH)
        for pending in batch:
            turn = (pending.consumer, pending.subject)
            if turn in held_up:
                continue
            try:
                with uow.handling(pending.at):
                    consume(pending, uow)
                handled.append(pending.outbox_id)
            except Exception as error:
                if is_unavailable(error):
                    # The consumer cannot help it: no try is counted.
                    raise
                held_up.add(turn)
                self._set_back(pending, error, uow)
        uow.event_store.done(handled)
        return len(batch)

    def _set_back(self, pending: Pending, error: Exception, uow: UnitOfWork) -> None:
        tries = pending.attempts + 1
        retry_at = None
        if tries < MAX_TRIES:
            retry_at = self._clock() + timedelta(
                seconds=backoff(pending.attempts, most=_LONGEST_PAUSE)
            )
        _log.error(
            "event not handled",
            name=pending.name,
            event_id=pending.event_id,
            consumer=pending.consumer,
            subject=pending.subject,
            tries=tries,
            dead=retry_at is None,
            exc_info=error,
        )
        uow.event_store.failed(pending, f"{type(error).__name__}: {error}"[:500], retry_at)
