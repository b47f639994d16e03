"""The commands for looking after a set-up."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from bot.apart import named
from bot.clock import utc_now
from bot.operator_error import OperatorError, one_line
from bot.persistence.database.location import location_of
from bot.persistence.database.sqlite_file import SqliteFile
from bot.settings import load_settings

if TYPE_CHECKING:
    from bot.persistence.database.location import Location
    from bot.persistence.database.postgresql_server import PostgresqlServer
    from bot.upkeep.losses import Marks

upkeep_cli = typer.Typer()
_Delivery = Annotated[bool, typer.Option("--delivery", help="Of the deliveries' own database.")]
_WHAT_NEXT = """
Now start the platform (main.py run), then look with: main.py payments reconcile
It names charges of the time after the backup, of a provider that can list them. Buttons and cards of
orders that are lost stay in the chats; whoever taps one is told that there is no such order."""
_DELIVERIES_NEXT = """
The deliveries have a database of their own: unless it has gone no further than this backup, restore it, too:
    main.py restore {file} --delivery"""
_WHAT_DELIVERIES_MISS = """
Restore the main database from the same backup, if it is lost, too. Then let deliveries hear again what they have
missed, and start the platform:
    main.py outbox republish --since {since:%Y-%m-%dT%H:%M}Z
Couriers tap again what they had tapped after the backup."""
# Events of two processes may be carried in another order than they were written.
_BEFORE = timedelta(hours=1)


@upkeep_cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="A new file; keep it elsewhere, and secret.")],
) -> None:
    """Copy the whole database as it is at one moment, while the platform runs.

    Deliveries with a database of their own go into FILE.delivery, the moment before.
    """
    settings = load_settings()
    made: list[Path] = []
    try:
        if (apart := settings.delivery_database_address) is not None:
            # So that no delivery is there whose order is not.
            with named():
                made.append(_back_up(location_of(apart), _of_deliveries(file)))
        _back_up(location_of(settings.database_address), file)
    except BaseException:
        for it in made:
            it.unlink()
        raise


@upkeep_cli.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` made.")],
    replace: Annotated[bool, typer.Option(help="Lose what the backup does not have.")] = False,
    delivery: _Delivery = False,
) -> None:
    """Put a backup in the place of the database; the platform must be stopped."""
    settings = load_settings()
    apart = settings.delivery_database_address
    if not delivery:
        marks = _restore(file, location_of(settings.database_address), replace=replace)
        if apart is not None:
            typer.echo(_DELIVERIES_NEXT.format(file=_of_deliveries(file)))
        typer.echo(_WHAT_NEXT)
        return
    if apart is None:
        raise OperatorError("--delivery: needs DELIVERY_DATABASE_URL")
    with named():
        marks = _restore(file, location_of(apart), replace=replace, delivery=True)
    since = (marks.until or utc_now()) - _BEFORE
    typer.echo(_WHAT_DELIVERIES_MISS.format(since=since))


def _of_deliveries(file: Path) -> Path:
    return file.with_name(f"{file.name}.delivery")


def _back_up(location: Location, file: Path) -> Path:
    # As elsewhere: the server's side is imported by whoever needs it.
    if isinstance(location, SqliteFile):
        from bot.upkeep import file_copies  # noqa: PLC0415

        marks = file_copies.back_up(location, file)
    else:
        from bot.upkeep import server_copies  # noqa: PLC0415

        marks = server_copies.back_up(cast("PostgresqlServer", location), file)
    typer.echo(f"{file}: {file.stat().st_size:,} bytes, with everything {_until(marks.until)}")
    return file


def _restore(file: Path, location: Location, *, replace: bool, delivery: bool = False) -> Marks:
    if isinstance(location, SqliteFile):
        from bot.upkeep import file_copies  # noqa: PLC0415

        loss = file_copies.restore(file, location, utc_now(), replace=replace, delivery=delivery)
    else:
        from bot.upkeep import server_copies  # noqa: PLC0415

        server = cast("PostgresqlServer", location)
        loss = server_copies.restore(file, server, replace=replace, delivery=delivery)
    typer.echo(f"restored: everything {_until(loss.marks.until)}")
    typer.echo(f"lost: {loss}")
    return loss.marks


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
