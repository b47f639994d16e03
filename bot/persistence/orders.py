"""Orders in the database."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from bot.persistence.prepared import Question, Row
from bot.persistence.repository import Repository
from bot.persistence.tables import orders
from bot.persistence.types import from_json, to_json
from domain.order.basket import Line
from domain.order.details import DeliveryDetails, Location
from domain.order.model import Order, OrderState
from domain.shared.money import Money

_NEWEST = Question(
    select(orders)
    .where(orders.c.customer_id == bindparam("wanted"))
    .order_by(orders.c.placed_at.desc())
    .limit(1)
)


class SqlOrders(Repository[Order]):
    """The ``Orders`` port."""

    table, key, kind = orders, "id", "order"

    def newest_of(self, customer_id: int) -> Order | None:
        """The customer's newest order."""
        row = _NEWEST.one(self._connection, wanted=customer_id)
        return self._aggregate(row) if row else None

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
        }

    def _aggregate(self, row: Row) -> Order:
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
            version=row["version"],
        )
