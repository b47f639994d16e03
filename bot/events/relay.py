"""The relay: hands committed events to their consumers, in order per subject."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog

from bot.events.consumers import CONSUMERS, answers, asks, consume, kitchen_of, moves_a_line
from bot.logs import about
from bot.measures import Measures
from bot.notifications.trips import asked_of_delivery
from bot.persistence.queues.event_store import is_about_an_order
from bot.worker import Wakeup, backoff
from domain.shared.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from bot.persistence.brought import Brought
    from bot.persistence.queues.outbox import Pending
    from bot.persistence.side import DeliverySide
    from bot.persistence.unit_of_work import Database, UnitOfWork

_log = structlog.get_logger(__name__)

# So many share a transaction; more would keep the event loop too long.
BATCH = 20
MAX_TRIES = 8
_LONGEST_PAUSE = 64.0
# Woken by each commit; the safety poll finds what waits for another try.
SAFETY_POLL = 2.0


class Relay:
    """Reads the outbox and runs consumers.

    Events of one subject reach one consumer one after the other. Where there may be other
    processes, each takes buckets of subjects, one transaction long. A consumer that fails is
    tried again after 1, 2, 4 … seconds; after eight tries its event is a dead letter, which
    holds up that consumer for that subject only.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        consumers: Iterable[str] = CONSUMERS,
        *,
        answering: Database | None = None,
        side: DeliverySide | None = None,
        measures: Measures | None = None,
    ) -> None:
        """Relay the outbox of a database.

        Args:
            database: Where the queues are, and what the consumers change.
            clock: Tells the time in UTC.
            consumers: Whose queues.
            answering: The database of the contexts that are asked before, if that is another.
            side: Where couriers' notifications ask about deliveries, if these lie apart.
            measures: Where what comes of events is counted and timed.
        """
        self._database, self._clock = database, clock
        self._answering, self._side = answering or database, side
        self._measures = measures or Measures()
        self.wakeup = Wakeup(SAFETY_POLL)
        self.consumers: set[str] = set(consumers)

    async def run(self) -> None:
        """Relay until cancelled."""
        while True:
            # What consumers publish wakes again, so only a full batch has more behind it.
            if await self.relay_once() < BATCH:
                await self.wakeup.wait()

    async def relay_once(self) -> int:
        """Relay some of what is pending now; answers how many events were tried."""
        self.wakeup.clear()
        batch = await self._database.read(self._pending)
        if self._database.locks_kitchens:
            return await self._relay_in_buckets(batch)
        if batch:
            await self._relay_together(batch)
        return len(batch)

    async def _relay_in_buckets(self, batch: list[Pending]) -> int:
        """What another process has in hand is left to it; 0 when that is everything."""
        buckets: dict[tuple[str, int], list[Pending]] = {}
        for pending in batch:
            buckets.setdefault((pending.consumer, pending.bucket), []).append(pending)
        turns = list(buckets.values())
        # Oldest first, as without others: contexts know what happened before people read of it.
        # With a backlog, two processes that go through it in the same order would meet at each.
        if len(batch) == BATCH:
            random.shuffle(turns)
        handled = 0
        for bucket in turns:
            # One that moves a kitchen's line locks that kitchen, and two of them could wait for
            # each other.
            alone = moves_a_line(bucket[0])
            handle = self._relay_one_by_one if alone else self._relay_together
            handled += await handle(bucket)
        return len(batch) if handled else 0

    async def _relay_together(self, batch: list[Pending]) -> int:
        try:
            return await self._relay(batch)
        except DatabaseUnavailable:
            # The consumers cannot help it: no try is counted.
            raise
        except Exception:
            _log.info("a batch of events is handled one by one", events=len(batch))
            return await self._relay_one_by_one(batch)

    def _pending(self, uow: UnitOfWork) -> list[Pending]:
        return uow.outbox.pending(tuple(self.consumers), BATCH)

    async def _relay_one_by_one(self, batch: list[Pending]) -> int:
        """Handle each event in a transaction of its own, so that one that fails undoes itself alone."""
        held_up: set[tuple[str, str]] = set()
        handled = 0
        for pending in batch:
            turn = (pending.consumer, pending.subject)
            if turn in held_up:
                continue
            try:
                with about(**_ids_of(pending)):
                    handled += await self._relay([pending])
            except DatabaseUnavailable:
                raise
            except Exception as error:
                held_up.add(turn)
                await self._set_back(pending, error)
                handled += 1
        return handled

    async def _relay(self, batch: list[Pending]) -> int:
        """Handle events in one transaction, which one that fails rolls back whole."""
        asked, brought = await self._asked(batch), await self._brought(batch)
        has_others = self._database.locks_kitchens

        def handle(uow: UnitOfWork) -> list[Pending]:
            ours = uow.outbox.claim(batch, BATCH) if has_others else batch
            if brought is not None:
                uow.lend(brought)
            for pending in ours:
                if not pending.is_known:
                    with uow.handling(pending.at):
                        consume(pending, uow, asked.get(pending.outbox_id, ()))
            uow.outbox.done(ours)
            return ours

        kitchen = kitchen_of(batch[0]) if len(batch) == 1 and has_others else None
        ours = await self._database.write(handle, kitchen=kitchen)
        now = self._clock()
        for it in ours:
            if not it.is_known:
                _log.debug("event handled", name=it.name, consumer=it.consumer, **_ids_of(it))
                waited = (now - it.at).total_seconds()
                self._measures.event(it.consumer, it.name, "handled", waited)
        return len(ours)

    async def _asked(self, batch: list[Pending]) -> dict[int, tuple[Any, ...]]:
        asking = [pending for pending in batch if asks(pending) and not pending.is_known]
        if not asking:
            return {}
        return await self._answering.read(
            lambda uow: {pending.outbox_id: answers(pending, uow) for pending in asking}
        )

    async def _brought(self, batch: list[Pending]) -> Brought | None:
        if self._side is None:
            return None
        events = [pending.event for pending in batch if not pending.is_known]
        question = await self._database.read(lambda uow: asked_of_delivery(events, uow))
        return await self._side.ask(question)

    async def _set_back(self, pending: Pending, error: Exception) -> None:
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
            **_ids_of(pending),
            exc_info=error,
        )
        outcome = "failed" if retry_at else "dead"
        self._measures.event(pending.consumer, pending.name, outcome)
        problem = f"{type(error).__name__}: {error}"[:500]
        await self._database.write(lambda uow: uow.outbox.failed(pending, problem, retry_at))


def _ids_of(pending: Pending) -> dict[str, object]:
    """By what the log names an event and its order; other subjects are people, and named for errors only."""
    order = {"order": pending.subject} if is_about_an_order(pending.name) else {}
    return {**order, "event_seq": pending.seq}
