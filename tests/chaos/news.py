"""Events that are on their way: committed, and not handled by everybody whom they concern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, text

from bot.events.consumers import routes
from bot.persistence.queues.event_store import event_type, known_names

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

_ROUTES = ", ".join(
    f"('{consumer}', '{name}')"
    for name in sorted(known_names())
    for consumer in routes(event_type(name))
)
# Neither the broker nor the queues are asked: what was lost between them is found, too.
_UNHANDLED = f"""
    with routes (consumer, name) as (values {_ROUTES})
    select {{what}} from events join routes on routes.name = events.name
    where not exists (
        select 1 from processed_events
        where processed_events.consumer = routes.consumer
        and processed_events.event_id = events.event_id
    )
"""
UNHANDLED = _UNHANDLED.format(what="count(*)")
_ABOUT = text(
    _UNHANDLED.format(what="distinct events.subject") + " and events.subject in :subjects"
).bindparams(bindparam("subjects", expanding=True))


def under_way(books: Connection, subjects: Collection[str]) -> set[str]:
    """About which of these subjects there is news that somebody has not handled yet."""
    return set(books.scalars(_ABOUT, {"subjects": list(subjects)})) if subjects else set()
