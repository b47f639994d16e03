"""Whom the bot knows: people it may name in its texts and buttons."""

from typing import Any

from bot.simulator.model import bad_request, linked_user
from bot.simulator.world.world import World

Json = dict[str, Any]

_ENTITIES = ("entities", "caption_entities")


def known_user(world: World, user_id: int) -> Json | None:
    """Return the User object of somebody the bot has met, or of the bot itself."""
    if user_id == world.roster.bot.id:
        return world.bot
    person = world.people.get(user_id)
    if person is None:
        return None
    met = person.started or any(
        user_id in chat.members and chat.bot_status in {"member", "administrator"}
        for chat in world.chats.values()
    )
    return person.user() if met else None


def with_people_named(world: World, content: Json) -> Json:
    """Put people into the entities that mention them; strangers are not mentioned."""
    for name in _ENTITIES:
        entities = content.get(name)
        if entities and any(it["type"] == "text_mention" for it in entities):
            found = [_named(world, entity) for entity in entities]
            kept = [entity for entity in found if entity is not None]
            content = {key: it for key, it in content.items() if key != name}
            content |= {name: kept} if kept else {}
    return content


def refuse_strangers(world: World, markup: Json) -> None:
    """Refuse buttons that lead to somebody the bot has never met."""
    for row in markup.get("inline_keyboard", []):
        for button in row:
            user = linked_user(button["url"]) if "url" in button else None
            if user is not None and known_user(world, user) is None:
                raise bad_request("BUTTON_USER_INVALID")


def _named(world: World, entity: Json) -> Json | None:
    if entity["type"] != "text_mention":
        return entity
    user = known_user(world, entity["user"]["id"])
    return None if user is None else {**entity, "user": user}
