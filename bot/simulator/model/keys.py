"""Keys of reply keyboards, under the input field."""

from typing import Any

from bot.simulator.model.buttons import look, web_app, web_app_url
from bot.simulator.model.cleaning import clean
from bot.simulator.model.errors import FieldError, bad_request
from bot.simulator.model.fields import (
    flag_field,
    required_structure,
    required_text,
    required_whole,
    text_field,
    whole_field,
)

Json = dict[str, Any]

# What a key asks for, and how the server names it when the chat is not private.
_ASKED_FOR = {
    "request_contact": "phone number can be requested",
    "request_location": "location can be requested",
    "request_poll": "poll can be requested",
    "web_app": "Web App buttons can be used",
    "request_users": "users can be requested",
    "request_chat": "chats can be requested",
    "request_managed_bot": "managed bots can be requested",
}


def read_key(key: Any) -> Json:
    """Read a key as far as its JSON goes.

    Raises:
        FieldError: a part is missing or of another type.
    """
    if isinstance(key, str):
        return {"text": key}
    if not isinstance(key, dict):
        raise FieldError("KeyboardButton must be a String or an Object")
    text = required_text(key, "text")
    looks = look(key)
    return {"text": text} | (_request(key) if len(key) > 1 else {}) | looks


def _request(key: Json) -> Json:
    if flag_field(key, "request_contact"):
        return {"request_contact": True}
    if flag_field(key, "request_location"):
        return {"request_location": True}
    for name, read in _OTHERS.items():
        if name in key:
            return {name: read(key, name)}
    return {}


def _poll(key: Json, name: str) -> Json:
    kind = text_field(required_structure(key, name, dict), "type")
    return {"type": kind} if kind in {"quiz", "regular"} else {}


def _users(key: Json, name: str) -> Json:
    asked = required_structure(key, name, dict)
    found: Json = {"request_id": required_whole(asked, "request_id")}
    found |= _flags(asked, "user_is_bot", "user_is_premium")
    found["max_quantity"] = whole_field(asked, "max_quantity", 1)
    return found | _flags(asked, "request_name", "request_username", "request_photo")


def _chat(key: Json, name: str) -> Json:
    asked = required_structure(key, name, dict)
    found: Json = {"request_id": required_whole(asked, "request_id")}
    found["chat_is_channel"] = flag_field(asked, "chat_is_channel")
    found |= _flags(asked, "chat_is_forum", "chat_has_username", "chat_is_created")
    for rights in ("user_administrator_rights", "bot_administrator_rights"):
        if rights in asked:
            if not isinstance(asked[rights], dict):
                raise FieldError("ChatAdministratorRights must be an Object")
            found[rights] = _flags(asked[rights], *asked[rights])
    more = ("bot_is_member", "request_title", "request_username", "request_photo")
    return found | _flags(asked, *more)


def _managed_bot(key: Json, name: str) -> Json:
    asked = required_structure(key, name, dict)
    found: Json = {"request_id": required_whole(asked, "request_id")}
    texts = {it: text_field(asked, it) for it in ("suggested_name", "suggested_username")}
    return found | {it: text for it, text in texts.items() if text}


def _flags(asked: Json, *names: str) -> Json:
    return {name: flag_field(asked, name) for name in names if name in asked}


_OTHERS = {
    "request_poll": _poll,
    "web_app": web_app,
    "request_users": _users,
    "request_chat": _chat,
    "request_managed_bot": _managed_bot,
}


def checked_key(key: Json, *, private: bool) -> Json:
    """Check what a key says and asks for; return it as people get it.

    Raises:
        BotApiError: Telegram takes no such key here.
    """
    text = clean(key["text"])
    if not text.strip():
        raise bad_request("keyboard button text must be non-empty")
    if len(key) == 1:
        return key if text == key["text"] else {"text": text}
    for name, asked_for in _ASKED_FOR.items():
        if name in key and not private:
            raise bad_request(f"{asked_for} in private chats only")
    if "web_app" in key:
        key = key | {"web_app": {"url": web_app_url(key["web_app"]["url"], "Keyboard button")}}
    return key | {"text": text}
