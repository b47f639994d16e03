"""What the database says, read from outside and never written."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect

from domain.order.model import TRANSITIONS, OrderState
from tests.chaos.news import unhandled
from tests.chaos.reading import reading, reading_apart

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection

Row = dict[str, Any]
ENDED = frozenset(it.value for it in OrderState if it not in TRANSITIONS)
_ENDED_LIST = ", ".join(f"'{it}'" for it in sorted(ENDED))


@dataclass(frozen=True, slots=True)
class Event:
    """One event of an order."""

    name: str
    payload: Row


@dataclass(frozen=True, slots=True)
class Books:
    """What the tables say, by order id; ``handled`` are the updates that are done.

    ``ever_off`` are the couriers who have said anything about their shifts.
    """

    orders: dict[str, Row]
    payments: dict[str, Row]
    tickets: dict[str, Row]
    deliveries: dict[str, Row]
    views: dict[str, Row]
    charges: dict[str, Row]
    events: dict[str, list[Event]]
    cards: list[Row]
    owners: dict[str, list[int]]
    couriers: dict[str, list[int]]
    unsettled: dict[str, int]
    handled: frozenset[int] = frozenset()
    ever_off: frozenset[int] = frozenset()


# What must be nothing once everything has come to rest: the queues between the parts.
_QUEUES = {
    "orders that have not ended": "select count(*) from orders "
    f"where state not in ({_ENDED_LIST})",
    "outbox rows": "select count(*) from outbox",
    "dead letters": "select count(*) from outbox where dead_at is not null",
    "messages not sent": "select count(*) from messages",
    "old cards": "select count(*) from cards where old_messages is not null",
    "refunds on their way": "select count(*) from charges where state = 'refunding'",
    "deadlines": "select count(*) from deadlines",
    "people out of reach": "select count(*) from people where not reachable",
}
_EDGE_QUEUES = {
    "updates not done": "select count(*) from updates where done_at is null",
    "updates given up": "select count(*) from updates where error is not null",
}


def unsettled(url: URL, apart: URL | None = None) -> dict[str, int]:
    """What has not come to rest yet, and how much of it; ``apart`` is where deliveries lie."""
    with reading(url) as database, reading_apart(apart) as deliveries:
        return _unsettled(database, deliveries)


def read_books(url: URL, apart: URL | None = None) -> Books:
    """Read everything; ``apart`` is where deliveries lie."""
    with reading(url) as database, reading_apart(apart) as deliveries:
        side = deliveries or database
        return Books(
            orders=_by(database, "orders", "id"),
            payments=_by(database, "payments", "order_id"),
            tickets=_by(database, "tickets", "order_id"),
            deliveries=_by(side, "deliveries", "order_id"),
            views={
                row["order_id"]: row | {"content": json.loads(row["content"])}
                for row in _rows(database, "select * from order_views")
            },
            charges=_by(database, "charges", "charge_id"),
            events=_events(database, deliveries),
            cards=_rows(database, "select * from cards"),
            owners=_staff(database, "owner"),
            couriers=_staff(database, "courier"),
            unsettled=_unsettled(database, deliveries),
            ever_off=frozenset(row["courier_id"] for row in _rows(side, "select * from couriers")),
            handled=frozenset(
                row["update_id"]
                for row in _rows(database, "select * from updates")
                if row["done_at"] and not row["error"]
            ),
        )


def _rows(database: Connection, query: str) -> list[Row]:
    return [dict(row) for row in database.exec_driver_sql(query).mappings()]


def _by(database: Connection, table: str, key: str) -> dict[str, Row]:
    return {row[key]: row for row in _rows(database, f"select * from {table}")}


def _events(database: Connection, apart: Connection | None) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = defaultdict(list)
    rows = _rows(database, "select * from events order by seq")
    if apart is not None:
        # What nobody but the deliveries is told of stays with them.
        known = {row["event_id"] for row in rows}
        of_them = _rows(apart, "select * from events order by seq")
        rows += [row for row in of_them if row["event_id"] not in known]
    for row in rows:
        found[row["subject"]].append(Event(row["name"], json.loads(row["payload"])))
    return dict(found)


def _staff(database: Connection, role: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for row in _rows(database, "select * from store_staff"):
        if row["role"] == role:
            found[row["store_id"]].append(row["user_id"])
    return dict(found)


def _unsettled(database: Connection, apart: Connection | None) -> dict[str, int]:
    tables = inspect(database).get_table_names()
    counted = _counted(database, _QUEUES | (_EDGE_QUEUES if "updates" in tables else {}))
    if apart is not None:
        counted |= {f"{it} of deliveries": n for it, n in _counted(apart, _QUEUES).items()}
    counted["events that somebody has not handled"] = unhandled(database, apart)
    return {what: number for what, number in counted.items() if number}


def _counted(database: Connection, queries: dict[str, str]) -> dict[str, int]:
    return {it: database.exec_driver_sql(query).scalar_one() for it, query in queries.items()}
