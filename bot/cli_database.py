"""What all commands of the command line share: the database of the settings, and how they give up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import NoReturn, TypeVar

import typer
from sqlalchemy import URL

from bot.clock import utc_now
from bot.events.bus import routes_of
from bot.persistence.database.location import Location, location_of
from bot.persistence.unit_of_work import Database, UnitOfWork, open_database
from bot.settings import Settings, load_settings

T = TypeVar("T")


def in_database(work: Callable[[UnitOfWork], T], *, delivery: bool = False) -> T:
    """Do something in the database of the settings, brought up to date, and answer its result.

    ``delivery``: in that of the deliveries instead, which needs a setting of its own.
    """
    settings = load_settings()
    address = settings.database_address
    if delivery:
        if settings.delivery_database_address is None:
            give_up("--delivery: needs DELIVERY_DATABASE_URL")
        address = settings.delivery_database_address
    with migrated_at(address) as location, closing(opened(location, settings)) as database:
        return asyncio.run(database.write(work))


def migrated(settings: Settings) -> AbstractContextManager[Location]:
    """The main database of the settings; see ``migrated_at``."""
    return migrated_at(settings.database_address)


@contextmanager
def migrated_at(address: URL) -> Iterator[Location]:
    """The database at an address, brought up to date; what is wrong with it is one line."""
    location = location_of(address)
    with location.using():
        location.migrate()
        yield location


def opened(location: Location, settings: Settings) -> Database:
    """Open a database that is up to date; whoever does closes it."""
    return open_database(
        location, routes=routes_of(settings), limits=settings.limits, clock=utc_now
    )


def give_up(problem: str) -> NoReturn:
    """End with one line for the operator."""
    typer.echo(f"azer: {problem}", err=True)
    raise typer.Exit(2)
