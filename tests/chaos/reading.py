"""The one way to the bot's database from outside: it reads, and never writes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import URL, NullPool, create_engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

_PATIENCE = 10
_SQLITE = {"isolation_level": "AUTOCOMMIT", "connect_args": {"timeout": _PATIENCE}}
_POSTGRESQL = {
    "isolation_level": "REPEATABLE READ",
    "connect_args": {"connect_timeout": _PATIENCE},
    "execution_options": {"postgresql_readonly": True},
}


def at_file(path: Path) -> URL:
    """The address of a SQLite file.

    Whoever could write would tidy the log of a dead bot away, which the next bot shall find.
    """
    return URL.create(
        "sqlite", database=f"file:{quote(str(path))}", query={"mode": "ro", "uri": "true"}
    )


def address_of(url: URL) -> str:
    """The address as an operator writes it, without the driver."""
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=False)


@contextmanager
def reading(url: URL) -> Iterator[Connection]:
    """A connection that sees one moment, so that a bot which still runs changes no picture."""
    is_file = url.get_backend_name() == "sqlite"
    engine = create_engine(url, poolclass=NullPool, **(_SQLITE if is_file else _POSTGRESQL))
    with engine.connect() as connection:
        if is_file:
            # The driver itself would begin only before it writes.
            connection.exec_driver_sql("BEGIN")
        yield connection


@contextmanager
def reading_apart(url: URL | None) -> Iterator[Connection | None]:
    """The same where deliveries lie apart; nothing where they do not."""
    if url is None:
        yield None
        return
    with reading(url) as deliveries:
        yield deliveries
