"""The commands for looking after a set-up."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from bot.clock import utc_now
from bot.operator_error import one_line
from bot.persistence.database.location import location_of
from bot.persistence.database.sqlite_file import SqliteFile
from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.persistence.database.postgresql_server import PostgresqlServer

upkeep_cli = typer.Typer()
_WHAT_NEXT = """
Now start the platform (main.py run), then look with: main.py payments reconcile
It names charges of the time after the backup, of a provider that can list them. Buttons and cards of
orders that are lost stay in the chats; whoever taps one is told that there is no such order."""


@upkeep_cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="A new file; keep it elsewhere, and secret.")],
) -> None:
    """Copy the whole database as it is at one moment, while the platform runs."""
    settings = load_settings()
    location = location_of(settings.database_address)
    # As elsewhere: the server's side is imported by whoever needs it.
    if isinstance(location, SqliteFile):
        from bot.upkeep import file_copies  # noqa: PLC0415

        marks = file_copies.back_up(location, file)
    else:
        from bot.upkeep import server_copies  # noqa: PLC0415

        marks = server_copies.back_up(cast("PostgresqlServer", location), file)
    typer.echo(f"{file}: {file.stat().st_size:,} bytes, with everything {_until(marks.until)}")


@upkeep_cli.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` made.")],
    replace: Annotated[bool, typer.Option(help="Lose what the backup does not have.")] = False,
) -> None:
    """Put a backup in the place of the database; the platform must be stopped."""
    settings = load_settings()
    location = location_of(settings.database_address)
    if isinstance(location, SqliteFile):
        from bot.upkeep import file_copies  # noqa: PLC0415

        loss = file_copies.restore(file, location, utc_now(), replace=replace)
    else:
        from bot.upkeep import server_copies  # noqa: PLC0415

        server = cast("PostgresqlServer", location)
        loss = server_copies.restore(file, server, replace=replace)
    typer.echo(f"restored: everything {_until(loss.marks.until)}")
    typer.echo(f"lost: {loss}")
    typer.echo(_WHAT_NEXT)


@upkeep_cli.command()
def doctor() -> None:
    """Look at the set-up, and say what to do about each thing; it changes nothing."""
    if asyncio.run(_examine()):
        raise typer.Exit(1)


async def _examine() -> bool:
    from bot.upkeep.doctor.examination import examine  # noqa: PLC0415 - nobody else needs it

    is_bad = False
    async for it in examine(load_settings(), utc_now):
        typer.echo(one_line(f"{it.verdict:4}  {it.what:9}  {it.seen}"))
        if it.to_do:
            typer.echo(f"{'':17}{it.to_do}")
        is_bad |= it.verdict == "bad"
    return is_bad


def _until(moment: object) -> str:
    return (
        f"until {moment:%Y-%m-%d %H:%M:%S} UTC"
        if moment
        else "of a town in which nothing happened"
    )
