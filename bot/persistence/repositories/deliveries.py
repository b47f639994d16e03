"""Deliveries in the database."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, or_, select

from bot.persistence.database.lists import is_one_of
from bot.persistence.database.tables import deliveries
from bot.persistence.database.types import from_json, to_json
from bot.persistence.repositories.repository import Repository, Row, Stored
from domain.delivery.model import Delivery
from domain.delivery.states import ENDS, WITH_FOOD, DeliveryState
from domain.delivery.trip import Destination
from domain.shared.failures import Problem, Settlement

_IN_HAND = (DeliveryState.ASSIGNED, *sorted(WITH_FOOD))
_OPEN_FOR = select(deliveries).where(
    or_(
        and_(
            is_one_of(deliveries.c.store_id, "stores"),
            deliveries.c.state == DeliveryState.OFFERED.value,
        ),
        and_(
            deliveries.c.courier_id == bindparam("courier"),
            or_(*(deliveries.c.state == state.value for state in _IN_HAND)),
        ),
    )
)

_CARRYING = select(deliveries.c.courier_id).where(
    is_one_of(deliveries.c.courier_id, "couriers"),
    or_(*(deliveries.c.state == state.value for state in _IN_HAND)),
)
ANY_OPEN = (
    select(deliveries.c.order_id)
    .where(deliveries.c.state.not_in([state.value for state in ENDS]))
    .limit(1)
)


class SqlDeliveries(Repository[Delivery]):
    """The ``Deliveries`` port."""

    table, kind = deliveries, "delivery"

    def open_for(self, store_ids: list[str], courier_id: int) -> list[Delivery]:
        """Offered by these stores, or in this courier's hands."""
        return self._all(_OPEN_FOR, stores=store_ids, courier=courier_id)

    def has_open(self) -> bool:
        """Whether any has not ended."""
        return self._connection.scalar(ANY_OPEN) is not None

    def carrying(self, courier_ids: frozenset[int]) -> frozenset[int]:
        """Which of them have a delivery in hand."""
        return frozenset(self._connection.scalars(_CARRYING, {"couriers": list(courier_ids)}))

    def _row(self, root: Delivery) -> Row:
        return {
            "order_id": root.order_id,
            "store_id": root.store_id,
            "destination": to_json(Destination, root.destination),
            "state": root.state.value,
            "courier_id": root.courier_id,
            "courier_name": root.courier_name,
            "asked": root.asked,
            "declined": " ".join(map(str, root.declined)),
            "trips": root.trips,
            "problem": root.problem,
            "photo": root.photo,
            "settlement": root.settlement,
        }

    def _aggregate(self, row: Stored) -> Delivery:
        return Delivery(
            order_id=row["order_id"],
            store_id=row["store_id"],
            destination=from_json(Destination, row["destination"]),
            state=DeliveryState(row["state"]),
            courier_id=row["courier_id"],
            courier_name=row["courier_name"],
            asked=row["asked"],
            declined=tuple(map(int, row["declined"].split())),
            trips=row["trips"],
            problem=Problem(row["problem"]) if row["problem"] else None,
            photo=row["photo"],
            settlement=Settlement(row["settlement"]) if row["settlement"] else None,
            version=row["version"],
        )
