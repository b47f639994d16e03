"""Orders in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)

from bot.persistence.database.money_tables import payments
from bot.persistence.database.tables import orders
from bot.persistence.database.types import from_json, to_json
from bot.persistence.repositories.repository import Repository, Row, Stored
from domain.order.basket import Line
from domain.order.details import DeliveryDetails, Location
from domain.order.held_orders import Waiting
from domain.order.model import Order, OrderState
from domain.shared.money import Money

_NEWEST = (
    select(orders)
    .where(orders.c.customer_id == bindparam("wanted"))
    .order_by(orders.c.placed_at.desc())
    .limit(1)
)
_BEGINNING = (
    select(orders)
    .where(orders.c.id >= bindparam("code"), orders.c.id < bindparam("beyond"))
    .order_by(orders.c.placed_at.desc())
    .limit(bindparam("most"))
)

_IN_THE_KITCHEN = (OrderState.PLACED, OrderState.PAID, OrderState.ACCEPTED)


def _has_a_place(of: FromClause) -> ColumnElement[bool]:
    # An order whose payment rests keeps nobody else waiting for hours.
    rests = exists().where(payments.c.order_id == of.c.id, payments.c.is_resting.is_(True))
    # A list (``in_``) would be written into the statement anew each time it is run.
    return and_(or_(*(of.c.state == state.value for state in _IN_THE_KITCHEN)), ~rests)


_BUSY = (
    select(func.count().label("busy"))
    .select_from(orders)
    .where(orders.c.store_id == bindparam("store"), _has_a_place(orders))
)
_BUSY_WITH = (
    select(func.count().label("busy"))
    .select_from(orders)
    .where(
        orders.c.customer_id == bindparam("customer"),
        orders.c.store_id == bindparam("store"),
        _has_a_place(orders),
    )
)
_ADMITTED = (
    select(func.count().label("admitted"))
    .select_from(orders)
    .where(orders.c.admitted_at > bindparam("since"), orders.c.admitted_at <= bindparam("until"))
)
_theirs = orders.alias("theirs")
_IS_HELD = and_(orders.c.store_id == bindparam("store"), orders.c.state == OrderState.HELD.value)
_WAITING = select(
    orders.c.id,
    orders.c.customer_id,
    orders.c.placed_at,
    select(func.count())
    .select_from(_theirs)
    .where(
        _theirs.c.customer_id == orders.c.customer_id,
        _theirs.c.store_id == orders.c.store_id,
        _has_a_place(_theirs),
    )
    .scalar_subquery()
    .label("has_already"),
).order_by(orders.c.placed_at, orders.c.id)
_LINE = _WAITING.where(_IS_HELD)
_LINE_BEFORE = _WAITING.where(or_(_IS_HELD, orders.c.id == bindparam("new")))
_COOKED = (
    select(orders.c.cooked_at)
    .where(orders.c.store_id == bindparam("store"), orders.c.cooked_at.is_not(None))
    .order_by(orders.c.cooked_at.desc())
    .limit(bindparam("most"))
)


class SqlOrders(Repository[Order]):
    """The ``Orders`` port."""

    table, key, kind = orders, "id", "order"

    def newest_of(self, customer_id: int) -> Order | None:
        """The customer's newest order."""
        return self._one(_NEWEST, wanted=customer_id)

    def busy(self, store_id: str) -> int:
        """How many orders have a place in a store's kitchen."""
        return self._connection.execute(_BUSY, {"store": store_id}).scalar_one()

    def busy_with(self, customer_id: int, store_id: str) -> int:
        """How many of those are this customer's."""
        wanted = {"customer": customer_id, "store": store_id}
        return self._connection.execute(_BUSY_WITH, wanted).scalar_one()

    def admitted_between(self, since: datetime, until: datetime) -> int:
        """How many orders of all stores were admitted after a time and up to another (UTC)."""
        wanted = {"since": since, "until": until}
        return self._connection.execute(_ADMITTED, wanted).scalar_one()

    def held_of(self, store_id: str) -> list[Waiting]:
        """The held orders of a store, those that came first first."""
        return [Waiting(*row) for row in self._connection.execute(_LINE, {"store": store_id})]

    def line_before(self, order_id: str, store_id: str) -> list[Waiting] | None:
        """The held orders of a store, for a new order; None if there is such an order already."""
        wanted = {"store": store_id, "new": order_id}
        found = [Waiting(*row) for row in self._connection.execute(_LINE_BEFORE, wanted)]
        return None if any(it.order_id == order_id for it in found) else found

    def cooked(self, store_id: str, limit: int) -> list[datetime]:
        """When a store's last orders were cooked (UTC), newest first."""
        return list(self._connection.scalars(_COOKED, {"store": store_id, "most": limit}))

    def beginning_with(self, code: str, limit: int) -> list[Order]:
        """Orders whose id begins so, newest first."""
        # A range of the primary key; no id has a character beyond "~".
        return self._all(_BEGINNING, code=code, beyond=f"{code}~", most=limit)

    def _row(self, root: Order) -> Row:
        location = root.details.location
        return {
            "id": root.id,
            "customer_id": root.customer_id,
            "customer_name": root.customer_name,
            "store_id": root.store_id,
            "store_name": root.store_name,
            "store_phone": root.store_phone,
            "lines": to_json(tuple[Line, ...], root.lines),
            "amount": root.total.amount,
            "currency": root.total.currency,
            "address": root.details.address,
            "phone": root.details.phone,
            "latitude": location.latitude if location else None,
            "longitude": location.longitude if location else None,
            "state": root.state.value,
            "placed_at": root.placed_at,
            "admitted_at": root.admitted_at,
            "cooked_at": root.cooked_at,
            "delivery_fee": root.delivery_fee.amount,
        }

    def _aggregate(self, row: Stored) -> Order:
        point = row["latitude"] is not None
        location = Location(row["latitude"], row["longitude"]) if point else None
        return Order(
            id=row["id"],
            customer_id=row["customer_id"],
            customer_name=row["customer_name"],
            store_id=row["store_id"],
            store_name=row["store_name"],
            store_phone=row["store_phone"],
            lines=from_json(tuple[Line, ...], row["lines"]),
            total=Money(row["amount"], row["currency"]),
            details=DeliveryDetails(row["address"], row["phone"], location),
            placed_at=row["placed_at"],
            state=OrderState(row["state"]),
            admitted_at=row["admitted_at"],
            cooked_at=row["cooked_at"],
            version=row["version"],
            delivery_fee=Money(row["delivery_fee"], row["currency"]),
        )
