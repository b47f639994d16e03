"""Inline buttons pressed by people."""

from datetime import timedelta

from bot.simulator.model import Chat, Person, SimError
from bot.simulator.world import Tap, World, mark_read, new_query_id


def tap(world: World, chat: Chat, person: Person, message_id: int, data: str) -> str:
    """Let a person press a button, also one that is gone; return the query's id."""
    if not 1 <= message_id <= chat.last_message_id:
        raise SimError(404, f"There is no message {message_id}.")
    if not 1 <= len(data.encode()) <= 64:
        raise SimError(422, "Callback data has 1 to 64 bytes.")
    stored = chat.messages.get(message_id)
    if stored is not None and not stored.by_bot:
        raise SimError(409, "Only messages of the bot have buttons.")
    gone = {"message_id": message_id, "chat": chat.ref(), "date": 0}
    query_id = new_query_id()
    now = world.clock()
    _forget_old_taps(world)
    expires = now + timedelta(seconds=world.callback_seconds)
    world.taps[query_id] = Tap(query_id, person.id, chat.id, message_id, expires)
    place = {"user_id": person.id, "chat_id": chat.id, "message_id": message_id}
    world.changes.publish("tap", {"query_id": query_id, **place})
    mark_read(world, chat, person)
    body = {
        "id": query_id,
        "from": person.user(),
        "message": gone if stored is None else stored.for_bot(),
        "chat_instance": str(abs(chat.id) * 1_000_003),
        "data": data,
    }
    world.updates.push("callback_query", body, ("user", person.id))
    return query_id


def _forget_old_taps(world: World) -> None:
    now = world.clock()
    while world.taps:
        oldest = next(iter(world.taps.values()))
        if oldest.expires > now:
            return
        del world.taps[oldest.id]


def button_data(chat: Chat, message_id: int, row: int, column: int) -> str:
    """Return the callback data of a button that the person sees."""
    stored = chat.messages.get(message_id)
    if stored is None:
        raise SimError(404, f"There is no message {message_id}.")
    rows = stored.message.get("reply_markup", {}).get("inline_keyboard", [])
    if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
        raise SimError(404, "There is no such button.")
    data = rows[row][column].get("callback_data")
    if data is None:
        raise SimError(409, "That button does not ask the bot anything.")
    return str(data)
