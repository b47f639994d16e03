"""Errors carry data; the words for a person are chosen in ``handlers/ui``."""

from __future__ import annotations

from dataclasses import dataclass


class DomainError(Exception):
    """A command or query that the rules refuse. Nothing was changed."""


class DatabaseUnavailable(Exception):
    """The database takes nothing now: it is full, locked or away. The same call works later.

    Neither a refusal nor a bug: nobody is told, and whoever gets it tries again for as long as
    it takes.
    """


class DatabaseLost(DatabaseUnavailable):
    """The database is gone or damaged: no call works before it is restored and we start again.

    People are told so; the text says in one line what happened.
    """


@dataclass(eq=False)
class NotFound(DomainError):
    """There is no such thing."""

    kind: str
    id: str


@dataclass(eq=False)
class NotAllowed(DomainError):
    """This person may not do this, whatever button was pressed."""

    user_id: int
    action: str


@dataclass(eq=False)
class WrongState(DomainError):
    """The aggregate has moved on: the action is not possible in its state.

    Args:
        kind: The aggregate, in lower case: ``order``, ``ticket``, ``payment`` or ``delivery``.
        id: Its order id.
        state: The state that it is in.
        action: What was asked.
        by: Who brought it into this state, where that is known (a Telegram user id).
    """

    kind: str
    id: str
    state: str
    action: str
    by: int | None = None


@dataclass(eq=False)
class ContextAway(DomainError):
    """A context with a database of its own cannot be asked now; all others go on.

    Whether what was asked was noted is not certain: its database may have gone in that moment.
    """

    context: str


@dataclass(eq=False)
class InvalidInput(DomainError):
    """Something typed cannot be used.

    Args:
        field: ``address``, ``phone``, ``quantity``, ``basket``, ``minutes``, ``capacity``,
            ``reason``, ``sum`` or ``refund`` (the words after the command).
        problem: ``missing``, ``too_short``, ``too_long``, ``too_many``, ``not_a_number``,
            ``out_of_range`` or ``no_country`` (a phone number without its country's code).
        limit: The limit that was broken, if there is one.
    """

    field: str
    problem: str
    limit: int | None = None


@dataclass(eq=False)
class Conflict(DomainError):
    """Someone else changed the aggregate first; the command can be given again.

    With one writer this cannot happen; it guards a second process on another database.
    """

    kind: str
    id: str
