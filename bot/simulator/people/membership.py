"""The bot's place in chats: people block it, groups take it in and put it out."""

from typing import Any

from bot.simulator.model import Chat, Person, SimError
from bot.simulator.world import World, add_message

Json = dict[str, Any]

_STATUSES = ("member", "administrator", "left", "kicked")
_ADMINISTRATOR_RIGHTS = {
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": False,
    "can_restrict_members": False,
    "can_promote_members": False,
    "can_change_info": False,
    "can_invite_users": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
}


def set_blocked(world: World, person: Person, *, blocked: bool) -> None:
    """Let a person block the bot or unblock it; the bot hears of it."""
    if person.blocked == blocked:
        return
    person.blocked = blocked
    statuses = ("member", "kicked") if blocked else ("kicked", "member")
    _tell(world, world.chats[person.id], person, *statuses)


def _tell(world: World, chat: Chat, person: Person, before: str, after: str) -> None:
    """Tell the bot that its place in a chat has changed."""
    old, new = member(world.bot, before), member(world.bot, after)
    body = {
        "chat": chat.ref(),
        "from": person.user(),
        "date": world.now(),
        "old_chat_member": old,
        "new_chat_member": new,
    }
    world.updates.push("my_chat_member", body, ("chat", chat.id))


def member(user: Json, status: str) -> Json:
    """Return the Bot API's ChatMember object."""
    if status == "kicked":
        return {"user": user, "status": status, "until_date": 0}
    if status == "administrator":
        return {"user": user, "status": status, "can_be_edited": False, **_ADMINISTRATOR_RIGHTS}
    return {"user": user, "status": status}


def set_membership(world: World, chat: Chat, person: Person, status: str) -> None:
    """Change the bot's place in a group; the bot hears of it."""
    if chat.is_private:
        raise SimError(409, "A private chat has no members to change.")
    if status not in _STATUSES:
        raise SimError(422, f"The bot's status is one of {', '.join(_STATUSES)}.")
    before, chat.bot_status = chat.bot_status, status
    if before != status:
        _tell(world, chat, person, before, status)


def upgrade(world: World, chat: Chat, person: Person) -> Chat:
    """Turn a group into a supergroup, which is a chat of its own."""
    if chat.type != "group" or chat.migrated_to is not None:
        raise SimError(409, "Only a basic group can be upgraded.")
    heir = Chat(
        -1_000_000_000_000 + chat.id,
        "supergroup",
        title=chat.title,
        members=list(chat.members),
        bot_status=chat.bot_status,
    )
    world.chats[heir.id] = heir
    heir.commands = world.commands.seen_in(heir)
    notices = ((chat, "migrate_to_chat_id", heir.id), (heir, "migrate_from_chat_id", chat.id))
    for place, name, other in notices:
        stored = add_message(world, place, person.user(), {name: other})
        world.updates.push("message", stored.for_bot(), ("chat", place.id))
    chat.migrated_to = heir.id
    # Pages and clients know nothing of the new chat yet.
    world.changes.publish("reset", {})
    return heir
