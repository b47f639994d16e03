"""Who consumes which events: policies and notifications, one consumer for each context."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.notifications.recipients import NOTIFICATIONS
from bot.persistence.queues.event_store import event_type, known_names
from domain.processes.kitchens import kitchen_of_event
from domain.processes.policies import ASKED_BEFORE, POLICIES, asked_before

if TYPE_CHECKING:
    from bot.persistence.queues.outbox import Pending
    from bot.persistence.unit_of_work import UnitOfWork
    from domain.processes.kitchens import Kitchen
    from domain.shared.messages import Event

CONSUMERS: tuple[str, ...] = tuple({**POLICIES, **NOTIFICATIONS})

_ASKING = {(consumer, kind.__name__) for consumer, kind in ASKED_BEFORE}


def routes(kind: type[Event]) -> tuple[str, ...]:
    """The consumers of an event."""
    return tuple(
        consumer
        for consumer in CONSUMERS
        if kind in POLICIES.get(consumer, {}) or kind in NOTIFICATIONS.get(consumer, {})
    )


def queues_of(name: str) -> tuple[str, ...]:
    """Into whose queues an event that arrives is put, by its name in the event store.

    Of one that only a newer version of the program knows, that version knows whom it concerns.
    """
    return routes(event_type(name)) if name in known_names() else CONSUMERS


def moves_a_line(pending: Pending) -> bool:
    """Whether a consumer may move a kitchen's line when it handles an event: the order context."""
    return pending.consumer == "order"


def kitchen_of(pending: Pending) -> Kitchen | None:
    """Whose line a consumer may move when it handles an event."""
    return kitchen_of_event(pending.consumer, pending.event) if moves_a_line(pending) else None


def asks(pending: Pending) -> bool:
    """Whether a consumer has a question about an event, before it can handle it."""
    return (pending.consumer, pending.name) in _ASKING


def answers(pending: Pending, uow: UnitOfWork) -> tuple[Any, ...]:
    """What another context answers to that question, before the consumer's transaction."""
    return asked_before(pending.consumer, pending.event, uow)


def consume(pending: Pending, uow: UnitOfWork, asked: tuple[Any, ...] = ()) -> None:
    """Let a consumer handle an event: its policy, then the messages about it.

    Whoever lets it handle the event records so in the same transaction (``Outbox.done``).
    """
    event = pending.event
    kind = type(event)
    if policy := POLICIES.get(pending.consumer, {}).get(kind):
        policy(event, uow, *asked)
    if notification := NOTIFICATIONS.get(pending.consumer, {}).get(kind):
        notification(event, pending.seq, uow)
