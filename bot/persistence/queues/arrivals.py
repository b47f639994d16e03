"""Events that arrive from a broker: into a consumer's queue, each once, however often it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, bindparam, func, insert, literal, select

from bot.persistence.database.lists import is_one_of
from bot.persistence.database.locks import lock_key
from bot.persistence.database.tables import events, outbox, processed_events
from bot.persistence.database.upsert import insert_or_ignore
from bot.persistence.queues.event_store import bucket_of

_STORED = select(events.c.event_id, events.c.seq).where(is_one_of(events.c.event_id, "ids"))
# Another process may write it at the same moment.
_STORE = insert_or_ignore(events)
_HANDLED = select(processed_events.c.event_id).where(
    processed_events.c.consumer == bindparam("reader"),
    is_one_of(processed_events.c.event_id, "ids"),
)
_QUEUED = select(outbox.c.seq).where(
    outbox.c.consumer == bindparam("reader"), is_one_of(outbox.c.subject, "subjects")
)
_QUEUE = insert(outbox)
_ALONE = select(func.pg_advisory_xact_lock(literal(lock_key("arrivals"), BigInteger)))


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event as it came; ``problem`` says why it cannot be read, if it cannot be."""

    event_id: str
    subject: str
    name: str
    payload: str
    at: datetime
    problem: str = ""


class Arrivals:
    """What comes from a broker into this database."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        """Work on a connection, at ``now`` (UTC)."""
        self._connection, self._now = connection, now

    def come_alone(self) -> None:
        """Let nobody else carry anything here until the transaction ends.

        Two that looked at the same moment would both find that an event is not queued yet.
        """
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(_ALONE)

    def queue(self, consumer: str, arrivals: Sequence[Arrival]) -> int:
        """Queue events for a consumer, in their order; answers how many were added.

        What the consumer has handled, or has in its queue, is left out. What is not in the event
        store yet is written there. What cannot be read is set aside as a dead letter.
        """
        seqs = self._stored(arrivals)
        ids = {"ids": list(seqs)}
        handled = set(self._connection.scalars(_HANDLED, {"reader": consumer, **ids}))
        subjects = list({it.subject for it in arrivals})
        queued = set(self._connection.scalars(_QUEUED, {"reader": consumer, "subjects": subjects}))
        rows: dict[str, dict[str, Any]] = {
            it.event_id: self._row(consumer, it, seqs[it.event_id])
            for it in arrivals
            if it.event_id not in handled and seqs[it.event_id] not in queued
        }
        if rows:
            self._connection.execute(_QUEUE, list(rows.values()))
        return len(rows)

    def _row(self, consumer: str, arrival: Arrival, seq: int) -> dict[str, Any]:
        return {
            "consumer": consumer,
            "seq": seq,
            "subject": arrival.subject,
            "bucket": bucket_of(arrival.subject),
            "dead_at": self._now if arrival.problem else None,
            "error": arrival.problem or None,
        }

    def _stored(self, arrivals: Iterable[Arrival]) -> dict[str, int]:
        """The numbers of the events, which are written first where that is needed."""
        wanted = {it.event_id: it for it in arrivals}
        found = self._numbers(list(wanted))
        if missing := [it for id, it in wanted.items() if id not in found]:
            self._connection.execute(
                _STORE,
                [
                    {
                        "event_id": it.event_id,
                        "subject": it.subject,
                        "name": it.name,
                        "payload": it.payload,
                        "at": it.at,
                    }
                    for it in missing
                ],
            )
            found |= self._numbers([it.event_id for it in missing])
        return found

    def _numbers(self, ids: list[str]) -> dict[str, int]:
        return {row.event_id: row.seq for row in self._connection.execute(_STORED, {"ids": ids})}
