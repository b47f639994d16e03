"""Bringing the database up to the tables that the program expects."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, event

_SCRIPTS = Path(__file__).parent / "migrations"


def migrate(path: Path, *, patience: float = 60) -> None:
    """Upgrade the SQLite file at ``path``, making it first if need be.

    Processes that start together wait for each other: the write lock is taken before alembic
    looks, and it makes the whole upgrade one transaction.

    Args:
        path: The file.
        patience: Seconds for which another process's lock is waited for.

    Raises:
        OperationalError: The database is locked, or cannot be used.
        RuntimeError: The upgrade would leave rows that refer to nothing; it was rolled back.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": patience})

    @event.listens_for(engine, "connect")
    def _connect(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.connect() as connection, connection.begin():
            config = alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise RuntimeError(f"the upgrade would break {len(broken)} references")
    finally:
        engine.dispose()


def alembic_config() -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config
