"""Inline buttons: what a bot may put under a message."""

from typing import Any

from bot.simulator.model.cleaning import clean
from bot.simulator.model.errors import FieldError, bad_request, left_out
from bot.simulator.model.fields import (
    flag_field,
    long_field,
    required_structure,
    required_text,
    text_field,
)
from bot.simulator.model.links import checked_link, linked_user

Json = dict[str, Any]

_STYLES = frozenset({"primary", "success", "danger"})
_LONGEST_DATA = 64
_LONGEST_COPY = 256
_KINDS_OF_CHATS = (
    "allow_user_chats",
    "allow_bot_chats",
    "allow_group_chats",
    "allow_channel_chats",
)


def look(button: Json) -> Json:
    """Return how a button looks beside its text."""
    if "style" not in button and "icon_custom_emoji_id" not in button:
        return {}
    icon = long_field(button, "icon_custom_emoji_id")
    style = text_field(button, "style").lower()
    if style not in _STYLES | {"", "default"}:
        raise FieldError("invalid button style specified")
    found: Json = {"style": style} if style in _STYLES else {}
    return found | ({"icon_custom_emoji_id": str(icon)} if icon else {})


def read_inline_button(button: Any) -> Json:
    """Read a button of an inline keyboard as far as its JSON goes.

    Raises:
        FieldError: a part is missing or of another type.
    """
    if not isinstance(button, dict):
        raise FieldError("InlineKeyboardButton must be an Object")
    text = required_text(button, "text")
    data = button.get("callback_data")
    if len(button) == 2 and data and isinstance(data, str):
        # Nearly all of them are these, and there is nothing else to look for.
        return {"text": text, "callback_data": data}
    looks = look(button)
    return {"text": text} | _action(button) | looks


def _action(button: Json) -> Json:
    if url := text_field(button, "url"):
        return {"url": url}
    if data := text_field(button, "callback_data"):
        return {"callback_data": data}
    if "callback_game" in button:
        return {"callback_game": {}}
    if "pay" in button:
        return {"pay": True}
    for name, read in _OTHERS.items():
        if name in button:
            return {name: read(button, name)}
    raise FieldError("Text buttons are unallowed in the inline keyboard")


def _chosen_chat(button: Json, name: str) -> Json:
    chosen = required_structure(button, name, dict)
    query = text_field(chosen, "query")
    allowed = [kind for kind in _KINDS_OF_CHATS if flag_field(chosen, kind)]
    return ({"query": query} if query else {}) | dict.fromkeys(allowed, True)


def _login(button: Json, name: str) -> Json:
    login = required_structure(button, name, dict)
    required_text(login, "url")
    raise left_out("login_url is")


def web_app(button: Json, name: str) -> Json:
    """Read the app that a button opens."""
    return {"url": required_text(required_structure(button, name, dict), "url")}


def _copied(button: Json, name: str) -> Json:
    return {"text": required_text(required_structure(button, name, dict), "text")}


_OTHERS = {
    "switch_inline_query": required_text,
    "switch_inline_query_chosen_chat": _chosen_chat,
    "switch_inline_query_current_chat": required_text,
    "login_url": _login,
    "web_app": web_app,
    "copy_text": _copied,
}


def checked_inline_button(button: Json, *, private: bool) -> Json:
    """Check what a button says and does; return it as people get it.

    Raises:
        BotApiError: Telegram takes no such button here.
    """
    text = clean(button["text"])
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    checked = button if text == button["text"] else button | {"text": text}
    if "callback_data" in button:
        if len(button["callback_data"].encode()) > _LONGEST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    elif "url" in button:
        return checked | {"url": _url(button["url"])}
    elif "web_app" in button:
        if not private:
            raise bad_request("BUTTON_TYPE_INVALID")
        url = web_app_url(button["web_app"]["url"], "Inline keyboard button")
        return checked | {"web_app": {"url": url}}
    elif "copy_text" in button:
        if not 1 <= len(button["copy_text"]["text"]) <= _LONGEST_COPY:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    elif "callback_game" in button:
        raise bad_request("BUTTON_TYPE_INVALID")
    elif "switch_inline_query_chosen_chat" in button:
        _check_chosen(button["switch_inline_query_chosen_chat"])
    return checked


def _check_chosen(chosen: Json) -> None:
    if not any(kind in chosen for kind in _KINDS_OF_CHATS):
        raise bad_request("at least one chat type must be allowed")


def _url(link: str) -> str:
    user = linked_user(link)
    if user is not None:
        return f"tg://user?id={user}"
    try:
        return checked_link(link)
    except FieldError as error:
        raise bad_request(f"inline keyboard button {error.text}") from None


def web_app_url(link: str, where: str) -> str:
    """Return the address of a web app as the server writes it."""
    if linked_user(link) is not None:
        raise bad_request("link to a user can't be used in Web App URL buttons")
    try:
        return checked_link(link, https_only=True)
    except FieldError as error:
        raise bad_request(f"{where} Web App {error.text}") from None
