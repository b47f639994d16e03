"""People that come onto the page: the listed ones first, then invented ones."""

from bot.simulator.model import Person, SimError
from bot.simulator.world import World

_FIRST_ID = 900_000_000
_NAMES = ("Ada", "Bora", "Chidi", "Dana", "Emin", "Freya", "Gil", "Haru", "Ines", "Jun")


def next_person(world: World, column_key: str) -> Person:
    """Bring the column's next person onto the page."""
    column = next((column for column in world.columns if column.entry.key == column_key), None)
    if column is None:
        raise SimError(404, f"There is no column {column_key}.")
    if column.waiting:
        person = world.people[column.waiting[0].id]
    elif column.entry.newcomers:
        person = invent(world)
    else:
        raise SimError(409, "Everybody of this column is here already.")
    column.shown.append(person.id)
    world.changes.publish("person", person.view())
    chat = world.chats[person.id]
    if chat.commands:
        world.changes.publish("commands", {"chat_id": chat.id, "commands": chat.commands})
    world.changes.publish("columns", [column.view() for column in world.columns])
    return person


def invent(world: World, language_code: str = "en") -> Person:
    """Let somebody exist whom the roster does not list; they stand in no column."""
    number = next(world.newcomer_numbers)
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
    world.add_person(person)
    return person
