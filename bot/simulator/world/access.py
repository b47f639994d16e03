"""Which chats and messages the bot can reach."""

from bot.simulator.model import Chat, ChatRef, Stored, bad_request, forbidden
from bot.simulator.world.world import World


def find_chat(world: World, ref: ChatRef) -> Chat:
    """Find the chat a call names, if the bot may know of it."""
    if ref == "":
        raise bad_request("chat_id is empty")
    chat = world.chats.get(ref) if isinstance(ref, int) else None
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise bad_request(
            "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
        )
    if chat.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {_kind(chat)} chat")
    if chat.bot_status == "left":
        raise forbidden(f"bot is not a member of the {_kind(chat)} chat")
    return chat


def _kind(chat: Chat) -> str:
    return "supergroup" if chat.type == "supergroup" else "group"


def writable_chat(world: World, ref: ChatRef) -> Chat:
    """Find the chat a call names, if the bot may write to it."""
    chat = find_chat(world, ref)
    if chat.person is not None:
        if chat.person.deactivated:
            raise forbidden("user is deactivated")
        if chat.person.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.person.started:
            raise forbidden("bot can't initiate conversation with a user")
    return chat


def editable(world: World, ref: ChatRef, message_id: int) -> tuple[Chat, Stored]:
    """Find a message that the bot may edit."""
    chat = writable_chat(world, ref)
    if not message_id:
        raise bad_request("message identifier is not specified")
    stored = chat.messages.get(message_id)
    if stored is None:
        raise bad_request("message to edit not found")
    if not stored.by_bot:
        raise bad_request("message can't be edited")
    return chat, stored
