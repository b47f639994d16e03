"""One process runs on a database of a server, also when the server has been away meanwhile."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, NullPool, create_engine

from bot.persistence.database.location import Location
from bot.persistence.database.only_process import AlreadyRunningError
from bot.persistence.database.postgresql_server import PostgresqlServer
from tests.support.engines import fresh_location

_PATIENCE = 20
_TAKE = "SELECT pg_advisory_lock(1635411314, 2)"
_HERE = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
_HELD = f"SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND {_HERE}"
_WAITING = f"SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND {_HERE}"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PostgresqlServer]:
    with fresh_location("postgresql", tmp_path) as location:
        assert isinstance(location, PostgresqlServer)
        yield location


@contextmanager
def connected(server: PostgresqlServer) -> Iterator[Connection]:
    engine = create_engine(server.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection


def is_refused(location: Location) -> bool:
    try:
        with location.only_process():
            return False
    except AlreadyRunningError:
        return True


def test_session_that_breaks_still_keeps_a_second_process_out(server: PostgresqlServer) -> None:
    with connected(server) as other, server.only_process():
        assert is_refused(server)
        session = other.exec_driver_sql(_HELD).scalar_one()
        other.exec_driver_sql(f"SELECT pg_terminate_backend({session}, 20000)")
        until(lambda: other.exec_driver_sql(_HELD).scalar() not in {None, session})
        assert is_refused(server)
    assert not is_refused(server)


def test_process_whose_place_is_taken_while_its_session_is_broken_is_asked_to_end(
    server: PostgresqlServer,
) -> None:
    asked = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda *_: asked.set())
    try:
        with connected(server) as second, connected(server) as other, server.only_process():
            taking = threading.Thread(target=second.exec_driver_sql, args=(_TAKE,), daemon=True)
            taking.start()
            until(lambda: other.exec_driver_sql(_WAITING).first() is not None)
            session = other.exec_driver_sql(_HELD).scalar_one()
            other.exec_driver_sql(f"SELECT pg_terminate_backend({session}, 20000)")
            assert asked.wait(_PATIENCE)
            taking.join(_PATIENCE)
    finally:
        signal.signal(signal.SIGTERM, before)


def until(is_so: Callable[[], bool]) -> None:
    """Ask the server again and again: it tells nobody who holds its locks."""
    end = time.monotonic() + _PATIENCE
    while not is_so():
        assert time.monotonic() < end
