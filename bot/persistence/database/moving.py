"""Moving a town from a SQLite file to a PostgreSQL server: wholly, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, column, exists, func, insert, inspect, literal, select
from sqlalchemy import table as table_clause
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from bot.operator_error import OperatorError, one_line
from bot.persistence.database.migrate import is_later
from bot.persistence.database.money_tables import charges, ledger, payments
from bot.persistence.database.postgresql import open_engine
from bot.persistence.database.postgresql_server import UnusableServerError
from bot.persistence.database.tables import deadlines, events, messages, outbox
from bot.persistence.database.usable import UnusableDatabaseError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

    from bot.persistence.database.postgresql_server import PostgresqlServer
    from bot.persistence.database.sqlite_file import SqliteFile

# Rows that are in memory at a time.
_BATCH = 1_000
# Each table after those that it refers to.
_TABLES = events.metadata.sorted_tables
_NUMBERED = [
    (table, table.autoincrement_column)
    for table in _TABLES
    if table.autoincrement_column is not None
]
# SQLite's own: the largest number that each table has given (AUTOINCREMENT).
_GIVEN = select(table_clause("sqlite_sequence", column("name"), column("seq")))
_ARE_THERE = {it.name: select(exists().select_from(it)) for it in _TABLES}
# The transactions of a file have no numbers; 0 is before all that the server gives.
_SENT = {
    it.name: select(
        *(literal(0).label(one.name) if one is events.c.xact_id else one for one in it.c)
    ).order_by(*it.primary_key)
    for it in _TABLES
}
_ARRIVED = {it.name: select(it) for it in _TABLES}
_INSERT = {it.name: insert(it) for it in _TABLES}
_LARGEST = {it.name: select(func.max(number)) for it, number in _NUMBERED}
_SEQUENCES = {
    it.name: select(func.pg_get_serial_sequence(it.name, number.name)) for it, number in _NUMBERED
}
_COUNTS = {f"{it.name}, rows": select(func.count()).select_from(it) for it in _TABLES}
_WAITING = {
    what: select(func.count()).select_from(it).where(it.c.dead_at.is_(None))
    for what, it in (("messages, undelivered", messages), ("outbox, unhandled", outbox))
}
_SUMS = {
    what: select(*keys, total).group_by(*keys)
    for what, keys, total in (
        ("ledger, amount", (ledger.c.currency, ledger.c.movement), func.sum(ledger.c.amount)),
        ("payments, amount", (payments.c.currency, payments.c.state), func.sum(payments.c.amount)),
        ("charges, amount", (charges.c.currency, charges.c.state), func.sum(charges.c.amount)),
        ("charges, refunded", (charges.c.currency, charges.c.state), func.sum(charges.c.refunded)),
        ("deadlines, open", (deadlines.c.kind,), func.count()),
    )
}
_TOTALS: dict[str, Select[Any]] = {**_COUNTS, **_WAITING, **_SUMS}


WHAT_NEXT = """
Everything is on the server, and the sums are the same. Now:
1. Set DATABASE_URL to the address that you gave as --to.
2. Start the platform (main.py run).
A stop of minutes does no harm: messages wait at Telegram for a day. Taps older than 150 seconds are
gone; whoever made one taps again.
The file is as it was: until the first start on the server, you go back by not setting DATABASE_URL."""


class RefusedRowError(OperatorError):
    """PostgreSQL does not take a row; the text says which and why, and quotes nothing else of it."""

    def __init__(self, table: Table, row: dict[str, Any], reason: DBAPIError) -> None:
        """Name the row by its primary key."""
        key = ", ".join(f"{it.name}={row[it.name]}" for it in table.primary_key)
        super().__init__(one_line(f"{table.name}: {key}: {_first_line(reason)}"))


class MoveDiffersError(Exception):
    """What arrived is not what was sent, and nothing of it is kept."""

    def __init__(self, differences: Sequence[str]) -> None:
        """Hold one line for each difference."""
        super().__init__(f"{len(differences)} differences")
        self.differences = tuple(differences)


def move(source: SqliteFile, target: PostgresqlServer) -> dict[str, int]:
    """Copy every row to a server that has none; the file stays as it is, but for its migration.

    Both are held meanwhile, so that neither runs. The server keeps all of it or nothing.

    Args:
        source: The town, which is stopped.
        target: A database without rows, or without tables.

    Returns:
        How many rows each table has.

    Raises:
        OperatorError: One of the two runs, cannot be used, is another program's, there is no
            file, the server has rows already, or refuses one of the file.
        MoveDiffersError: Something changed rows on their way.
    """
    with source.using():
        if not (source.path.is_file() and source.path.stat().st_size):
            raise UnusableDatabaseError(source.path, "there is no database to move")
    with source.only_process(), target.using(), target.only_process():
        # Looked at before anything is migrated, since a town that is refused is left as it is.
        with _writing(target) as connection:
            _check_empty(target, connection)
        with source.using():
            source.check(lambda: False)
            source.migrate()
            with source.one_moment() as reading:
                _check_whole_is_known(source, reading)
        target.migrate()
        with (
            source.using(),
            source.one_moment() as reading,
            _writing(target) as writing,
        ):
            return _move(source, reading, target, writing)


def _check_whole_is_known(source: SqliteFile, reading: Connection) -> None:
    """Refuse tables that have more than we would take along."""
    if is_later(reading):
        reason = "was written by a later version of this program: let that one move it"
        raise UnusableDatabaseError(source.path, reason)


def _move(
    source: SqliteFile, reading: Connection, target: PostgresqlServer, writing: Connection
) -> dict[str, int]:
    # Other commands work beside us, such as the import of stores: they wait.
    names = ", ".join(it.name for it in _TABLES)
    writing.exec_driver_sql(f"LOCK TABLE {names} IN EXCLUSIVE MODE")
    _check_empty(target, writing)
    contents = {it.name: _copy(source, reading, it, writing) for it in _TABLES}
    with source.using():
        sent, largest = _totals(reading), _largest_numbers(reading)
    arrived = _totals(writing)
    differences = [
        f"{what}: {sent.get(what, 0)} in the file, {arrived.get(what, 0)} on the server"
        for what in sorted(sent.keys() | arrived.keys())
        if sent.get(what, 0) != arrived.get(what, 0)
    ]
    differences += [
        f"{it.name}, contents: rows arrived otherwise than they were sent"
        for it in _TABLES
        if contents[it.name] != _contents(writing, it)
    ]
    if differences:
        raise MoveDiffersError(differences)
    _go_on_after(largest, writing)
    return {it.name: sent[f"{it.name}, rows"] for it in _TABLES}


@contextmanager
def _writing(target: PostgresqlServer) -> Iterator[Connection]:
    """One transaction; whatever goes wrong in it is the server's, and is told in one line."""
    engine = open_engine(target.url)
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        raise UnusableServerError(target.url, _first_line(error)) from error
    finally:
        engine.dispose()


def _check_empty(target: PostgresqlServer, connection: Connection) -> None:
    there = set(inspect(connection).get_table_names())
    for table in _TABLES:
        if table.name in there and connection.scalar(_ARE_THERE[table.name]):
            raise UnusableServerError(target.url, f"is not empty: {table.name} has rows")


def _batches(reading: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    found = reading.execute(_SENT[table.name], execution_options={"yield_per": _BATCH})
    for rows in found.mappings().partitions():
        yield [dict(row) for row in rows]


def _copy(source: SqliteFile, reading: Connection, table: Table, writing: Connection) -> int:
    """Copy a table; answers what stands for its contents."""
    contents = 0
    batches = _batches(reading, table)
    while True:
        # Trouble with the file is told apart from trouble with the server.
        with source.using():
            batch = next(batches, None)
        if batch is None:
            return contents
        contents += _sum(batch)
        try:
            with writing.begin_nested():
                writing.execute(_INSERT[table.name], batch)
        except (DataError, IntegrityError):
            _find_refused(table, batch, writing)
            raise


def _find_refused(table: Table, batch: list[dict[str, Any]], writing: Connection) -> None:
    for row in batch:
        try:
            writing.execute(_INSERT[table.name], row)
        except (DataError, IntegrityError) as error:
            raise RefusedRowError(table, row, error) from error


def _sum(batch: list[dict[str, Any]]) -> int:
    """The same for the same rows in whatever order: the two engines sort texts differently."""
    return sum(hash(tuple(row.values())) for row in batch)


def _contents(connection: Connection, table: Table) -> int:
    found = connection.execute(_ARRIVED[table.name], execution_options={"yield_per": _BATCH})
    return sum(_sum([dict(row) for row in rows]) for rows in found.mappings().partitions())


def _totals(connection: Connection) -> dict[str, int]:
    totals = {}
    for what, statement in _TOTALS.items():
        for *keys, total in connection.execute(statement):
            totals[", ".join((what, *keys))] = int(total)
    return totals


def _largest_numbers(reading: Connection) -> dict[str, int]:
    """By table, the largest number that was ever given; rows that had it may be gone."""
    largest = {name: int(last) for name, last in reading.execute(_GIVEN)}
    for name, statement in _LARGEST.items():
        largest[name] = max(largest.get(name, 0), reading.scalar(statement) or 0)
    return largest


def _go_on_after(largest: dict[str, int], writing: Connection) -> None:
    for name, statement in _SEQUENCES.items():
        sequence = writing.scalar(statement)
        # Unlike setval, this is undone with the transaction.
        restart = largest[name] + 1
        writing.exec_driver_sql(f"ALTER SEQUENCE {sequence} RESTART WITH {restart}")


def _first_line(error: DBAPIError) -> str:
    # What follows quotes the row.
    return str(error.orig).strip().partition("\n")[0]
