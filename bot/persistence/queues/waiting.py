"""How much is waiting, and for how long, for whoever watches over the platform."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, func, or_, select, text

from bot.persistence.database.lists import is_one_of
from bot.persistence.database.locks import AZER, LEADING
from bot.persistence.database.money_tables import charges
from bot.persistence.database.tables import deadlines, events, messages, outbox, people, updates
from domain.payment.charge import ChargeState
from domain.shared.deadlines import DeadlineKind


@dataclass(frozen=True, slots=True)
class Queues:
    """Rows that wait: events for their consumers, messages to be sent, refunds to be made.

    Ages are in seconds, 0 where nothing waits; what was set aside has none.

    Args:
        by_consumer: The events that wait for each consumer (those of ``PUBLISHER`` for the broker).
        messages: Messages that are promised.
        refunds: Charges to be given back.
        held: Orders that wait in line for their kitchen.
        set_aside: Updates that could not be handled.
        undone: Updates that are kept and not handled yet, whoever has them in hand.
        oldest_event: By consumer, the age of the oldest event that waits for it.
        oldest_message: The age of the oldest promise that can be kept now.
        oldest_update: The age of the oldest update that is not handled.
        heartbeat: Seconds since whoever leads showed last that it lives, infinite where nobody
            leads; None on a file, which has one process.
    """

    by_consumer: Mapping[str, int]
    messages: int
    refunds: int
    held: int
    set_aside: int
    undone: int
    oldest_event: Mapping[str, float]
    oldest_message: float
    oldest_update: float
    heartbeat: float | None

    @property
    def outbox(self) -> int:
        """All events that wait for anybody."""
        return sum(self.by_consumer.values())


# One question each: the tables are short unless something is wrong, and refunds have an index.
_living = case((outbox.c.dead_at.is_(None), outbox.c.seq))
_BY_CONSUMER = select(
    outbox.c.consumer, func.count().label("waiting"), func.min(_living).label("oldest")
).group_by(outbox.c.consumer)
_HAPPENED = select(events.c.seq, events.c.at).where(is_one_of(events.c.seq, "wanted"))
_MESSAGES = select(func.count()).select_from(messages).where(messages.c.dead_at.is_(None))
_OLDEST_MESSAGE = (
    select(func.min(messages.c.created_at))
    .outerjoin(people, people.c.user_id == messages.c.chat_id)
    .where(
        messages.c.dead_at.is_(None),
        people.c.reachable.is_not(False),
        or_(messages.c.not_before.is_(None), messages.c.not_before <= bindparam("now")),
    )
)
_REFUNDS = (
    select(func.count()).select_from(charges).where(charges.c.state == ChargeState.REFUNDING.value)
)
_HELD = (
    select(func.count()).select_from(deadlines).where(deadlines.c.kind == DeadlineKind.RESUME_HELD)
)
_is_dead = updates.c.dead_at.is_not(None)
_UPDATES = select(
    func.count(case((_is_dead, 1))),
    func.count(case((~_is_dead, 1))),
    func.min(case((~_is_dead, updates.c.received_at))),
).where(updates.c.done_at.is_(None))
# The session whose lock it is asks the server something every other second.
_HEARTBEAT = text(
    "SELECT extract(epoch FROM clock_timestamp() - holder.state_change)"
    " FROM pg_locks AS held JOIN pg_stat_activity AS holder USING (pid)"
    " WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 2"
    " AND held.classid = :azer AND held.objid = :leading"
    " AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def queues(connection: Connection, now: datetime) -> Queues:
    """Count what is waiting at ``now`` (UTC)."""

    def age(since: datetime | None) -> float:
        return max(0.0, (now - since).total_seconds()) if since else 0.0

    by_consumer = connection.execute(_BY_CONSUMER).all()
    wanted = [row.oldest for row in by_consumer if row.oldest is not None]
    happened = {row.seq: row.at for row in connection.execute(_HAPPENED, {"wanted": wanted})}
    set_aside, undone, oldest_update = connection.execute(_UPDATES).one()
    return Queues(
        by_consumer={row.consumer: row.waiting for row in by_consumer},
        messages=connection.execute(_MESSAGES).scalar_one(),
        refunds=connection.execute(_REFUNDS).scalar_one(),
        held=connection.execute(_HELD).scalar_one(),
        set_aside=set_aside,
        undone=undone,
        oldest_event={row.consumer: age(happened.get(row.oldest)) for row in by_consumer},
        oldest_message=age(connection.scalar(_OLDEST_MESSAGE, {"now": now})),
        oldest_update=age(oldest_update),
        heartbeat=_heartbeat(connection),
    )


def _heartbeat(connection: Connection) -> float | None:
    if connection.dialect.name != "postgresql":
        return None
    found = connection.scalar(_HEARTBEAT, {"azer": AZER, "leading": LEADING})
    return math.inf if found is None else max(0.0, float(found))
