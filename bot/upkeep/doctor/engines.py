"""Whether database and broker are there and as they must be, and whether the disk has room."""

from __future__ import annotations

import asyncio
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Select, inspect, select, text
from sqlalchemy.exc import DBAPIError

from bot.operator_error import OperatorError
from bot.persistence.database.location import location_of
from bot.persistence.database.migrate import is_current, is_later
from bot.persistence.database.sqlite_file import SqliteFile
from bot.persistence.database.tables import deliveries, stores
from bot.persistence.repositories.deliveries import ANY_OPEN
from bot.upkeep.doctor.finding import Finding, bad, look, ok
from domain.shared.errors import DatabaseLost, DatabaseUnavailable

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.persistence.database.location import Location
    from bot.persistence.database.postgresql_server import PostgresqlServer
    from bot.settings import Settings

_MB = 2**20
# A log of 16 MB, a day's orders, and what a full disk needs to be mended.
_LEAST_FREE, _LITTLE_FREE = 200 * _MB, 1024 * _MB
_LEAST_VERSION = 140_000
_SERVER = text(
    "SELECT current_setting('server_version_num')::int AS version,"
    " pg_encoding_to_char(encoding) AS encoding, datcollate AS sorting"
    " FROM pg_database WHERE datname = current_database()"
)
# The settings of the main database, as what is wrong with one names them.
_OURS = re.compile(r"\bDATABASE(_URL)?\b")
_ANY_STORE = select(stores.c.id).limit(1)
# Under these, texts sort by their bytes.
_BY_BYTES = {"C", "POSIX", "C.UTF-8", "C.utf8"}


async def check_deliveries(settings: Settings) -> list[Finding]:
    """Look into the deliveries' own database, if they have one, and whether it may be theirs."""
    address = settings.delivery_database_address
    if address is None:
        return []
    location = location_of(address)
    found = [_as_theirs(it) for it in await check_database(location)]
    return found + await asyncio.to_thread(
        _mixed_up, location, location_of(settings.database_address)
    )


def _as_theirs(found: Finding) -> Finding:
    what = "delivery" if found.what == "database" else found.what
    seen = _OURS.sub("DELIVERY_DATABASE_URL", found.seen)
    to_do = _OURS.sub("DELIVERY_DATABASE_URL", found.to_do)
    to_do = to_do.replace("restore FILE", "restore FILE.delivery --delivery")
    return replace(found, what=what, seen=seen, to_do=to_do)


def _mixed_up(theirs: Location, main: Location) -> list[Finding]:
    found = []
    if _has_any(theirs, stores.name, _ANY_STORE):
        to_do = "It is a main database: name an empty one in DELIVERY_DATABASE_URL."
        found.append(bad("delivery", "has stores", to_do))
    if _has_any(main, deliveries.name, ANY_OPEN):
        to_do = "Start without DELIVERY_DATABASE_URL, and set it when they have ended."
        found.append(bad("delivery", "deliveries are under way in the main database", to_do))
    return found


def _has_any(location: Location, table: str, wanted: Select[Any]) -> bool:
    try:
        with location.one_moment() as connection:
            is_there = inspect(connection).has_table(table)
            return is_there and connection.scalar(wanted) is not None
    except (OperatorError, DatabaseLost, DatabaseUnavailable, DBAPIError):
        return False  # why, another check says


async def check_database(location: Location) -> list[Finding]:
    """Look into the database, without changing or making it."""
    if isinstance(location, SqliteFile):
        return [await asyncio.to_thread(_file, location), _disk(location.path)]
    return await _server(cast("PostgresqlServer", location))


def _file(file: SqliteFile) -> Finding:
    if not file.path.exists():
        return ok("database", f"{file.path}: not there yet; `run` makes it")
    try:
        with file.using():
            file.check(lambda: False)
            with file.one_moment() as connection:
                return _version(connection, str(file.path))
    except (OperatorError, DatabaseLost, DBAPIError) as error:
        return bad(
            "database",
            str(error).partition("\n")[0],
            "Go back to the newest backup: main.py restore FILE (docs/operations.md).",
        )


async def _server(server: PostgresqlServer) -> list[Finding]:
    try:
        await server.reach()
        return await asyncio.to_thread(_look_into, server)
    except (OperatorError, DatabaseUnavailable, DBAPIError) as error:
        return [
            bad(
                "database",
                str(error).partition("\n")[0],
                "See that the server runs, that DATABASE_URL is right, and that it lets us in (pg_hba.conf).",
            )
        ]


def _look_into(server: PostgresqlServer) -> list[Finding]:
    with server.using(), server.one_moment() as connection:
        about = connection.execute(_SERVER).one()
        found = [_version(connection, f"PostgreSQL {about.version // 10_000}")]
    if about.version < _LEAST_VERSION:
        to_do = "Upgrade to 14 or newer: an older one lets the locks of a frozen process stay."
        found.append(look("server", f"PostgreSQL {about.version // 10_000}", to_do))
    if about.encoding != "UTF8" or about.sorting not in _BY_BYTES:
        to_do = (
            "Make a database with ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0, and restore"
            " a backup into it: ids are compared by range."
        )
        found.append(bad("server", f"sorts by {about.encoding} {about.sorting}", to_do))
    if shutil.which("pg_dump") is None:
        to_do = "Install PostgreSQL's client programs where backups are made."
        found.append(look("backup", "pg_dump is not here", to_do))
    return found


def _version(connection: Connection, where: str) -> Finding:
    if is_current(connection):
        return ok("database", f"{where}: as this version needs it")
    if is_later(connection):
        return ok("database", f"{where}: of a later version, which this one understands")
    return look(
        "database", f"{where}: of an earlier version, or empty", "`run` brings it up to date."
    )


def _disk(path: Path) -> Finding:
    folder = next(it for it in path.resolve().parents if it.exists())
    free = shutil.disk_usage(folder).free
    size = path.stat().st_size if path.exists() else 0
    seen = f"{free // _MB:,} MB free at {folder}"
    if free < _LEAST_FREE:
        return bad("disk", seen, "Make room: while the disk is full everything waits.")
    if free < max(_LITTLE_FREE, size):
        return look("disk", seen, f"Make room for a copy of the database ({size // _MB:,} MB).")
    return ok("disk", seen)


async def check_broker(settings: Settings) -> list[Finding]:
    """Ask the Kafka brokers for their topics, if there are to be any."""
    if not settings.kafka_bootstrap_servers:
        return [ok("broker", "none: events travel in the database")]
    return [await asyncio.to_thread(_broker, settings)]


def _broker(settings: Settings) -> Finding:
    from bot.events.kafka.topic import Topic  # noqa: PLC0415 - by whoever has one

    topic = Topic.of(settings)
    try:
        return ok("broker", f"{topic.brokers()} at {topic.servers}")
    except OperatorError as error:
        return bad(
            "broker",
            str(error).removeprefix("KAFKA_BOOTSTRAP_SERVERS: "),
            "See that Kafka runs, that KAFKA_BOOTSTRAP_SERVERS is reached from here, and that it lets us"
            " in as KAFKA_TLS, KAFKA_CA and KAFKA_USERNAME say. Orders go on meanwhile, other"
            " contexts wait.",
        )
