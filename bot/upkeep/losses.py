"""What a restore loses: all that the database before knows and the backup does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, distinct, exists, func, inspect, select
from sqlalchemy.exc import DBAPIError

from bot.persistence.database.money_tables import ledger
from bot.persistence.database.tables import events, stores
from domain.shared.errors import DatabaseLost, DatabaseUnavailable

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.persistence.database.location import Location

_NEWEST_EVENT = select(events.c.seq, events.c.at).order_by(events.c.seq.desc()).limit(1)
_NEWEST_MOVEMENT = select(func.max(ledger.c.seq))
_HAS_STORES = select(exists(select(stores.c.id)))
_LATER_EVENTS = select(func.count(), func.count(distinct(events.c.subject))).where(
    events.c.seq > bindparam("seq")
)
_LATER_MOVEMENTS = select(func.count()).where(ledger.c.seq > bindparam("seq"))


@dataclass(frozen=True, slots=True)
class Marks:
    """How far a copy of the database goes."""

    event: int
    """The number of its newest event; 0 if it has none."""
    movement: int
    """The number of the newest row of its ledger; 0 if it has none."""
    until: datetime | None
    """When its newest event happened, in UTC."""
    has_stores: bool
    """Whether it has any, as the main database of a town has and that of its deliveries has not."""

    def problem_as(self, *, delivery: bool) -> str:
        """Why it is no copy of the deliveries' own database, or of the main one; empty if it may be."""
        if delivery and self.has_stores:
            return "has stores: it is a backup of the main database"
        if not delivery and self.event and not self.has_stores:
            return "has no stores: it is a backup of the deliveries; see --delivery"
        return ""


@dataclass(frozen=True, slots=True)
class Loss:
    """What the database before knows and a backup does not."""

    marks: Marks
    events: int = 0
    subjects: int = 0
    """How many orders, stores and people these events are about."""
    movements: int = 0
    """Rows of the ledger."""
    problem: str = ""
    """Why the database before cannot be read, if it cannot."""

    def __bool__(self) -> bool:
        """Whether anything may be lost."""
        return bool(self.events or self.movements or self.problem)

    def __str__(self) -> str:
        """In words, for an operator."""
        if self.problem:
            return f"what the database before had cannot be read: {self.problem}"
        if not self:
            return "nothing"
        return (
            f"{self.events} events about {self.subjects} orders, stores or people,"
            f" and {self.movements} movements of money"
        )


def marks_of(connection: Connection) -> Marks:
    """How far the database goes that a connection reads."""
    newest = connection.execute(_NEWEST_EVENT).one_or_none()
    movement = connection.scalar(_NEWEST_MOVEMENT) or 0
    has_stores = bool(connection.scalar(_HAS_STORES))
    return Marks(newest.seq if newest else 0, movement, newest.at if newest else None, has_stores)


def loss_of(location: Location, marks: Marks) -> Loss:
    """What a database knows and a backup that goes as far as ``marks`` does not."""
    try:
        with location.one_moment() as connection:
            there = set(inspect(connection).get_table_names())
            if not {events.name, ledger.name} <= there:
                return Loss(marks)
            later, subjects = connection.execute(_LATER_EVENTS, {"seq": marks.event}).one()
            movements = connection.scalar(_LATER_MOVEMENTS, {"seq": marks.movement}) or 0
    except (DatabaseLost, DatabaseUnavailable, DBAPIError) as error:
        return Loss(marks, problem=str(error).partition("\n")[0])
    return Loss(marks, later, subjects, movements)
