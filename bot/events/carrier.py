"""Events between two databases, where no broker carries them: out of one outbox, into the other queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.persistence.queues.arrivals import Arrival
from bot.persistence.unit_of_work import nothing
from bot.worker import Wakeup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.persistence.queues.outbox import Pending
    from bot.persistence.unit_of_work import Database, UnitOfWork

BATCH = 20
SAFETY_POLL = 2.0


class Carrier:
    """Hands the events of some consumers over to the database in which they are handled.

    It queues them there, each once by consumer and event, and then takes them out here; one that
    dies in between does so again. Rows keep their order, and so do the events of each subject.
    """

    def __init__(
        self,
        source: Database,
        target: Database,
        consumers: Iterable[str],
        on_queued: Callable[[], None],
    ) -> None:
        """Carry from a database to another.

        Args:
            source: Where the events were written.
            target: Where they are handled.
            consumers: By whom.
            on_queued: Called when there is something new in the queues of ``target``.
        """
        self._source, self._target, self._on_queued = source, target, on_queued
        self._consumers = tuple(consumers)
        self.wakeup = Wakeup(SAFETY_POLL)

    async def run(self) -> None:
        """Carry until cancelled. Raises DatabaseUnavailable."""
        while True:
            if await self.carry_once() < BATCH:
                await self.wakeup.wait()

    async def carry_once(self) -> int:
        """Carry some of what waits now; answers how much."""
        self.wakeup.clear()
        batch = await self._source.read(lambda uow: uow.outbox.pending(self._consumers, BATCH))
        if not batch:
            return 0
        # Somebody acts on it, so a power cut must not take back what it tells; nor what is taken
        # out here, there.
        await self._source.write(nothing, lasting=True)
        await self._target.write(lambda uow: _queue(batch, uow), lasting=True)
        self._on_queued()
        await self._source.write(lambda uow: uow.outbox.carried(batch))
        return len(batch)


def _queue(batch: list[Pending], uow: UnitOfWork) -> None:
    uow.arrivals.come_alone()
    for it in batch:
        arrival = Arrival(it.event_id, it.subject, it.name, it.payload, it.at)
        uow.arrivals.queue(it.consumer, [arrival])
