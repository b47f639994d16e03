"""Events that are on their way: committed, and not handled by everybody whom they concern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, text

from bot.events.consumers import CONSUMERS, routes
from bot.persistence.queues.event_store import event_type, known_names
from domain.processes.apart import DELIVERY

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection, Row

_ROUTES = ", ".join(
    f"('{consumer}', '{name}')"
    for name in sorted(known_names())
    for consumer in routes(event_type(name))
)
# Neither the broker nor the queues are asked: what was lost between them is found, too.
_UNHANDLED = f"""
    with routes (consumer, name) as (values {_ROUTES})
    select events.event_id, events.subject from events join routes on routes.name = events.name
    where routes.consumer in :consumers and not exists (
        select 1 from processed_events
        where processed_events.consumer = routes.consumer
        and processed_events.event_id = events.event_id
    )
"""
_ARRIVED = text("select event_id from events")
_HANDLED = text("select event_id from processed_events where consumer = :consumer")


def unhandled(books: Connection, apart: Connection | None = None) -> int:
    """How often somebody has not handled an event yet; ``apart`` is where deliveries lie."""
    return len(_unhandled(books, apart, None))


def under_way(
    books: Connection, subjects: Collection[str], apart: Connection | None = None
) -> set[str]:
    """About which of these subjects there is news that somebody has not handled yet."""
    return set(_unhandled(books, apart, subjects)) if subjects else set()


def _unhandled(
    books: Connection, apart: Connection | None, subjects: Collection[str] | None
) -> list[str]:
    if apart is None:
        return [it.subject for it in _rows(books, CONSUMERS, subjects)]
    others = [it for it in CONSUMERS if it != DELIVERY]
    # Every event comes to the main database; what the deliveries have handled is noted with them.
    handled = set(apart.scalars(_HANDLED, {"consumer": DELIVERY}))
    arrived = set(books.scalars(_ARRIVED))
    to_them = [it for it in _rows(books, [DELIVERY], subjects) if it.event_id not in handled]
    of_them = [it for it in _rows(apart, others, subjects) if it.event_id not in arrived]
    return [it.subject for it in (*_rows(books, others, subjects), *to_them, *of_them)]


def _rows(
    books: Connection, consumers: Collection[str], subjects: Collection[str] | None
) -> Sequence[Row[tuple[str, str]]]:
    about = {} if subjects is None else {"subjects": list(subjects)}
    query = text(_UNHANDLED + (" and events.subject in :subjects" if about else ""))
    for name in ("consumers", *about):
        query = query.bindparams(bindparam(name, expanding=True))
    return books.execute(query, about | {"consumers": list(consumers)}).all()
