"""Events, written with the state that they are about, and an outbox row for each consumer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Any
from uuid import uuid4
from zlib import crc32

from sqlalchemy import (
    Connection,
    bindparam,
    func,
    insert,
    select,
)

from bot.persistence.database.tables import events, outbox
from bot.persistence.database.types import from_json, to_json
from domain.shared.messages import Event

BUCKETS = 16
Routes = Callable[[type[Event]], tuple[str, ...]]


_INSERT_EVENT = insert(events)
_INSERT_OUTBOX = insert(outbox)
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


class EventStore:
    """The append-only record of events."""

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
