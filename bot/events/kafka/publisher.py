"""The publisher: hands committed events over to the broker, in order per subject."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from bot.events.kafka.producing import Delivery, Producing
from bot.events.kafka.records import to_value
from bot.persistence.unit_of_work import nothing
from bot.worker import Wakeup
from domain.shared.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.events.kafka.broker_watch import BrokerWatch
    from bot.events.kafka.topic import Topic
    from bot.persistence.queues.outbox import Pending
    from bot.persistence.unit_of_work import Database

_log = structlog.get_logger(__name__)

# So many are read at a time, and so many may be on their way.
BATCH, MOST_IN_HAND = 100, 500
SAFETY_POLL = 2.0
# What is on its way when we stop is sent again at the next start, unless it arrives in time.
_LAST_WORDS = 1.0


class Publisher:
    """Reads the outbox rows that wait for the broker, and deletes those that it has.

    A row stays until the broker has confirmed its record, and no transaction is open meanwhile. A
    record that still waits in the client is not produced again, and the next event of its subject
    waits for it. A broker that is away delays events and loses none.
    """

    def __init__(self, database: Database, topic: Topic, watch: BrokerWatch) -> None:
        """Publish the events of a database to a topic; one publisher runs per database."""
        self._database, self._topic, self._watch = database, topic, watch
        self.wakeup = Wakeup(SAFETY_POLL)
        # The position after the last record that we know to be there, by partition.
        self.delivered: dict[int, int] = {}
        self._in_hand: dict[int, Pending] = {}
        self._done: set[int] = set()
        self._refused: dict[int, str] = {}
        self._producing: Producing | None = None
        self._is_broken = False

    async def run(self) -> None:
        """Publish until cancelled."""
        while True:
            await self._watch.there()
            if await self.publish_once() < BATCH:
                await self.wakeup.wait()

    async def publish_once(self) -> int:
        """Hand over what waits, and note what has arrived; answers how many were handed over."""
        self.wakeup.clear()
        if self._is_broken:
            await self._begin_anew()
        await self._note_deliveries()
        room = min(BATCH, MOST_IN_HAND - len(self._in_hand))
        if room <= 0:
            return 0
        in_hand = tuple(self._in_hand)
        heads = await self._database.read(lambda uow: uow.unpublished.heads(in_hand, room))
        if heads:
            # Whoever reads the topic acts on it, so a power cut must not take back what it tells.
            await self._database.write(nothing, lasting=True)
            self._produce(heads)
        return len(heads)

    async def close(self) -> None:
        """Stop; what has not arrived by then is sent again at the next start."""
        if self._producing is None:
            return
        await self._producing.close(_LAST_WORDS)
        self._producing = None
        # What is done and not noted is sent twice, and handled once.
        with suppress(DatabaseUnavailable):
            await self._note_deliveries()
        self._in_hand.clear()

    async def _begin_anew(self) -> None:
        """Give up a producer that cannot go on, with all that it has not delivered."""
        if self._producing is not None:
            await self._producing.close(0)
        self._producing, self._is_broken = None, False
        for row in self._in_hand.keys() - self._done - self._refused.keys():
            del self._in_hand[row]

    def _produce(self, heads: Collection[Pending]) -> None:
        if self._producing is None:
            self._producing = Producing(self._topic, self._on_delivery, self._watch.suspect)
        for pending in heads:
            self._in_hand[pending.outbox_id] = pending
            self._producing.produce(pending.outbox_id, pending.subject.encode(), to_value(pending))

    async def _note_deliveries(self) -> None:
        if self._done:
            done = frozenset(self._done)
            await self._database.write(lambda uow: uow.unpublished.published(done))
            self._done -= done
            for row in done:
                self._in_hand.pop(row, None)
        while self._refused:
            row, problem = next(iter(self._refused.items()))
            if pending := self._in_hand.get(row):
                await self._set_aside(pending, problem)
            del self._refused[row]
            self._in_hand.pop(row, None)

    async def _set_aside(self, pending: Pending, problem: str) -> None:
        _log.error(
            "event not published",
            name=pending.name,
            event_id=pending.event_id,
            subject=pending.subject,
            problem=problem,
        )
        await self._database.write(lambda uow: uow.outbox.failed(pending, problem, None))

    def _on_delivery(self, delivery: Delivery) -> None:
        if not delivery.problem:
            self._done.add(delivery.row)
            known = self.delivered.get(delivery.partition, 0)
            self.delivered[delivery.partition] = max(known, delivery.offset + 1)
        elif delivery.is_refused:
            self._refused[delivery.row] = delivery.problem
        else:
            self._in_hand.pop(delivery.row, None)
            self._watch.suspect()
            self._is_broken |= delivery.is_fatal
        self.wakeup.set()
