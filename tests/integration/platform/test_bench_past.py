"""The past that the bench measures beside has the tables of today."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import psycopg

from bot.persistence.database.postgresql_server import PostgresqlServer
from tests.bench import past
from tests.bench.past_on_server import fill
from tests.support.engines import fresh_location

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

_ORDERS = 12


def test_past_database_in_a_file_with_the_tables_of_today_holds_its_orders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "CACHE", tmp_path / "cache")

    file = past.past_database(_ORDERS)

    with closing(sqlite3.connect(file)) as connection:
        for table in past.TABLES:
            (found,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert found == _ORDERS, table


def test_past_on_a_server_with_more_orders_than_are_copied_holds_them_all_with_their_indexes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.bench.past_on_server.COPIED", _ORDERS // 3)
    indexes = "SELECT count(*) FROM pg_indexes WHERE schemaname = 'public'"
    with fresh_location("postgresql", tmp_path) as location:
        assert isinstance(location, PostgresqlServer)
        url = location.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            before = connection.execute(indexes).fetchone()

            fill(url, _ORDERS)

            for table in past.TABLES:
                found = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
                assert found == (_ORDERS,), table
            assert connection.execute(indexes).fetchone() == before
