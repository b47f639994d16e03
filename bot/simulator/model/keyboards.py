"""Keyboards under messages and under the input field."""

from typing import Any

from bot.simulator.model.errors import bad_request

Json = dict[str, Any]

_ACTIONS: dict[str, type] = {
    "callback_data": str,
    "url": str,
    "pay": bool,
    "copy_text": dict,
    "web_app": dict,
    "login_url": dict,
    "switch_inline_query": str,
    "switch_inline_query_current_chat": str,
    "switch_inline_query_chosen_chat": dict,
    "callback_game": dict,
}
_JSON_TYPES = {str: "String", bool: "Boolean", dict: "Object"}
_LOOKS = ("style", "icon_custom_emoji_id")
_PRIVATE_ONLY = {
    "request_contact": "phone number can be requested in private chats only",
    "request_location": "location can be requested in private chats only",
}
_REQUESTS = (*_PRIVATE_ONLY, "request_users", "request_chat", "request_poll", "web_app")
_KEYBOARD_SETTINGS = (
    "is_persistent",
    "resize_keyboard",
    "one_time_keyboard",
    "input_field_placeholder",
    "selective",
)
_STYLES = {"primary", "success", "danger"}


def read_markup(markup: Json, *, private: bool, invoice: bool = False) -> Json | None:
    """Check a reply_markup and return it as people see it, or None for an empty one."""
    if "inline_keyboard" in markup:
        return _inline_keyboard(markup["inline_keyboard"], invoice=invoice)
    if "keyboard" in markup:
        return _reply_keyboard(markup, private=private)
    if markup.get("remove_keyboard"):
        return _kept(markup, ("remove_keyboard", "selective"))
    if markup.get("force_reply"):
        return _kept(markup, ("force_reply", "input_field_placeholder", "selective"))
    return None


def read_inline(markup: Json | None) -> Json | None:
    """Check the reply_markup of an edit, where only inline keyboards are allowed."""
    if not markup:
        return None
    if "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return _inline_keyboard(markup["inline_keyboard"])


def _kept(source: Json, names: tuple[str, ...]) -> Json:
    return {name: source[name] for name in names if not _absent(source.get(name))}


def _absent(value: object) -> bool:
    return value is None or value is False


def _rows(rows: object, name: str) -> list[list[Any]]:
    if not isinstance(rows, list):
        raise bad_request(f'field "{name}" must be of type Array')
    for row in rows:
        if not isinstance(row, list):
            raise bad_request("can't parse keyboard button: Expected an Array of buttons")
    return [row for row in rows if row]


def _inline_keyboard(raw: object, *, invoice: bool = False) -> Json | None:
    rows = [[_inline_button(button) for button in row] for row in _rows(raw, "inline_keyboard")]
    if not rows:
        return None
    if invoice and not rows[0][0].get("pay"):
        raise bad_request("REPLY_MARKUP_BUY_EMPTY")
    pays = sum(bool(button.get("pay")) for row in rows for button in row)
    if pays > (1 if invoice else 0):
        raise bad_request("BUTTON_TYPE_INVALID")
    return {"inline_keyboard": rows}


def _button_text(button: object, kind: str) -> str:
    text = button.get("text") if isinstance(button, dict) else None
    if not isinstance(text, str):
        raise bad_request(f'can\'t parse {kind} button: Field "text" must be of type String')
    if not text.strip():
        raise bad_request(f"can't parse {kind} button: Button text must be non-empty")
    return text


def _inline_button(button: Any) -> Json:
    text = _button_text(button, "inline keyboard")
    # An empty switch_inline_query is an action too.
    action = next((name for name in _ACTIONS if not _absent(button.get(name))), None)
    if action is None:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    value: Any = button[action]
    if type(value) is not _ACTIONS[action]:
        kind = _JSON_TYPES[_ACTIONS[action]]
        raise bad_request(
            f'can\'t parse inline keyboard button: Field "{action}" must be of type {kind}'
        )
    if action == "callback_data" and not 1 <= len(str(value).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    return {"text": text, action: value} | _look(button)


def _look(button: Json) -> Json:
    look = {name: button[name] for name in _LOOKS if button.get(name)}
    if "style" in look and str(look["style"]) not in _STYLES:
        raise bad_request("invalid button style specified")
    return look


def _reply_keyboard(markup: Json, *, private: bool) -> Json | None:
    rows = [
        [_reply_button(button, private=private) for button in row]
        for row in _rows(markup["keyboard"], "keyboard")
    ]
    if not rows:
        return None
    return {"keyboard": rows} | _kept(markup, _KEYBOARD_SETTINGS)


def _reply_button(button: Any, *, private: bool) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    text = _button_text(button, "keyboard")
    request = next((name for name in _REQUESTS if button.get(name)), None)
    if request is None:
        return {"text": text} | _look(button)
    if request in _PRIVATE_ONLY and not private:
        raise bad_request(_PRIVATE_ONLY[request])
    return {"text": text, request: button[request]} | _look(button)
