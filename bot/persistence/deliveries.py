"""Deliveries in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, and_, or_

from bot.persistence.repository import Repository
from bot.persistence.tables import deliveries
from bot.persistence.types import from_json, to_json
from domain.delivery.model import Delivery, DeliveryState, Destination

_IN_HAND = (DeliveryState.ASSIGNED.value, DeliveryState.PICKED_UP.value)


class SqlDeliveries(Repository[Delivery]):
    """The ``Deliveries`` port."""

    table, kind = deliveries, "delivery"

    def open_for(self, store_ids: list[str], courier_id: int) -> list[Delivery]:
        """Offered by these stores, or in this courier's hands."""
        offered = and_(
            deliveries.c.store_id.in_(store_ids),
            deliveries.c.state == DeliveryState.OFFERED.value,
        )
        mine = and_(deliveries.c.courier_id == courier_id, deliveries.c.state.in_(_IN_HAND))
        return self._select(or_(offered, mine))

    def _row(self, root: Delivery) -> dict[str, Any]:
        return {
            "order_id": root.order_id,
            "store_id": root.store_id,
            "destination": to_json(Destination, root.destination),
            "state": root.state.value,
            "courier_id": root.courier_id,
            "courier_name": root.courier_name,
        }

    def _aggregate(self, row: RowMapping) -> Delivery:
        return Delivery(
            order_id=row["order_id"],
            store_id=row["store_id"],
            destination=from_json(Destination, row["destination"]),
            state=DeliveryState(row["state"]),
            courier_id=row["courier_id"],
            courier_name=row["courier_name"],
            version=row["version"],
        )
