"""What people have read: all that was in a chat when they last did something there."""

from itertools import takewhile

from bot.simulator.model import Chat, Person
from bot.simulator.world.world import World


def mark_read(world: World, chat: Chat, person: Person) -> None:
    """Let a person have read a chat up to now; pages hear of it if the bot had said something."""
    before = chat.read.get(person.id, 0)
    chat.read[person.id] = chat.last_message_id
    since = takewhile(lambda number: number > before, reversed(chat.messages))
    if any(chat.messages[number].by_bot for number in since):
        data = {"chat_id": chat.id, "user_id": person.id, "message_id": chat.last_message_id}
        world.changes.publish("read", data)
