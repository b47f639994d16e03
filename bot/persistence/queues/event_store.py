"""Events, written with the state that they are about, and an outbox row for each consumer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import uuid4
from zlib import crc32

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    Integer,
    String,
    Text,
    bindparam,
    cast,
    func,
    insert,
    select,
    tuple_,
)

from bot.persistence.database.batching import add
from bot.persistence.database.lists import is_one_of
from bot.persistence.database.tables import events, outbox
from bot.persistence.database.types import from_json, to_json
from domain.shared.messages import Event, OrderEvent

BUCKETS = 16
Routes = Callable[[type[Event]], tuple[str, ...]]


_INSERT_EVENT = insert(events)
_INSERT_OUTBOX = insert(outbox)
_EVENT_COLUMNS = ("event_id", "subject", "name", "payload", "at")
_new_event = (
    insert(events)
    .values({name: bindparam(f"its_{name}") for name in _EVENT_COLUMNS})
    .returning(events.c.seq, events.c.subject)
    .cte("new_event")
)
_each_consumer = func.unnest(bindparam("consumers", type_=ARRAY(String)))
# On a server each statement is a message there and back.
_INSERT_BOTH = insert(outbox).from_select(
    ["consumer", "seq", "subject", "bucket"],
    select(
        _each_consumer,
        _new_event.c.seq,
        _new_event.c.subject,
        bindparam("bucket", type_=Integer),
    ),
)
_BACK = select(events.c.seq).order_by(events.c.seq.desc()).offset(bindparam("back")).limit(1)
_BACK_OF_MANY = (
    select(events.c.xact_id, events.c.seq)
    .order_by(events.c.xact_id.desc(), events.c.seq.desc())
    .offset(bindparam("back"))
    .limit(1)
)
_NEWEST_OF = (
    select(events.c.name, events.c.seq)
    .where(events.c.subject == bindparam("about"), is_one_of(events.c.name, "names"))
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
_EVENT = select(events.c.seq, events.c.event_id, events.c.at, events.c.name, events.c.payload)
_KNOWN = is_one_of(events.c.name, "names")
_READ = (
    _EVENT.where(events.c.seq > bindparam("after"), _KNOWN)
    .order_by(events.c.seq)
    .limit(bindparam("most"))
)
# What was written by a transaction that is older than every one under way: nothing can come
# before it any more.
_SETTLED = events.c.xact_id < cast(
    cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger
)
_READ_OF_MANY = (
    _EVENT.add_columns(events.c.xact_id)
    .where(
        tuple_(events.c.xact_id, events.c.seq)
        > tuple_(bindparam("after_xact"), bindparam("after")),
        _SETTLED,
        _KNOWN,
    )
    .order_by(events.c.xact_id, events.c.seq)
    .limit(bindparam("most"))
)


_HISTORY = (
    select(events.c.at, events.c.name, events.c.payload)
    .where(events.c.subject == bindparam("about"), _KNOWN)
    .order_by(events.c.seq)
)


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the event store; whoever reads on from it loses nothing that commits late.

    Args:
        seq: The number of the last event that was read.
        xact_id: The transaction that wrote it, where there are many writers, else 0.
    """

    seq: int = 0
    xact_id: int = 0

    def __str__(self) -> str:
        """As ``read`` takes it."""
        return f"{self.xact_id}.{self.seq}" if self.xact_id else str(self.seq)

    @classmethod
    def parse(cls, text: str) -> Position | None:
        """Return the position that a text says; None if it says none."""
        parts = text.split(".")
        if len(parts) > 2 or not all(
            it.isascii() and it.isdigit() and len(it) < 19 for it in parts
        ):
            return None
        *xact_id, seq = map(int, parts)
        return cls(seq, *xact_id)


class EventStore:
    """The append-only record of events."""

    def __init__(self, connection: Connection, routes: Routes, now: datetime) -> None:
        """Work on a connection; ``routes`` names the consumers of an event."""
        self._connection = connection
        self._routes = routes
        self._now = now
        self._has_many_writers = connection.dialect.name == "postgresql"

    def write(self, event: Event) -> None:
        """Append an event and one outbox row for each of its consumers."""
        row = {
            "event_id": str(uuid4()),
            "subject": event.subject,
            "name": stored_name(type(event).__name__, type(event).VERSION),
            "payload": to_json(type(event), event),
            "at": self._now,
        }
        bucket = bucket_of(event.subject)
        consumers = self._routes(type(event))
        if self._has_many_writers:
            values: dict[str, Any] = {f"its_{name}": value for name, value in row.items()}
            values |= {"consumers": list(consumers), "bucket": bucket}
            add(self._connection, _INSERT_BOTH, values)
            return
        key: Any = self._connection.execute(_INSERT_EVENT, row).inserted_primary_key
        seq = int(key[0])
        rows = [
            {"consumer": consumer, "seq": seq, "subject": event.subject, "bucket": bucket}
            for consumer in consumers
        ]
        if rows:
            self._connection.execute(_INSERT_OUTBOX, rows)

    def position(self, back: int = 0) -> Position:
        """Return the position from which the newest ``back`` events are still to be read."""
        statement = _BACK_OF_MANY if self._has_many_writers else _BACK
        row = self._connection.execute(statement, {"back": back}).first()
        if row is None:
            return Position()
        return Position(row.seq, getattr(row, "xact_id", None) or 0)

    def newest_of(self, subject: str, kinds: Iterable[type[Event]]) -> tuple[str, int]:
        """Name and number of the newest event of these kinds about a subject; else empty and 0."""
        wanted = {"about": subject, "names": [kind.__name__ for kind in kinds]}
        row = self._connection.execute(_NEWEST_OF, wanted).first()
        return (row.name, row.seq) if row else ("", 0)

    def history(self, subject: str) -> list[tuple[datetime, Event]]:
        """What happened to a subject, oldest first, each with its time (UTC)."""
        wanted = {"about": subject, "names": list(_event_types())}
        found = self._connection.execute(_HISTORY, wanted)
        return [(at, decode_event(name, payload)) for at, name, payload in found]

    def is_first_of_its_kind(self, event: Event, seq: int) -> bool:
        """Whether an event with a number is the first of its kind about its subject."""
        wanted = {"about": event.subject, "kind": type(event).__name__, "before": seq}
        return self._connection.scalar(_EARLIER, wanted) is None

    def read(self, after: Position, limit: int) -> list[tuple[Position, str, datetime, Event]]:
        """Events past a position that can be read: (position, event id, time, event)."""
        statement = _READ_OF_MANY if self._has_many_writers else _READ
        wanted = {"after": after.seq, "names": list(_event_types()), "most": limit}
        if self._has_many_writers:
            wanted["after_xact"] = after.xact_id
        return [
            (Position(seq, *xact_id), event_id, at, decode_event(name, payload))
            for seq, event_id, at, name, payload, *xact_id in self._connection.execute(
                statement, wanted
            )
        ]


def bucket_of(subject: str) -> int:
    """The bucket of a subject.

    Relays that share the work each lock some buckets (never some rows), so that the events of one
    subject stay in order.
    """
    return crc32(subject.encode()) % BUCKETS


def stored_name(name: str, version: int) -> str:
    """How an event is called in the event store: by its name and, from 2 on, by its version."""
    return name if version == 1 else f"{name}.v{version}"


def known_names() -> Set[str]:
    """The stored names of every event that this version of the program knows."""
    return _event_types().keys()


def event_type(name: str) -> type[Event]:
    """The event that has this name in the event store. Raises KeyError for an unknown name."""
    return _event_types()[name]


def is_about_an_order(name: str) -> bool:
    """Whether an event of this stored name is known, and its subject is an order."""
    kind = _event_types().get(name)
    return kind is not None and issubclass(kind, OrderEvent)


def decode_event(name: str, payload: str) -> Event:
    """Read an event back. Raises KeyError for an unknown name, or UnreadableError."""
    return from_json(event_type(name), payload)


@cache
def _event_types() -> dict[str, type[Event]]:
    def below(base: type[Event]) -> Iterator[type[Event]]:
        for kind in base.__subclasses__():
            yield kind
            yield from below(kind)

    return {stored_name(kind.__name__, kind.VERSION): kind for kind in below(Event)}
