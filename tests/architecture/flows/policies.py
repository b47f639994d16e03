"""docs/flows/policies.md: whenever an event, then a command; and who is told."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator

from bot.notifications.recipients import NOTIFICATIONS
from domain.processes import deadlines as processes
from domain.processes.policies import POLICIES
from domain.shared.messages import Command, Event
from tests.architecture.flows.callbacks import Function, resolved
from tests.architecture.flows.markdown import code, first_line, listed, page, place, table
from tests.architecture.stored_names import events

INTRODUCTION = (
    "An event is a fact that has been committed. Each context that wants it handles it once, in a "
    "transaction of its own."
)
WHO_IS_TOLD = (
    "From `NOTIFICATIONS` in `bot/notifications/recipients.py`: the function that promises the "
    "messages, in the transaction that marks the event as handled."
)


def asked_for(policy: Function) -> list[str]:
    """The commands that a policy gives; where it gives none, the services that it calls."""
    called = list(_called(policy))
    commands = [it for it in called if inspect.isclass(it) and issubclass(it, Command)]
    services = [it for it in called if inspect.isfunction(it)]
    names = [it.__name__ for it in commands] or [it.__name__ for it in services]
    return list(dict.fromkeys(names))


def _called(function: Function) -> Iterator[object]:
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if isinstance(node, ast.Call):
            yield resolved(node.func, function)


def in_words(kinds: list[type[Event]], last: str) -> str:
    """Events by name."""
    return listed([code(it.__name__) for it in kinds], last)


def policy_rows() -> Iterator[tuple[str, str, str, str]]:
    """One line for each policy: its events, its context, its commands, its reason."""
    for context, reactions in POLICIES.items():
        for policy in dict.fromkeys(reactions.values()):
            kinds = [kind for kind, each in reactions.items() if each is policy]
            commands = listed([code(it) for it in asked_for(policy)], "or")
            yield in_words(kinds, "or"), context, commands, first_line(policy)


def told_rows() -> Iterator[tuple[str, ...]]:
    """One line for each event that anybody is told of: by which function, for each audience."""
    for kind in events():
        told = [those.get(kind) for those in NOTIFICATIONS.values()]
        if any(told):
            yield code(kind.__name__), *(code(it.__name__) if it else "" for it in told)


def followed() -> set[type[Event]]:
    """The events that anything follows from."""
    tables = (*POLICIES.values(), *NOTIFICATIONS.values())
    return {kind for each in tables for kind in each}


def policies() -> str:
    """The page."""
    telling = dict.fromkeys(it for those in NOTIFICATIONS.values() for it in those.values())
    rest = [it for it in events() if it not in followed()]
    blocks = [
        INTRODUCTION,
        "## Whenever … then …",
        "From `POLICIES` in `domain/processes/policies.py`.",
        table(("whenever", "the context", "does", "that is"), policy_rows()),
        "## Who is told",
        WHO_IS_TOLD,
        table(("whenever", *NOTIFICATIONS), told_rows()),
        "\n".join(f"- {code(it.__name__)}: {first_line(it)}." for it in telling),
        "## What the events say",
        table(
            ("event", "says", "defined in"),
            (
                (code(it.__name__), first_line(it), code(place(it).rpartition(".")[0]))
                for it in events()
            ),
        ),
    ]
    if deadlines := vars(processes).get("DEADLINES"):
        rows = (
            (
                code(str(kind)),
                listed([code(it) for it in asked_for(each.passes)], "or"),
                first_line(each.passes),
            )
            for kind, each in deadlines.items()
        )
        blocks[4:4] = [
            "## Whenever a deadline passes",
            "From `DEADLINES` in `domain/processes/deadlines.py`.",
            table(("deadline", "does", "that is"), rows),
        ]
    if rest:
        blocks.append(f"Nothing follows from {in_words(rest, 'and')}; history keeps them.")
    return page("Policies and notifications", *blocks)
