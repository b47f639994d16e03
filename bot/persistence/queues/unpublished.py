"""Events that wait for the broker: one outbox row each, for a consumer that is none of ours."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Connection,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    not_,
    select,
)

from bot.persistence.database.lists import is_one_of
from bot.persistence.database.tables import events, outbox
from bot.persistence.queues.outbox import WAITING, Pending

# Who hands events over to the broker; no context has this name.
PUBLISHER = "kafka"
# What could not be read when it came from the broker; it is kept, and never sent.
UNREADABLE = "UnreadableRecord"

_earlier = outbox.alias("earlier")
_is_unpublished = outbox.c.consumer == PUBLISHER
# One event of a subject at a time: whatever the client sends twice or late, nothing overtakes it.
_HEADS = (
    select(*WAITING)
    .join(events, events.c.seq == outbox.c.seq)
    .where(
        _is_unpublished,
        outbox.c.dead_at.is_(None),
        not_(is_one_of(outbox.c.id, "in_hand")),
        ~exists().where(
            _earlier.c.consumer == PUBLISHER,
            _earlier.c.subject == outbox.c.subject,
            _earlier.c.id < outbox.c.id,
        ),
    )
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
)
_DELETE = delete(outbox).where(_is_unpublished, is_one_of(outbox.c.id, "published"))
_FIRST_SINCE = select(func.min(events.c.seq)).where(events.c.at >= bindparam("since"))
_batch = (
    select(events.c.seq)
    .where(events.c.seq >= bindparam("first"), events.c.name != UNREADABLE)
    .order_by(events.c.seq)
    .limit(bindparam("most"))
    .subquery()
)
_LAST_OF_BATCH = select(func.max(_batch.c.seq), func.count())
_in_batch = events.c.seq.between(bindparam("first"), bindparam("last"))
_FORGET_BATCH = delete(outbox).where(
    _is_unpublished,
    outbox.c.dead_at.is_(None),
    outbox.c.seq.between(bindparam("first"), bindparam("last")),
)
_ADD_BATCH = insert(outbox).from_select(
    ["consumer", "seq", "subject", "bucket"],
    # The publisher knows no buckets.
    select(literal(PUBLISHER), events.c.seq, events.c.subject, literal(0))
    .where(_in_batch, events.c.name != UNREADABLE)
    .order_by(events.c.seq),
)


@dataclass(frozen=True, slots=True)
class Republished:
    """A part of the event store that is to be sent again: how much, and where the next begins."""

    events: int
    next_seq: int


class Unpublished:
    """The events that the broker does not have yet, or shall have once more."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection."""
        self._connection = connection

    def heads(self, in_hand: Collection[int], limit: int) -> list[Pending]:
        """The oldest event of each subject, oldest first, but for rows that are ``in_hand``.

        One that was set aside (a dead letter) holds up the later ones of its subject.
        """
        wanted = {"in_hand": list(in_hand), "most": limit}
        rows = self._connection.execute(_HEADS, wanted)
        return [Pending(*row, is_known=False) for row in rows]

    def published(self, rows: Collection[int]) -> None:
        """Take out what the broker has."""
        if rows:
            self._connection.execute(_DELETE, {"published": list(rows)})

    def first_since(self, since: datetime) -> int | None:
        """The number of the first event that is not older than a time (UTC), if there is one."""
        first: int | None = self._connection.scalar(_FIRST_SINCE, {"since": since})
        return first

    def publish_again(self, first: int, limit: int) -> Republished:
        """Let events from a number on be sent again, in their order; at most ``limit`` of them."""
        last, count = self._connection.execute(
            _LAST_OF_BATCH, {"first": first, "most": limit}
        ).one()
        if not count:
            return Republished(0, first)
        batch = {"first": first, "last": last}
        # What waits already would come before what is older.
        self._connection.execute(_FORGET_BATCH, batch)
        self._connection.execute(_ADD_BATCH, batch)
        return Republished(count, last + 1)
