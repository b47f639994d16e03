"""What people write, and what of it the bot hears."""

from typing import Any

from bot.simulator.model import Chat, Person, SimError, Stored, detected, text_of
from bot.simulator.world import (
    World,
    add_message,
    mark_read,
    publish_edit,
    show_reply_keyboard,
    without_reply,
)

Json = dict[str, Any]


def acting(world: World, chat_id: int, person_id: object) -> tuple[Chat, Person]:
    """Find the chat and the person that acts in it; refuse who has no access."""
    chat, person = world.chat(chat_id), world.person(person_id)
    if person.deactivated:
        raise SimError(409, f"{person.first_name}'s account is deactivated.")
    if chat.person is not None and chat.person is not person:
        raise SimError(403, f"This is not {person.first_name}'s chat.")
    if chat.person is not None and person.blocked:
        raise SimError(409, f"{person.first_name} has blocked the bot.")
    if chat.person is None and person.id not in chat.members:
        raise SimError(403, f"{person.first_name} is not a member of this group.")
    return chat, person


def write(
    world: World, chat: Chat, person: Person, content: Json, reply_to: int | None = None
) -> tuple[Stored, int | None]:
    """Let a person send a message; return it and the update's number, if there is one."""
    if chat.is_private and not person.started:
        person.started = True
        world.changes.publish("person", person.view())
    if "text" in content:
        entities = detected(content["text"], [])
        content = content | ({"entities": entities} if entities else {})
    if reply_to is not None:
        if reply_to not in chat.messages:
            raise SimError(404, f"There is no message {reply_to} to reply to.")
        content = content | {"reply_to_message": without_reply(chat.messages[reply_to])}
    photo = content.get("photo")
    facts = {"photo_url": f"/sim/photos/{photo[-1]['file_unique_id']}"} if photo else None
    stored = add_message(world, chat, person.user(), content, sim_facts=facts)
    mark_read(world, chat, person)
    chat.force_reply = None
    keyboard = chat.reply_keyboard
    if keyboard is not None and keyboard.get("one_time_keyboard") and _is_on(keyboard, content):
        show_reply_keyboard(world, chat, None)
    if not _bot_reads(world, chat, stored):
        return stored, None
    return stored, world.updates.push("message", stored.for_bot(), ("chat", chat.id))


def _is_on(keyboard: Json, content: Json) -> bool:
    buttons = [button for row in keyboard["keyboard"] for button in row]
    requests = {"contact": "request_contact", "location": "request_location"}
    pressed = next((requests[kind] for kind in requests if kind in content), None)
    return any(
        button["text"] == content.get("text") or (pressed is not None and pressed in button)
        for button in buttons
    )


def _bot_reads(world: World, chat: Chat, stored: Stored) -> bool:
    """Tell whether a message reaches the bot; in groups its privacy mode decides."""
    if chat.is_private:
        return True
    if chat.bot_status not in {"member", "administrator"}:
        return False
    if world.roster.bot.can_read_all_group_messages or chat.bot_status == "administrator":
        return True
    reply = stored.message.get("reply_to_message")
    replied = reply is not None and reply["from"]["id"] == world.roster.bot.id
    return replied or _is_addressed(stored.message, world.roster.bot.username.lower())


def _is_addressed(message: Json, username: str) -> bool:
    for entity in message.get("entities", []):
        marked = text_of(message["text"], entity).lower()
        if entity["type"] == "bot_command" and marked.partition("@")[2] in {"", username}:
            return True
        if entity["type"] == "mention" and marked == f"@{username}":
            return True
    return False


def rewrite(world: World, chat: Chat, person: Person, message_id: int, text: str) -> Stored:
    """Let a person edit a text message of their own."""
    stored = chat.messages.get(message_id)
    if stored is None:
        raise SimError(404, f"There is no message {message_id}.")
    if stored.by_bot or stored.message["from"]["id"] != person.id:
        raise SimError(403, "People edit only their own messages.")
    if "text" not in stored.message:
        raise SimError(409, "Only a text message can be edited.")
    kept = {key: value for key, value in stored.message.items() if key != "entities"}
    entities = detected(text, [])
    stored.message = kept | {"text": text, "edit_date": world.now()}
    if entities:
        stored.message["entities"] = entities
    publish_edit(world, chat, stored)
    mark_read(world, chat, person)
    if _bot_reads(world, chat, stored):
        world.updates.push("edited_message", stored.for_bot(), ("chat", chat.id))
    return stored
