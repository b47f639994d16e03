"""How much is waiting, for whoever watches over the platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from bot.persistence.database.money_tables import charges
from bot.persistence.database.tables import deadlines, messages, outbox, updates
from domain.payment.charge import ChargeState
from domain.shared.deadlines import DeadlineKind


@dataclass(frozen=True, slots=True)
class Queues:
    """Rows that wait: events for their consumers, messages to be sent, refunds to be made.

    ``by_consumer`` are the events that wait for each consumer (those of ``PUBLISHER`` for the
    broker), ``held`` orders that wait in line for their kitchen, ``set_aside`` updates that could
    not be handled.
    """

    by_consumer: Mapping[str, int]
    messages: int
    refunds: int
    held: int
    set_aside: int

    @property
    def outbox(self) -> int:
        """All events that wait for anybody."""
        return sum(self.by_consumer.values())


# One question each: the tables are short unless something is wrong, and refunds have an index.
_BY_CONSUMER = select(outbox.c.consumer, func.count().label("waiting")).group_by(outbox.c.consumer)
_MESSAGES = select(func.count()).select_from(messages).where(messages.c.dead_at.is_(None))
_REFUNDS = (
    select(func.count()).select_from(charges).where(charges.c.state == ChargeState.REFUNDING.value)
)
_HELD = (
    select(func.count()).select_from(deadlines).where(deadlines.c.kind == DeadlineKind.RESUME_HELD)
)
_SET_ASIDE = (
    select(func.count())
    .select_from(updates)
    .where(updates.c.done_at.is_(None), updates.c.dead_at.is_not(None))
)


def queues(connection: Connection) -> Queues:
    """Count what is waiting now."""
    return Queues(
        by_consumer={row.consumer: row.waiting for row in connection.execute(_BY_CONSUMER)},
        messages=connection.execute(_MESSAGES).scalar_one(),
        refunds=connection.execute(_REFUNDS).scalar_one(),
        held=connection.execute(_HELD).scalar_one(),
        set_aside=connection.execute(_SET_ASIDE).scalar_one(),
    )
