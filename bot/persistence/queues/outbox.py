"""The outbox: which consumers still have to handle which events, and what they could not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import (
    BigInteger,
    Connection,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    not_,
    or_,
    select,
    tuple_,
    update,
)

from bot.persistence.database.lists import is_one_of
from bot.persistence.database.locks import lock_key
from bot.persistence.database.tables import events, outbox, processed_events
from bot.persistence.database.upsert import insert_or_ignore
from bot.persistence.queues.event_store import decode_event, known_names
from domain.shared.messages import Event

_log = structlog.get_logger(__name__)

# No event waits longer for another try. A row that says otherwise is from before the clock was set
# back, and is due.
LONGEST_WAIT = timedelta(minutes=2)


_INSERT_PROCESSED = insert(processed_events)
_same = outbox.c.id == bindparam("same")
_is_dead = outbox.c.dead_at.is_not(None)
_DELETE_OUTBOX = delete(outbox).where(is_one_of(outbox.c.id, "handled"))
_FAILED = update(outbox).where(_same)
_DROP_DEAD = delete(outbox).where(_same, _is_dead)
# What was given up does not come back, should a broker send it again.
_GIVE_UP_DEAD = insert_or_ignore(processed_events).from_select(
    ["consumer", "event_id", "at"],
    select(
        outbox.c.consumer, events.c.event_id, bindparam("now", type_=processed_events.c.at.type)
    )
    .join(events, events.c.seq == outbox.c.seq)
    .where(_same, _is_dead),
)
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

WAITING = (
    outbox.c.id,
    outbox.c.consumer,
    outbox.c.subject,
    outbox.c.seq,
    events.c.event_id,
    events.c.name,
    events.c.payload,
    events.c.at,
    outbox.c.attempts,
)
"""What a ``Pending`` is made of, in its order, but for ``is_known`` and its bucket."""
_earlier = outbox.alias("earlier")
_PENDING = (
    select(
        *WAITING,
        processed_events.c.event_id.is_not(None).label("is_known"),
        outbox.c.bucket,
    )
    .join(events, events.c.seq == outbox.c.seq)
    .outerjoin(
        processed_events,
        and_(
            processed_events.c.consumer == outbox.c.consumer,
            processed_events.c.event_id == events.c.event_id,
        ),
    )
    .where(
        is_one_of(outbox.c.consumer, "consumers"),
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
_earlier_event = events.alias("earlier_event")
# A newer version of the program handles what this one does not know; until then it keeps its place.
_PENDING_AND_KNOWN = _PENDING.where(
    is_one_of(events.c.name, "names"),
    ~exists().where(
        _earlier.c.consumer == outbox.c.consumer,
        _earlier.c.subject == outbox.c.subject,
        _earlier.c.id < outbox.c.id,
        _earlier_event.c.seq == _earlier.c.seq,
        not_(is_one_of(_earlier_event.c.name, "names")),
    ),
)
_in_bucket = outbox.c.bucket == bindparam("bucket")
_PENDING_IN_BUCKET = _PENDING.where(_in_bucket)
_PENDING_AND_KNOWN_IN_BUCKET = _PENDING_AND_KNOWN.where(_in_bucket)
_LOCK = select(func.pg_try_advisory_xact_lock(bindparam("lock", type_=BigInteger)))
_told_unknown: set[str] = set()


@dataclass(frozen=True, slots=True)
class Pending:
    """An event that waits for a consumer; one that ``is_known`` it has handled before."""

    outbox_id: int
    consumer: str
    subject: str
    seq: int
    event_id: str
    name: str
    payload: str
    at: datetime
    attempts: int
    is_known: bool
    bucket: int = 0

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


class Outbox:
    """The events that wait for a consumer, and those that were set aside (dead letters)."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        """Work on a connection, at ``now`` (UTC)."""
        self._connection, self._now = connection, now

    def pending(
        self, consumers: Iterable[str], limit: int, bucket: int | None = None
    ) -> list[Pending]:
        """What these consumers may handle now, oldest first; of one bucket, if it is named.

        A row that waits for another try, or is dead, or is about something that only a newer
        version of the program knows, holds up the later ones of its own subject and consumer, and
        nobody else's.
        """
        latest = self._now + LONGEST_WAIT
        wanted = {
            "consumers": list(consumers),
            "now": self._now,
            "latest": latest,
            "most": limit,
        }
        everything, what_is_known = _PENDING, _PENDING_AND_KNOWN
        if bucket is not None:
            everything, what_is_known = _PENDING_IN_BUCKET, _PENDING_AND_KNOWN_IN_BUCKET
            wanted["bucket"] = bucket
        found = [Pending(*row) for row in self._connection.execute(everything, wanted)]
        known = known_names()
        if unknown := {it.name for it in found} - known:
            _tell_unknown(unknown)
            wanted["names"] = list(known)
            found = [Pending(*row) for row in self._connection.execute(what_is_known, wanted)]
        return found

    def claim(self, batch: Sequence[Pending], limit: int) -> list[Pending]:
        """Those of a batch that are ours to handle in this transaction, in their order.

        The batch is of one consumer and one bucket, whose lock comes first: what is read after it
        shows all that its last holder did. Nothing, if another process holds it.
        """
        consumer, bucket = batch[0].consumer, batch[0].bucket
        lock = {"lock": lock_key(f"events {consumer} {bucket}")}
        if not self._connection.scalar(_LOCK, lock):
            return []
        wanted = {it.outbox_id for it in batch}
        held_up: set[str] = set()
        found = []
        for pending in self.pending((consumer,), limit, bucket):
            if pending.outbox_id not in wanted:
                held_up.add(pending.subject)
            elif pending.subject not in held_up:
                found.append(pending)
        return found

    def done(self, handled: Collection[Pending]) -> None:
        """Record that their consumers handled these events, and take them out of the outbox.

        Raises:
            IntegrityError: Another transaction let a consumer handle one of them meanwhile.
        """
        fresh = [
            {"consumer": it.consumer, "event_id": it.event_id, "at": self._now}
            for it in handled
            if not it.is_known
        ]
        if fresh:
            self._connection.execute(_INSERT_PROCESSED, fresh)
        if handled:
            rows = [it.outbox_id for it in handled]
            self._connection.execute(_DELETE_OUTBOX, {"handled": rows})

    def carried(self, there: Collection[Pending]) -> None:
        """Take out what has arrived in the queues of another database."""
        self._connection.execute(_DELETE_OUTBOX, {"handled": [it.outbox_id for it in there]})

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
        self._connection.execute(_GIVE_UP_DEAD, {"same": outbox_id, "now": self._now})
        return self._connection.execute(_DROP_DEAD, {"same": outbox_id}).rowcount == 1


def _tell_unknown(names: set[str]) -> None:
    if news := names - _told_unknown:
        _told_unknown.update(news)
        _log.warning("events wait for a newer version of the program", names=sorted(news))
