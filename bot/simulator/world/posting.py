"""Messages as the bot sends, edits and deletes them."""

from dataclasses import dataclass
from typing import Any

from bot.simulator.model import (
    NO_REPLY,
    Chat,
    ChatRef,
    Reply,
    Stored,
    bad_request,
    left_out,
    placed_markup,
    quoted,
    read_markup,
    read_reply,
)
from bot.simulator.world.access import refuse_business, refuse_thread, writable_chat
from bot.simulator.world.acquaintance import refuse_strangers, with_people_named
from bot.simulator.world.world import World

Json = dict[str, Any]

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What all methods that send a message share."""

    chat_id: ChatRef = ""
    reply_markup: Json | None = None
    reply_parameters: Json | None = None
    reply_to_message_id: int = 0
    allow_sending_without_reply: bool = False
    protect_content: bool = False
    disable_notification: bool = False
    business_connection_id: str = ""
    message_thread_id: int = 0


def post(world: World, sending: Sending, content: Json, *, sim_facts: Json | None = None) -> Json:
    """Send a bot's message and return it as the Bot API does."""
    markup, answered = read_markup(sending.reply_markup), _answered(sending)
    refuse_business(sending.business_connection_id)
    chat = writable_chat(world, sending.chat_id)
    refuse_thread(sending.message_thread_id)
    reply = _replied(chat, answered)
    markup = placed_markup(markup, private=chat.is_private, invoice="invoice" in content)
    if markup is not None:
        refuse_strangers(world, markup)
    content = with_people_named(world, content)
    extra: Json = {"has_protected_content": True} if sending.protect_content else {}
    if reply is not None:
        extra["reply_to_message"] = without_reply(reply)
        extra |= quoted(answered, reply.message)
    if markup is not None:
        extra["reply_markup"] = markup
    world.limiter.take(chat.id, private=chat.is_private)
    stored = add_message(
        world,
        chat,
        world.bot,
        content | extra,
        by_bot=True,
        sim_facts=(sim_facts or {}) | sound(silent=sending.disable_notification),
    )
    chat.typing_until = None
    if markup is not None:
        _show_keyboard(world, chat, markup)
    return stored.for_bot()


def sound(*, silent: bool) -> Json:
    """Return what people's phones do about a message, as facts that only the simulator adds."""
    return {"silent": True} if silent else {}


def add_message(
    world: World,
    chat: Chat,
    sender: Json,
    content: Json,
    *,
    by_bot: bool = False,
    sim_facts: Json | None = None,
) -> Stored:
    """Put a message into a chat."""
    chat.last_message_id += 1
    message = {
        "message_id": chat.last_message_id,
        "from": sender,
        "chat": chat.ref(),
        "date": world.now(),
        **content,
    }
    stored = Stored(message, by_bot, sim_facts or {})
    chat.messages[chat.last_message_id] = stored
    world.changes.publish("message", {"chat_id": chat.id, "message": stored.for_people()})
    return stored


def without_reply(stored: Stored) -> Json:
    """Return a message for another one to quote: quotes do not nest."""
    message = stored.for_bot()
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def replace(
    world: World, chat: Chat, stored: Stored, content: Json, *, gone: tuple[str, ...] = ()
) -> Json:
    """Give a bot's message new content; refuse when nothing would change."""
    kept = {key: value for key, value in stored.message.items() if key not in gone}
    message = kept | with_people_named(world, content)
    if message == stored.message:
        raise bad_request(_NOT_MODIFIED)
    world.limiter.take(chat.id, private=chat.is_private)
    stored.message = message | {"edit_date": world.now()}
    publish_edit(world, chat, stored)
    return stored.for_bot()


def publish_edit(world: World, chat: Chat, stored: Stored) -> None:
    """Tell pages and clients that a message looks different now."""
    world.changes.publish("edit", {"chat_id": chat.id, "message": stored.for_people()})


def delete(world: World, chat: Chat, message_ids: list[int]) -> None:
    """Take messages out of a chat."""
    for message_id in message_ids:
        del chat.messages[message_id]
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
    if message_ids:
        data = {"chat_id": chat.id, "message_ids": message_ids}
        world.changes.publish("delete", data)


def _answered(sending: Sending) -> Reply:
    if sending.reply_parameters is not None:
        return read_reply(sending.reply_parameters)
    if not sending.reply_to_message_id:
        return NO_REPLY
    return Reply(
        message_id=max(0, sending.reply_to_message_id),
        lenient=sending.allow_sending_without_reply,
    )


def _replied(chat: Chat, reply: Reply) -> Stored | None:
    if not reply.message_id:
        return None
    if reply.chat_id not in {"", str(chat.id)}:
        raise left_out("a reply to a message of another chat is")
    stored = chat.messages.get(reply.message_id)
    if stored is None and not reply.lenient:
        raise bad_request("message to be replied not found")
    return stored


def _show_keyboard(world: World, chat: Chat, markup: Json) -> None:
    if "inline_keyboard" in markup:
        return
    chat.force_reply = markup if "force_reply" in markup else None
    if "force_reply" not in markup:
        show_reply_keyboard(world, chat, markup if "keyboard" in markup else None)


def show_reply_keyboard(world: World, chat: Chat, keyboard: Json | None) -> None:
    """Put a keyboard under the input field, or take it away."""
    if keyboard != chat.reply_keyboard:
        chat.reply_keyboard = keyboard
        data = {"chat_id": chat.id, "reply_keyboard": keyboard}
        world.changes.publish("keyboard", data)
