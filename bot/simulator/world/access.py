"""Which chats and messages the bot can reach."""

from bot.simulator.model import Chat, ChatRef, Stored, bad_request, forbidden
from bot.simulator.world.world import World

_SERVICE = frozenset(
    {"pinned_message", "successful_payment", "migrate_to_chat_id", "migrate_from_chat_id"}
)


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


def refuse_business(connection_id: str) -> None:
    """Refuse to act for a business account: there is none here."""
    if connection_id:
        raise bad_request("business connection not found")


def refuse_thread(thread_id: int) -> None:
    """Refuse to write into a topic: no chat here is a forum."""
    if thread_id > 0:
        raise bad_request("message thread not found")


def message_of(chat: Chat, message_id: int, purpose: str) -> Stored:
    """Find a message that a call names."""
    stored = chat.messages.get(message_id)
    if stored is None:
        raise bad_request(f"message to {purpose} not found")
    return stored


def editable(world: World, ref: ChatRef, message_id: int) -> tuple[Chat, Stored]:
    """Find a message that the bot may edit: its own, not forwarded, without a reply keyboard."""
    chat = writable_chat(world, ref)
    stored = message_of(chat, message_id, "edit")
    message = stored.message
    keyboard = message.get("reply_markup")
    has_keys = keyboard is not None and "inline_keyboard" not in keyboard
    if not stored.by_bot or has_keys or "forward_origin" in message or is_service(stored):
        raise bad_request("message can't be edited")
    return chat, stored


def is_service(stored: Stored) -> bool:
    """Tell whether a message only says that something happened."""
    return not _SERVICE.isdisjoint(stored.message)
