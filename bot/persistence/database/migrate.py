"""Bringing the database up to the tables that the program expects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, inspect

from bot.operator_error import OperatorError
from bot.persistence.database.engine import url_of
from bot.persistence.database.tables import orders
from bot.persistence.database.usable import UnusableDatabaseError, using

_TABLES = frozenset(orders.metadata.tables)
_SCRIPTS = Path(__file__).parent / "migrations"


def migrate(path: Path, *, patience: float = 60) -> None:
    """Upgrade the SQLite file at ``path``, making it first if need be.

    Processes that start together wait for each other: the write lock is taken before alembic
    looks, and it makes the whole upgrade one transaction.

    Args:
        path: The file.
        patience: Seconds for which another process's lock is waited for.

    Raises:
        UnusableDatabaseError: It is another program's, or of a later version of this one, or has
            rows that refer to nothing, perhaps by the upgrade, which is then rolled back.
        OperationalError: The database is locked, or cannot be used.
    """
    refuse = partial(UnusableDatabaseError, path)
    with using(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url_of(path, "rwc"), connect_args={"timeout": patience})

    @event.listens_for(engine, "connect")
    def _connect(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.connect() as connection, connection.begin():
            upgrade(connection, refuse)
            if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise refuse(f"has {len(broken)} rows that refer to nothing")
    finally:
        engine.dispose()


def upgrade(connection: Connection, refuse: Callable[[str], OperatorError]) -> None:
    """Bring the tables up to date; those of a later version that this one understands stay as they are.

    Raises:
        OperatorError: What ``refuse`` makes of the reason: it is another program's, of a version that
            this one does not understand, or has lost a table.
    """
    check_ours(connection, refuse)
    if not is_later(connection):
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    if missing := _TABLES - set(inspect(connection).get_table_names()):
        raise refuse(f"has lost its table {min(missing)}")


def check_ours(connection: Connection, refuse: Callable[[str], OperatorError]) -> None:
    """Leave alone what somebody else wrote. Raises what ``refuse`` makes of the reason."""
    tables = set(inspect(connection).get_table_names())
    heads = _heads(connection)
    if tables and not (heads and tables & _TABLES):
        raise refuse("is the database of another program")
    if not heads:
        return
    versions = connection.exec_driver_sql("SELECT * FROM alembic_version").mappings()
    if unknown := [it["version_num"] for it in versions if not is_understood(it)]:
        raise refuse(f"was written by a later version of this program ({min(unknown)})")


def is_understood(version: Mapping[Any, Any]) -> bool:
    """Whether this version of the program can work on tables, by their row of ``alembic_version``.

    Beside the revision it says from which one on programs understand the tables: a migration that
    only expands leaves that as it is, one that contracts sets it.
    """
    return any(
        it is not None and is_known(it)
        for it in (version["version_num"], version.get("understood_from"))
    )


def is_known(revision: str) -> bool:
    """Whether this version of the program knows a revision of the tables."""
    scripts = ScriptDirectory.from_config(alembic_config())
    return revision in {script.revision for script in scripts.walk_revisions()}


def is_later(connection: Connection) -> bool:
    """Whether a later version of the program has brought the tables up to date."""
    return not all(is_known(it) for it in _heads(connection))


def is_current(connection: Connection) -> bool:
    """Whether the tables are those of this version of the program."""
    heads = set(ScriptDirectory.from_config(alembic_config()).get_heads())
    return set(_heads(connection)) == heads


def _heads(connection: Connection) -> tuple[str, ...]:
    return MigrationContext.configure(connection).get_current_heads()


def alembic_config() -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config
