"""The names that lie in databases and logs of events: ``make docs`` writes them down.

They are a contract with what was stored by the release before, which may even run beside this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import TypeAdapter

from bot.events.consumers import CONSUMERS
from bot.persistence.database.tables import orders
from bot.persistence.queues.promises import Priority
from domain.customer.model import OrderView
from domain.delivery.trip import Destination
from domain.order.basket import Line
from domain.processes.registry import SERVICES
from domain.shared import deadlines as deadline_kinds
from domain.shared.messages import Command, Event
from domain.shared.terms import Terms
from domain.store.model import Category
from domain.store.ticket_requests import TicketLine
from handlers.session import Session
from tests.architecture.flows.conversations import conversations_in, registered

FILE = Path(__file__).with_name("stored_names.txt")
HEAD = """\
# What is stored by name. Expand first, contract a release later: CONTRIBUTING.md.
# Written by `make docs`; a name that goes or changes here is a name that stored data still has.
"""
# Whatever is kept as JSON beside the events and the answers of commands.
KEPT_AS_JSON = (Session, OrderView, Destination, Line, Category, Terms, TicketLine)
T = TypeVar("T")


def below(base: type[T]) -> Iterator[type[T]]:
    """Every class of the domain that is one of these; what tests make up is none."""
    for kind in base.__subclasses__():
        if kind.__module__.startswith("domain."):
            yield kind
        yield from below(kind)


def events() -> list[type[Event]]:
    """The events; one that others are only built on is no event."""
    kinds = set(below(Event))
    bases = {base for kind in kinds for base in kind.__bases__}
    return sorted(kinds - bases, key=lambda it: it.__name__)


def commands() -> list[type[Command[Any]]]:
    """The commands, whose names are in idempotency keys."""
    return [it for it in SERVICES if issubclass(it, Command)]


def answer_of(command: type[Command[Any]]) -> Any:
    """The type of what a command answers, which is stored with its key."""
    (base,) = command.__orig_bases__  # type: ignore[attr-defined]
    (answer,) = get_args(base)
    return answer


def fields(kinds: Iterable[Any]) -> Iterator[str]:
    """The fields of these types and of whatever they are made of, as they are in JSON."""
    for kind in kinds:
        schema = TypeAdapter(kind).json_schema(mode="serialization")
        for each in (schema, *schema.get("$defs", {}).values()):
            for field in each.get("properties", {}):
                yield f"{each['title']}.{field}"


def values(kinds: Iterable[type[Enum]]) -> Iterator[str]:
    """The values of enums, as they are in columns."""
    return (f"{kind.__name__} = {it.value}" for kind in kinds for it in kind)


def deadlines() -> list[str]:
    """The kinds of deadline: an enum, or constants."""
    names = vars(deadline_kinds)
    kinds = names.get("DeadlineKind") or (names[it] for it in names if it.isupper())
    return [str(it) for it in kinds if isinstance(it, str)]


def conversations() -> Iterator[str]:
    """The conversations and their states, which are kept of whoever is in one."""
    for it in conversations_in(registered()):
        yield from (f"{it.name} = {state}" for state in it.states)


def stored_names() -> Mapping[str, list[str]]:
    """Every stored name, in sections."""
    answers = [answer_of(it) for it in commands()]
    kinds = [*events(), *KEPT_AS_JSON, *(it for it in answers if it is not type(None))]
    sections: dict[str, Iterable[str]] = {
        "events": (it.__name__ for it in events()),
        "commands": (it.__name__ for it in commands()),
        "consumers": CONSUMERS,
        "deadlines": deadlines(),
        "conversations": conversations(),
        "fields": fields(kinds),
        "values": values([*below(StrEnum), Priority]),
        "columns": (str(column) for table in orders.metadata.sorted_tables for column in table.c),
    }
    return {title: sorted(set(names)) for title, names in sections.items()}


def written() -> str:
    """The file as it should be."""
    sections = (
        "\n".join((f"\n[{title}]", *names)) + "\n" for title, names in stored_names().items()
    )
    return HEAD + "".join(sections)


if __name__ == "__main__":
    FILE.write_text(written(), "utf-8")
