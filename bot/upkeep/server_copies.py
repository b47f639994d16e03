"""Backup and restore of a PostgreSQL database, by the server's own programs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, TYPE_CHECKING, cast

from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import inspect, text

from bot.operator_error import OperatorError
from bot.persistence.database.migrate import check_ours, is_understood
from bot.persistence.database.postgresql_connecting import conninfo
from bot.persistence.database.postgresql_server import UnusableServerError
from bot.persistence.database.tables import events
from bot.upkeep.losses import Loss, Marks, loss_of, marks_of
from bot.upkeep.new_file import CopyError, new_file

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection

    from bot.persistence.database.postgresql_server import PostgresqlServer

_ALL = ("--no-owner", "--no-privileges", "--file=-")
# What says how far a backup goes, of which database it is, and which version wrote it.
_TOLD_BY = ("events", "ledger", "stores", "alembic_version")
# What a later version has besides must not stay: its migrations would find it there.
_OURS = text(
    "SELECT format('DROP TABLE %I.%I CASCADE', schemaname, tablename) FROM pg_tables"
    " WHERE schemaname = current_schema()"
    " UNION ALL SELECT format('DROP FUNCTION %s CASCADE', oid::regprocedure) FROM pg_proc"
    " WHERE pronamespace = current_schema()::regnamespace AND prorettype = 'trigger'::regtype"
)


def back_up(source: PostgresqlServer, target: Path) -> Marks:
    """Let ``pg_dump`` copy the database as it is at one moment, while processes run and write.

    Returns:
        How far the copy goes, or further: what is written meanwhile may be in it.

    Raises:
        OperatorError: There is no database of ours, no ``pg_dump``, or the copy cannot be written.
    """
    with source.using(), source.one_moment() as connection:
        check_ours(connection, partial(UnusableServerError, source.url))
        if not inspect(connection).has_table(events.name):
            raise UnusableServerError(source.url, "there is no database to back up")
        marks = marks_of(connection)
    with new_file(target) as part, _connecting(source.url) as environment:
        _run(
            ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}"],
            target,
            environment,
        )
    return marks


def restore(
    source: Path, target: PostgresqlServer, *, replace: bool, delivery: bool = False
) -> Loss:
    """Put what a backup has in the place of everything in the database, wholly or not at all.

    Args:
        source: The backup.
        target: A database that is empty or ours; nobody may run on it.
        replace: Whether something may be lost by it.
        delivery: Whether it is the database of the deliveries alone.

    Returns:
        What the database before knew and the backup does not.

    Raises:
        OperatorError: The platform runs, the backup is none of ours, or of the other database, or something would be lost
            and ``replace`` does not allow it; nothing has changed.
    """
    marks, schema = _marks_in(source)
    if problem := marks.problem_as(delivery=delivery):
        raise CopyError(source, problem)
    with target.using(), target.only_process():
        with target.one_moment() as connection:
            check_ours(connection, partial(UnusableServerError, target.url))
            there = _statements(connection)
        loss = loss_of(target, marks)
        if loss and not replace:
            raise UnusableServerError(
                target.url, f"this would be lost: {loss}; to lose it: --replace"
            )
        with _connecting(target.url) as environment:
            _replay(source, there, f"{schema}.events", environment)
    return loss


def _statements(connection: Connection) -> list[str]:
    return [f"{it};" for it in connection.scalars(_OURS)]


def _replay(source: Path, drops: Sequence[str], events: str, environment: dict[str, str]) -> None:
    """Let ``psql`` run it in one transaction, which ends without a commit when anything fails."""
    command = ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
    # Numbers of transactions count from the start of the server that gave them.
    last = f"UPDATE {events} SET xact_id = 0;\nCOMMIT;\n"  # noqa: S608 - the name is the backup's
    with TemporaryFile() as complaints:
        try:
            psql = subprocess.Popen(  # noqa: S603 - nothing of it is anybody's input
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                env=environment,
            )
        except FileNotFoundError as error:
            raise _missing(command[0]) from error
        script = cast("IO[bytes]", psql.stdin)
        problem: CopyError | None = None
        # One that has ended before its script says why.
        with psql, suppress(BrokenPipeError), script:
            script.write("\n".join(("BEGIN;", *drops, "")).encode())
            script.flush()
            try:
                _run(["pg_restore", *_ALL, str(source)], source, environment, script)
            except CopyError as error:
                problem = error
            else:
                script.write(last.encode())
        if psql.returncode:
            complaints.seek(0)
            raise CopyError(source, _said(complaints.read()))
        if problem:
            raise problem


def _marks_in(source: Path) -> tuple[Marks, str]:
    """How far a backup goes, and the schema in which its tables are."""
    if not source.is_file():
        raise CopyError(source, "there is no such file")
    chosen = [f"--table={name}" for name in _TOLD_BY]
    event, movement, until, schema = 0, 0, None, ""
    versions, has_stores = list[dict[str, str]](), False
    with TemporaryFile() as rows:
        _run(["pg_restore", "--data-only", *_ALL, *chosen, str(source)], source, None, rows)
        rows.seek(0)
        for name, row in _rows(rows):
            schema, _, table = name.rpartition(".")
            if table == "alembic_version":
                versions.append(row)
            elif table == "stores":
                has_stores = True
            elif table == "ledger":
                movement = max(movement, int(row["seq"]))
            elif int(row["seq"]) > event:
                event = int(row["seq"])
                until = datetime.fromisoformat(row["at"]).replace(tzinfo=UTC)
    if not versions:
        raise CopyError(source, "is no backup of this program")
    for it in versions:
        if not is_understood(it):
            later = f"was written by a later version of this program ({it['version_num']})"
            raise CopyError(source, later)
    return Marks(event, movement, until, has_stores), schema


def _rows(script: IO[bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows that a script copies, with the table of each; texts stay escaped as they are."""
    table, columns = "", list[str]()
    for line in script:
        row = line.decode().rstrip("\n")
        if not table:
            if row.startswith("COPY "):
                table, _, rest = row.removeprefix("COPY ").partition(" (")
                columns = rest.partition(")")[0].replace('"', "").split(", ")
        elif row == "\\.":
            table = ""
        else:
            yield table, dict(zip(columns, row.split("\t"), strict=True))


@contextmanager
def _connecting(url: URL) -> Iterator[dict[str, str]]:
    """The environment in which the programs find the server.

    The address goes into a file that only we can read: what a command is given, everybody on the
    machine can see.
    """
    parts = conninfo_to_dict(conninfo(url))
    lines = [f"{name}={value}" for name, value in parts.items() if value is not None]
    with TemporaryDirectory(prefix="azer-") as folder:
        file = Path(folder) / "service"
        file.write_text("\n".join(("[azer]", *lines, "")), "utf-8")
        yield {**os.environ, "PGSERVICEFILE": str(file), "PGSERVICE": "azer"}


def _run(
    command: Sequence[str],
    shown: Path,
    environment: dict[str, str] | None,
    output: IO[bytes] | None = None,
) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - nothing of it but a path is anybody's input
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.PIPE,
            env=environment,
            check=False,
        )
    except FileNotFoundError as error:
        raise _missing(command[0]) from error
    if done.returncode:
        raise CopyError(shown, _said(done.stderr))


def _missing(program: str) -> OperatorError:
    return OperatorError(
        f"{program}: is not here; install PostgreSQL's client programs, not older than the server"
    )


def _said(complaints: bytes) -> str:
    lines = [it for it in complaints.decode(errors="replace").splitlines() if it.strip()]
    # The first is what went wrong; what follows are hints and where it was.
    return next((it for it in lines if "NOTICE" not in it), "it failed without a word")
