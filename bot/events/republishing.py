"""Sending events again, from the event store; and handing over what a broker was to have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from bot.events.consumers import queues_of
from bot.operator_error import OperatorError, one_line
from bot.persistence.queues.arrivals import Arrival
from bot.scheduling.housekeeping import REMEMBER_EVENTS

if TYPE_CHECKING:
    from bot.persistence.queues.unpublished import Republished
    from bot.persistence.unit_of_work import Database, UnitOfWork

# How long events stay at Kafka, and in how long a part of them, since parts go as a whole.
RETENTION = timedelta(days=7)
SEGMENT = timedelta(days=1)
# What is sent again stays as long, and all the while it must be known who has handled it.
MOST_REPUBLISHED = REMEMBER_EVENTS - RETENTION - 2 * SEGMENT
# In one transaction, so that others have their turn.
_BATCH = 2_000


class BadTimeError(OperatorError):
    """Events cannot be sent again from such a time on; the text says why."""


def since_when(text: str, zone: tzinfo, now: datetime) -> datetime:
    """Read the time from which on events are to be sent again.

    Args:
        text: In ISO 8601, such as ``2026-05-01T18:00``.
        zone: Which it is in, unless it says so.
        now: The time, in UTC.

    Returns:
        The same in UTC.

    Raises:
        BadTimeError: It is no time, or too long ago.
    """
    try:
        time = datetime.fromisoformat(text)
        since = (time if time.tzinfo else time.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadTimeError(
            one_line(f"--since: {text}: write a time such as 2026-05-01T18:00")
        ) from error
    if now - since > MOST_REPUBLISHED:
        days = MOST_REPUBLISHED.days
        raise BadTimeError(
            f"--since: at most {days} days ago, because who has handled older ones is forgotten"
        )
    return since


async def republish(database: Database, since: datetime) -> int:
    """Let all events that are not older than a time (UTC) be sent again; answers how many.

    The running platform sends them. Who has handled one leaves it alone.
    """
    first = await database.read(lambda uow: uow.unpublished.first_since(since))
    total = 0
    while first is not None:
        batch = await _republish(database, first)
        total += batch.events
        first = batch.next_seq if batch.events else None
    return total


async def _republish(database: Database, first: int) -> Republished:
    return await database.write(lambda uow: uow.unpublished.publish_again(first, _BATCH))


async def hand_over(database: Database) -> None:
    """Queue what waits for a broker for its consumers here: there is no broker (any more)."""
    while await database.read(_has_unpublished):
        await database.write(_hand_over)


def _has_unpublished(uow: UnitOfWork) -> bool:
    return bool(uow.unpublished.heads((), 1))


def _hand_over(uow: UnitOfWork) -> None:
    heads = uow.unpublished.heads((), _BATCH)
    for pending in heads:
        arrival = Arrival(
            pending.event_id, pending.subject, pending.name, pending.payload, pending.at
        )
        for consumer in queues_of(pending.name):
            uow.arrivals.queue(consumer, [arrival])
    uow.unpublished.published([it.outbox_id for it in heads])
