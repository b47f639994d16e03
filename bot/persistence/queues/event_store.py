"""Events, written with the state that they are about, and who still has to handle them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4
from zlib import crc32

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from bot.persistence.database.tables import events, outbox, processed_events
from bot.persistence.database.types import from_json, to_json
from bot.persistence.database.upsert import insert_or_ignore
from domain.shared.messages import Event

BUCKETS = 16
# No event waits longer for another try. A row that says otherwise is from before the clock was set
# back, and is due.
LONGEST_WAIT = timedelta(minutes=2)
Routes = Callable[[type[Event]], tuple[str, ...]]


_INSERT_EVENT = insert(events)
_INSERT_OUTBOX = insert(outbox)
_INSERT_PROCESSED = insert_or_ignore(processed_events)
_same = outbox.c.id == bindparam("same")
_is_dead = outbox.c.dead_at.is_not(None)
_DELETE_OUTBOX = delete(outbox).where(outbox.c.id.in_(bindparam("handled", expanding=True)))
_FAILED = update(outbox).where(_same)
_DROP_DEAD = delete(outbox).where(_same, _is_dead)
_REPLAY_DEAD = (
    update(outbox).where(_same, _is_dead).values(dead_at=None, retry_at=None, attempts=0)
)
_DEAD = (
    select(outbox, events.c.name)
    .join(events, events.c.seq == outbox.c.seq)
    .where(_is_dead)
    .order_by(outbox.c.id)
)
_PRUNE_PROCESSED = delete(processed_events).where(
    tuple_(processed_events.c.consumer, processed_events.c.event_id).in_(
        select(processed_events.c.consumer, processed_events.c.event_id)
        .where(processed_events.c.at < bindparam("before"))
        .limit(bindparam("most"))
    )
)
_NEWEST = select(func.max(events.c.seq))
_NEWEST_OF = (
    select(events.c.name)
    .where(events.c.subject == bindparam("about"), events.c.name.in_(bindparam("names")))
    .order_by(events.c.seq.desc())
    .limit(1)
)
_EARLIER = (
    select(events.c.seq)
    .where(
        events.c.subject == bindparam("about"),
        events.c.name == bindparam("kind"),
        events.c.seq < bindparam("before"),
    )
    .limit(1)
)
_READ = (
    select(events.c.seq, events.c.event_id, events.c.at, events.c.name, events.c.payload)
    .where(events.c.seq > bindparam("after"), events.c.name.in_(bindparam("names")))
    .order_by(events.c.seq)
    .limit(bindparam("most"))
)

_earlier = outbox.alias("earlier")
_PENDING = (
    select(
        outbox.c.id,
        outbox.c.consumer,
        outbox.c.subject,
        outbox.c.seq,
        outbox.c.attempts,
        events.c.event_id,
        events.c.name,
        events.c.payload,
        events.c.at,
    )
    .join(events, events.c.seq == outbox.c.seq)
    .where(
        outbox.c.consumer.in_(bindparam("consumers")),
        ~exists().where(
            _earlier.c.consumer == outbox.c.consumer,
            _earlier.c.subject == outbox.c.subject,
            _earlier.c.id <= outbox.c.id,
            or_(
                _earlier.c.dead_at.is_not(None),
                and_(
                    _earlier.c.retry_at > bindparam("now"),
                    _earlier.c.retry_at <= bindparam("latest"),
                ),
            ),
        ),
    )
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Pending:
    """An event that a consumer has not handled yet."""

    outbox_id: int
    consumer: str
    subject: str
    seq: int
    event_id: str
    name: str
    payload: str
    at: datetime
    attempts: int

    @property
    def event(self) -> Event:
        """The event. Raises KeyError or UnreadableError for one that cannot be read."""
        return decode_event(self.name, self.payload)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that a consumer has tried in vain."""

    id: int
    consumer: str
    subject: str
    event: str
    attempts: int
    died_at: datetime
    error: str


class EventStore:
    """The append-only record of events, and the outbox over it."""

    def __init__(self, connection: Connection, routes: Routes, now: datetime) -> None:
        """Work on a connection; ``routes`` names the consumers of an event."""
        self._connection = connection
        self._routes = routes
        self._now = now

    def write(self, event: Event) -> int:
        """Append an event and one outbox row for each of its consumers; answers its number."""
        inserted = self._connection.execute(
            _INSERT_EVENT,
            {
                "event_id": str(uuid4()),
                "subject": event.subject,
                "name": type(event).__name__,
                "payload": to_json(type(event), event),
                "at": self._now,
            },
        )
        key: Any = inserted.inserted_primary_key
        seq = int(key[0])
        rows = [
            {
                "consumer": consumer,
                "seq": seq,
                "subject": event.subject,
                # Relays that share the work each lock some buckets (never some rows), so
                # that the events of one subject stay in order.
                "bucket": crc32(event.subject.encode()) % BUCKETS,
            }
            for consumer in self._routes(type(event))
        ]
        if rows:
            self._connection.execute(_INSERT_OUTBOX, rows)
        return seq

    def pending(self, consumers: Iterable[str], limit: int) -> list[Pending]:
        """What these consumers may handle now, oldest first.

        A row that waits for another try, or is dead, holds up the later ones of its own
        subject and consumer, and nobody else's.
        """
        latest = self._now + LONGEST_WAIT
        wanted = {
            "consumers": list(consumers),
            "now": self._now,
            "latest": latest,
            "most": limit,
        }
        return [
            Pending(
                outbox_id=row["id"],
                consumer=row["consumer"],
                subject=row["subject"],
                seq=row["seq"],
                event_id=row["event_id"],
                name=row["name"],
                payload=row["payload"],
                at=row["at"],
                attempts=row["attempts"],
            )
            for row in self._connection.execute(_PENDING, wanted).mappings()
        ]

    def is_first_time(self, consumer: str, event_id: str) -> bool:
        """Record that a consumer handles an event; False when it did so before."""
        row = {"consumer": consumer, "event_id": event_id, "at": self._now}
        return self._connection.execute(_INSERT_PROCESSED, row).rowcount == 1

    def done(self, outbox_ids: list[int]) -> None:
        """Forget outbox rows: their events are handled."""
        if outbox_ids:
            self._connection.execute(_DELETE_OUTBOX, {"handled": outbox_ids})

    def failed(self, pending: Pending, error: str, retry_at: datetime | None) -> None:
        """Ask for another try at ``retry_at`` (UTC), or set the event aside as a dead letter."""
        changed = {"attempts": pending.attempts + 1, "error": error, "retry_at": retry_at}
        if retry_at is None:
            changed["dead_at"] = self._now
        self._connection.execute(_FAILED, {"same": pending.outbox_id, **changed})

    def prune_processed(self, before: datetime, limit: int) -> int:
        """Forget who handled the events of before a time (UTC), a batch at a time."""
        values = {"before": before, "most": limit}
        return self._connection.execute(_PRUNE_PROCESSED, values).rowcount

    def dead_letters(self) -> list[DeadLetter]:
        """Events that a consumer could not handle, oldest first."""
        return [
            DeadLetter(
                id=row["id"],
                consumer=row["consumer"],
                subject=row["subject"],
                event=row["name"],
                attempts=row["attempts"],
                died_at=row["dead_at"],
                error=row["error"] or "",
            )
            for row in self._connection.execute(_DEAD).mappings()
        ]

    def replay(self, outbox_id: int) -> bool:
        """Let a dead letter be tried again; False if there is no such one."""
        return self._connection.execute(_REPLAY_DEAD, {"same": outbox_id}).rowcount == 1

    def drop(self, outbox_id: int) -> bool:
        """Give a dead letter up, which lets the later events of its order go on."""
        return self._connection.execute(_DROP_DEAD, {"same": outbox_id}).rowcount == 1

    def newest(self) -> int:
        """The number of the newest event; 0 if there is none."""
        return self._connection.scalar(_NEWEST) or 0

    def newest_of(self, subject: str, kinds: Iterable[type[Event]]) -> str | None:
        """The name of the newest event of these kinds about a subject, if there is one."""
        wanted = {"about": subject, "names": [kind.__name__ for kind in kinds]}
        return self._connection.scalar(_NEWEST_OF, wanted)

    def is_first_of_its_kind(self, event: Event, seq: int) -> bool:
        """Whether an event with a number is the first of its kind about its subject."""
        wanted = {"about": event.subject, "kind": type(event).__name__, "before": seq}
        return self._connection.scalar(_EARLIER, wanted) is None

    def read(self, after: int, limit: int) -> list[tuple[int, str, datetime, Event]]:
        """Events past a number that can be read: (number, event id, time, event)."""
        wanted = {"after": after, "names": list(_event_types()), "most": limit}
        return [
            (seq, event_id, at, decode_event(name, payload))
            for seq, event_id, at, name, payload in self._connection.execute(_READ, wanted)
        ]


def decode_event(name: str, payload: str) -> Event:
    """Read an event back. Raises KeyError for an unknown name, or UnreadableError."""
    return from_json(_event_types()[name], payload)


@cache
def _event_types() -> dict[str, type[Event]]:
    def below(base: type[Event]) -> Iterator[type[Event]]:
        for kind in base.__subclasses__():
            yield kind
            yield from below(kind)

    return {kind.__name__: kind for kind in below(Event)}
