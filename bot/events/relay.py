"""The relay: hands committed events to their consumers, in order per subject."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.events.consumers import CONSUMERS, consume
from bot.loops import Wakeup, finish_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.persistence.door import Door
    from bot.persistence.journal import Pending

_log = structlog.get_logger(__name__)

BATCH = 200
MAX_TRIES = 8
# Woken by each commit; the safety poll finds what waits for another try.
SAFETY_POLL = 2.0


class Relay:
    """Reads the outbox and runs consumers; one runs per database.

    Events of one subject reach one consumer one after the other. A consumer that fails is
    tried again after 1, 2, 4 … seconds; after eight tries its event is a dead letter, which
    holds up that consumer for that subject only.
    """

    def __init__(self, door: Door, clock: Callable[[], datetime]) -> None:
        """Relay for a door; ``clock`` tells the time in UTC."""
        self._door, self._clock = door, clock
        self.wakeup = Wakeup(SAFETY_POLL)
        self.consumers: set[str] = set(CONSUMERS)

    async def run(self) -> None:
        """Relay until cancelled."""
        while True:
            # What consumers publish wakes again, so only a full batch has more behind it.
            if await self.relay_once() < BATCH:
                await self.wakeup.wait()

    async def relay_once(self) -> int:
        """Relay what is pending now; answers how many events were tried."""
        self.wakeup.clear()
        consumers = tuple(self.consumers)
        batch = await self._door.read(lambda tx: tx.journal.pending(consumers, BATCH))
        groups: dict[tuple[str, str], list[Pending]] = defaultdict(list)
        for pending in batch:
            groups[pending.consumer, pending.subject].append(pending)
        await finish_all(self._relay_in_order(group) for group in groups.values())
        return len(batch)

    async def _relay_in_order(self, group: list[Pending]) -> None:
        for pending in group:
            try:
                await self._door.write(partial(consume, pending))
            except Exception as error:
                await self._set_back(pending, error)
                return

    async def _set_back(self, pending: Pending, error: Exception) -> None:
        tries = pending.attempts + 1
        retry_at = None
        if tries < MAX_TRIES:
            retry_at = self._clock() + timedelta(seconds=2**pending.attempts)
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
        problem = f"{type(error).__name__}: {error}"[:500]
        await self._door.write(lambda tx: tx.journal.failed(pending, problem, retry_at))
