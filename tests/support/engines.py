"""The engines that tests run on: SQLite always, PostgreSQL and Kafka where there are any."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import URL, Connection, NullPool, create_engine, text
from sqlalchemy.engine import make_url

from bot.persistence.database.location import Location, location_of
from bot.persistence.database.postgresql_server import PostgresqlServer
from bot.persistence.database.sqlite_file import SqliteFile

# The address of a server on which tests may make databases of their own.
SERVER = os.environ.get("TEST_POSTGRESQL_URL", "")
ENGINES = ("sqlite", "postgresql") if SERVER else ("sqlite",)
# The broker on which tests may make topics of their own.
BROKER = os.environ.get("TEST_KAFKA_BOOTSTRAP_SERVERS", "")
LEFT_OUT = [
    f"tests on {name} were left out; `make engines` starts one and says how they find it"
    for name, where in (("PostgreSQL", SERVER), ("Kafka", BROKER))
    if not where
]
needs_server = pytest.mark.skipif(not SERVER, reason="needs PostgreSQL: `make engines` starts one")
needs_broker = pytest.mark.skipif(not BROKER, reason="needs Kafka: `make engines` starts one")


@contextmanager
def fresh_location(engine: str, folder: Path) -> Iterator[Location]:
    """A database of one's own, migrated; it goes afterwards."""
    if engine == "sqlite":
        location: Location = SqliteFile(folder / "azer.db")
        location.migrate()
        yield location
        return
    with fresh_url() as url:
        yield location_of(make_url(url))


@contextmanager
def fresh_url() -> Iterator[str]:
    """The ``DATABASE_URL`` of a migrated PostgreSQL database of one's own; it goes afterwards."""
    if not SERVER:
        pytest.skip("needs PostgreSQL: `make engines` starts one")
    name = f"test_{uuid4().hex}"
    with _administering() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {_template()}")
    try:
        yield _url(name).render_as_string(hide_password=False)
    finally:
        with _administering() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def look(location: Location, query: str, **values: Any) -> list[tuple[Any, ...]]:
    """Look into a database from outside, whatever its engine."""
    with location.one_moment() as connection:
        return [tuple(row) for row in connection.execute(text(query), values)]


def change(location: Location, statement: str) -> None:
    """Change a database from outside, in a transaction of its own."""
    if isinstance(location, SqliteFile):
        url = URL.create("sqlite", database=str(location.path))
    else:
        assert isinstance(location, PostgresqlServer)
        url = location.url
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(statement))


def _url(name: str) -> URL:
    return make_url(SERVER).set(database=name)


@cache
def _template() -> str:
    """A migrated database, which each test gets a copy of; one for each process of the tests."""
    name = f"template_{os.getpid()}_{uuid4().hex[:8]}"
    with _administering() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    location_of(_url(name)).migrate()
    return name


def drop_template() -> None:
    """Leave nothing behind."""
    if _template.cache_info().currsize:
        with _administering() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {_template()} WITH (FORCE)")
        _template.cache_clear()


@contextmanager
def _administering() -> Iterator[Connection]:
    url = make_url(SERVER).set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
