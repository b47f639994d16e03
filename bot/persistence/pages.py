"""Rows that are read page by page: by filters, in an order that nothing written meanwhile disturbs.

A page begins after the last row of the one before, by its key. So a row comes on one page at most,
however many are written in between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    RowMapping,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    tuple_,
)

from bot.persistence.database.lists import is_one_of
from bot.persistence.database.money_tables import charges, payments
from bot.persistence.database.tables import deliveries, order_views, orders, people, tickets
from domain.delivery.states import DeliveryState


@dataclass(frozen=True, eq=False)
class Listing:
    """What can be read page by page.

    Args:
        base: Every row of it.
        key: The columns that order it; together no two rows have the same.
        filters: What a page may be limited to, by the name of the value.
        is_newest_first: Whether the largest key comes first.
        is_of_delivery: Whether it is where the deliveries are.
    """

    base: Select[Any]
    key: tuple[ColumnElement[Any], ...]
    filters: Mapping[str, ColumnElement[bool]]
    is_newest_first: bool = True
    is_of_delivery: bool = False


def page(
    connection: Connection,
    listing: Listing,
    given: Mapping[str, Any],
    after: Sequence[Any] | None,
    most: int,
) -> Sequence[RowMapping]:
    """Read one page, at most ``most`` rows; ``after`` is the key of the last row of the one before."""
    statement = _statement(listing, frozenset(given), goes_on=after is not None)
    values = {**given, "most": most}
    values |= {f"after_{place}": value for place, value in enumerate(after or ())}
    return connection.execute(statement, values).mappings().all()


# The same few shapes are asked for over and over.
@cache
def _statement(listing: Listing, names: frozenset[str], *, goes_on: bool) -> Select[Any]:
    statement = listing.base
    # A filter may have more values than the one that it is called by.
    for name in sorted(names & listing.filters.keys()):
        statement = statement.where(listing.filters[name])
    if goes_on:
        last = tuple_(
            *(bindparam(f"after_{place}", type_=it.type) for place, it in enumerate(listing.key))
        )
        key = tuple_(*listing.key)
        statement = statement.where(key < last if listing.is_newest_first else key > last)
    ordered = [it.desc() if listing.is_newest_first else it for it in listing.key]
    return statement.order_by(*ordered).limit(bindparam("most"))


def _is(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return column == bindparam(name, type_=column.type)


def _has_ticket(of: FromClause) -> ColumnElement[bool]:
    # A store learns of an order when it is paid for.
    return exists().where(tickets.c.order_id == of.c.id)


ORDERS = Listing(
    select(orders),
    (orders.c.placed_at, orders.c.id),
    {
        "order_id": _is(orders.c.id, "order_id"),
        "customer_id": _is(orders.c.customer_id, "customer_id"),
        "store_id": _is(orders.c.store_id, "store_id"),
        "for_store": and_(_is(orders.c.store_id, "for_store"), _has_ticket(orders)),
        "state": _is(orders.c.state, "state"),
    },
)

_GIVEN_BACK = (
    select(func.coalesce(func.sum(charges.c.refunded), 0))
    .where(charges.c.order_id == payments.c.order_id)
    .scalar_subquery()
    .label("given_back")
)
PAYMENTS = Listing(
    select(payments, orders.c.store_id, orders.c.placed_at, _GIVEN_BACK).join(
        orders, orders.c.id == payments.c.order_id
    ),
    (orders.c.placed_at, orders.c.id),
    {
        "order_id": _is(payments.c.order_id, "order_id"),
        "customer_id": _is(payments.c.customer_id, "customer_id"),
        "store_id": _is(orders.c.store_id, "store_id"),
        "for_store": and_(_is(orders.c.store_id, "for_store"), _has_ticket(orders)),
        "state": _is(payments.c.state, "state"),
    },
)

TICKETS = Listing(
    select(tickets),
    (tickets.c.received_at, tickets.c.order_id),
    {
        "order_id": _is(tickets.c.order_id, "order_id"),
        "store_id": _is(tickets.c.store_id, "store_id"),
        "state": _is(tickets.c.state, "state"),
    },
)

DELIVERIES = Listing(
    select(deliveries),
    (deliveries.c.order_id,),
    {
        "order_id": _is(deliveries.c.order_id, "order_id"),
        "store_id": _is(deliveries.c.store_id, "store_id"),
        "state": _is(deliveries.c.state, "state"),
        # What a courier may take, and what is or was theirs.
        "courier_id": or_(
            _is(deliveries.c.courier_id, "courier_id"),
            and_(
                deliveries.c.state == DeliveryState.OFFERED.value,
                is_one_of(deliveries.c.store_id, "courier_stores"),
            ),
        ),
    },
    is_newest_first=False,
    is_of_delivery=True,
)

MY_PAGES = Listing(
    select(order_views),
    (order_views.c.placed_at, order_views.c.order_id),
    {
        "order_id": _is(order_views.c.order_id, "order_id"),
        "customer_id": _is(order_views.c.customer_id, "customer_id"),
        "state": _is(order_views.c.state, "state"),
    },
)

PEOPLE = Listing(
    select(people),
    (people.c.user_id,),
    {"user_id": _is(people.c.user_id, "user_id")},
    is_newest_first=False,
)

_PARTIES = select(orders.c.id, orders.c.customer_id, orders.c.store_id).where(
    is_one_of(orders.c.id, "wanted")
)


def parties(connection: Connection, order_ids: Sequence[str]) -> Mapping[str, tuple[int, str]]:
    """Who ordered, and where: the customer and the store of each of these orders."""
    found = connection.execute(_PARTIES, {"wanted": list(order_ids)})
    return {row.id: (row.customer_id, row.store_id) for row in found}
