"""People that come onto the page: the listed ones first, then invented ones."""

from typing import TYPE_CHECKING

from bot.simulator.chats import Person
from bot.simulator.errors import SimError

if TYPE_CHECKING:
    from bot.simulator.core import Simulator

_FIRST_ID = 900_000_000
_NAMES = ("Ada", "Bora", "Chidi", "Dana", "Emin", "Freya", "Gil", "Haru", "Ines", "Jun")


def next_person(sim: "Simulator", column_key: str) -> Person:
    """Bring the column's next person onto the page."""
    column = next((column for column in sim.columns if column.entry.key == column_key), None)
    if column is None:
        raise SimError(404, f"There is no column {column_key}.")
    if column.waiting:
        person = sim.people[column.waiting[0].id]
    elif column.entry.newcomers:
        person = invent(sim)
    else:
        raise SimError(409, "Everybody of this column is here already.")
    column.shown.append(person.id)
    sim.changes.publish("person", person.view())
    chat = sim.chats[person.id]
    if chat.commands:
        sim.changes.publish("commands", {"chat_id": chat.id, "commands": chat.commands})
    sim.changes.publish("columns", [column.view() for column in sim.columns])
    return person


def invent(sim: "Simulator", language_code: str = "en") -> Person:
    """Let somebody exist whom the roster does not list; they stand in no column."""
    number = next(sim.newcomer_numbers)
    person_id = _FIRST_ID + number
    person = Person(
        person_id,
        first_name=_NAMES[number % len(_NAMES)],
        last_name=f"Newcomer {number}",
        username=f"newcomer_{person_id}",
        language_code=language_code,
        phone=f"+1202{number:07d}",
        location={"latitude": 37.5665, "longitude": 126.978},
    )
    sim.add_person(person)
    return person
