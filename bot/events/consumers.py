"""Who consumes which events: policies and notifications, one consumer for each context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.notifications.recipients import NOTIFICATIONS
from domain.processes.policies import POLICIES

if TYPE_CHECKING:
    from bot.persistence.queues.outbox import Pending
    from bot.persistence.unit_of_work import UnitOfWork
    from domain.shared.messages import Event

CONSUMERS: tuple[str, ...] = tuple({**POLICIES, **NOTIFICATIONS})


def routes(kind: type[Event]) -> tuple[str, ...]:
    """The consumers of an event."""
    return tuple(
        consumer
        for consumer in CONSUMERS
        if kind in POLICIES.get(consumer, {}) or kind in NOTIFICATIONS.get(consumer, {})
    )


def consume(pending: Pending, uow: UnitOfWork) -> None:
    """Let a consumer handle an event: its policy, then the messages about it.

    Whoever lets it handle the event records so in the same transaction (``Outbox.done``).
    """
    event = pending.event
    kind = type(event)
    if policy := POLICIES.get(pending.consumer, {}).get(kind):
        policy(event, uow)
    if notification := NOTIFICATIONS.get(pending.consumer, {}).get(kind):
        notification(event, pending.seq, uow)
