"""Couriers in the database."""

from __future__ import annotations

from sqlalchemy import select

from bot.persistence.database.lists import is_one_of
from bot.persistence.database.tables import couriers
from bot.persistence.repositories.repository import Repository, Row, Stored
from domain.delivery.courier import Courier, ShiftState

_OFF_SHIFT = select(couriers.c.courier_id).where(
    is_one_of(couriers.c.courier_id, "asked"), couriers.c.state == ShiftState.OFF_SHIFT.value
)


class SqlCouriers(Repository[Courier]):
    """The ``Couriers`` port."""

    table, key, kind = couriers, "courier_id", "courier"

    def off_shift(self, courier_ids: frozenset[int]) -> frozenset[int]:
        """Which of them are off shift."""
        return frozenset(self._connection.scalars(_OFF_SHIFT, {"asked": sorted(courier_ids)}))

    def _row(self, root: Courier) -> Row:
        return {"courier_id": root.courier_id, "state": root.state.value}

    def _aggregate(self, row: Stored) -> Courier:
        return Courier(
            courier_id=row["courier_id"],
            state=ShiftState(row["state"]),
            version=row["version"],
        )
