"""Who consumes which events: reactions and notifications, one consumer for each context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.notifications.recipients import NOTIFICATIONS
from domain.processes.reactions import REACTIONS

if TYPE_CHECKING:
    from bot.persistence.journal import Pending
    from bot.persistence.transaction import SqlTransaction
    from domain.shared.messages import Event

CONSUMERS: tuple[str, ...] = tuple({**REACTIONS, **NOTIFICATIONS})


def routes(kind: type[Event]) -> tuple[str, ...]:
    """The consumers of an event."""
    return tuple(
        consumer
        for consumer in CONSUMERS
        if kind in REACTIONS.get(consumer, {}) or kind in NOTIFICATIONS.get(consumer, {})
    )


def consume(pending: Pending, tx: SqlTransaction) -> None:
    """Let a consumer handle an event once: react, then promise the messages about it."""
    if tx.journal.is_first_time(pending.consumer, pending.event_id):
        event = pending.event
        kind = type(event)
        tx.happened_at = pending.at
        if reaction := REACTIONS.get(pending.consumer, {}).get(kind):
            reaction(event, tx)
        if notification := NOTIFICATIONS.get(pending.consumer, {}).get(kind):
            notification(event, pending.seq, tx)
    tx.journal.done(pending.outbox_id)
