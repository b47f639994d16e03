"""Deliveries that were under way before anybody asked about them are asked about, too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from alembic import command
from sqlalchemy import create_engine, insert, select

from bot.persistence.database.engine import url_of
from bot.persistence.database.migrate import alembic_config
from bot.persistence.database.sqlite_file import SqliteFile
from bot.persistence.database.tables import deadlines, deliveries
from domain.delivery.states import DeliveryState
from domain.shared.deadlines import DeadlineKind
from tests.support.engines import fresh_location

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.persistence.database.location import Location
    from bot.persistence.database.postgresql_server import PostgresqlServer

UNDER_WAY = {DeliveryState.OFFERED, DeliveryState.ASSIGNED, DeliveryState.PICKED_UP}
BEFORE = "0003"


def engine_of(location: Location) -> Engine:
    if isinstance(location, SqliteFile):
        return create_engine(url_of(location.path, "rwc"))
    return create_engine(cast("PostgresqlServer", location).url)


def test_upgrade_asks_about_every_delivery_that_is_under_way(tmp_path: Path, engine: str) -> None:
    with fresh_location(engine, tmp_path) as location:
        database, config = engine_of(location), alembic_config()
        with database.connect() as connection, connection.begin():
            config.attributes["connection"] = connection
            command.downgrade(config, BEFORE)
            for state in DeliveryState:
                row = {
                    "order_id": state.value, "store_id": "hanok", "destination": "{}",
                    "state": state.value, "courier_name": "", "version": 1,
                }  # fmt: skip
                connection.execute(insert(deliveries), row)
            command.upgrade(config, "head")
            asked = connection.execute(select(deadlines)).all()
        database.dispose()
    assert {(it.kind, it.order_id) for it in asked} == {
        (DeadlineKind.DELIVERY_STEP, state.value) for state in UNDER_WAY
    }
