"""Moving a town from a file to a server, from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.operator_error import OperatorError
from bot.persistence.database.location import location_of
from bot.persistence.database.sqlite_file import SqliteFile
from bot.settings.database import database_address

if TYPE_CHECKING:
    from bot.persistence.database.location import Location


def move(source: str, target: str) -> None:
    """Move a town from a file to a server; ``source`` and ``target`` are addresses.

    Raises:
        OperatorError: One of the two cannot be used for that.
        typer.Exit: What arrived differs from what was there.
    """
    if not (source and target):
        raise OperatorError("--from and --to go together: from where, and to where")
    # As with the settings: the server's side is imported by whoever needs it.
    from bot.persistence.database import moving  # noqa: PLC0415
    from bot.persistence.database.postgresql_server import PostgresqlServer  # noqa: PLC0415

    file, server = _place("--from", source), _place("--to", target)
    if not isinstance(file, SqliteFile):
        raise OperatorError("--from: write the path of a file, such as sqlite:///var/azer.db")
    if not isinstance(server, PostgresqlServer):
        raise OperatorError("--to: write an address such as postgresql://user@host/name")
    try:
        moved = moving.move(file, server)
    except moving.MoveDiffersError as error:
        for difference in error.differences:
            typer.echo(f"azer: {difference}", err=True)
        raise typer.Exit(1) from None
    for table, rows in moved.items():
        typer.echo(f"{table}: {rows}")
    typer.echo(moving.WHAT_NEXT)


def _place(option: str, address: str) -> Location:
    try:
        return location_of(database_address(address))
    except ValueError as error:
        raise OperatorError(f"{option}: {error}") from error
