"""What the bot may know of chats and their members."""

from dataclasses import dataclass

from bot.simulator.bot_api.methods.registry import method
from bot.simulator.model import Chat, ChatRef, Json, bad_request
from bot.simulator.people import member
from bot.simulator.world import (
    World,
    add_message,
    find_chat,
    is_service,
    message_of,
    refuse_business,
    sound,
    without_reply,
    writable_chat,
)


@dataclass(frozen=True, slots=True)
class ChatOnly:
    """Parameters of methods about one chat."""

    chat_id: ChatRef = ""


@method("getChat", ChatOnly)
def get_chat(world: World, params: ChatOnly) -> Json:
    """Return a chat's full description."""
    chat = find_chat(world, params.chat_id)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    full: Json = {
        **chat.ref(),
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys((*gifts, "gifts_from_channels"), False),
    }
    if chat.pinned:
        full["pinned_message"] = without_reply(chat.messages[max(chat.pinned)])
    if not chat.is_private:
        full["permissions"] = {"can_send_messages": True}
    return full


@dataclass(frozen=True, slots=True)
class GetChatMember:
    """Parameters of getChatMember."""

    chat_id: ChatRef = ""
    user_id: int = 0


@method("getChatMember", GetChatMember)
def get_chat_member(world: World, params: GetChatMember) -> Json:
    """Return somebody's place in a chat."""
    if params.user_id <= 0:
        raise bad_request("invalid user_id specified")
    chat = find_chat(world, params.chat_id)
    if params.user_id == world.roster.bot.id:
        return member(world.bot, chat.bot_status)
    person = world.people.get(params.user_id)
    if person is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    inside = person is chat.person or person.id in chat.members
    return member(person.user(), "member" if inside else "left")


@method("getChatAdministrators", ChatOnly)
def get_chat_administrators(world: World, params: ChatOnly) -> list[Json]:
    """Return the administrators; only the bot can be one here."""
    chat = _group(world, params.chat_id, "there are no administrators in the private chat")
    is_one = chat.bot_status == "administrator"
    return [member(world.bot, "administrator")] if is_one else []


@method("getChatMemberCount", ChatOnly)
def get_chat_member_count(world: World, params: ChatOnly) -> int:
    """Count the members, the bot among them."""
    chat = find_chat(world, params.chat_id)
    return 2 if chat.is_private else len(chat.members) + 1


@method("leaveChat", ChatOnly)
def leave_chat(world: World, params: ChatOnly) -> bool:
    """Let the bot leave a group."""
    chat = _group(world, params.chat_id, "chat member status can't be changed in private chats")
    chat.bot_status = "left"
    return True


def _group(world: World, ref: ChatRef, otherwise: str) -> Chat:
    chat = find_chat(world, ref)
    if chat.is_private:
        raise bad_request(otherwise)
    return chat


@dataclass(frozen=True, slots=True)
class PinMessage:
    """Parameters of pinChatMessage and unpinChatMessage."""

    chat_id: ChatRef = ""
    message_id: int = 0
    disable_notification: bool = False
    business_connection_id: str = ""


@method("pinChatMessage", PinMessage)
def pin_chat_message(world: World, params: PinMessage) -> bool:
    """Pin a message; the chat gets a notice."""
    chat = _pinnable(world, params)
    stored = message_of(chat, params.message_id, "pin")
    if is_service(stored):
        raise bad_request("message can't be pinned")
    if params.message_id not in chat.pinned:
        chat.pinned.append(params.message_id)
        content = {"pinned_message": without_reply(stored)}
        # The Bot API never notifies of pins in private chats.
        facts = sound(silent=chat.is_private or params.disable_notification)
        notice = add_message(world, chat, world.bot, content, by_bot=True, sim_facts=facts)
        # Of its own messages a bot hears of this one.
        world.updates.push("message", notice.for_bot(), ("chat", chat.id))
    return True


@method("unpinChatMessage", PinMessage)
def unpin_chat_message(world: World, params: PinMessage) -> bool:
    """Unpin a message, or the newest of those that are pinned."""
    chat = _pinnable(world, params)
    unpinned = params.message_id or max(chat.pinned, default=0)
    if unpinned not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(unpinned)
    return True


def _pinnable(world: World, params: PinMessage) -> Chat:
    refuse_business(params.business_connection_id)
    chat = writable_chat(world, params.chat_id)
    if not chat.is_private and chat.bot_status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat
