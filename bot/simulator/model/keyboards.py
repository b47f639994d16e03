"""Keyboards under messages and under the input field."""

from collections.abc import Callable
from typing import Any

from bot.simulator.model.buttons import checked_inline_button, read_inline_button
from bot.simulator.model.errors import FieldError, bad_request
from bot.simulator.model.fields import flag_field, parsed, text_field
from bot.simulator.model.keys import checked_key, read_key

Json = dict[str, Any]
Button = Callable[[Any], Json]

_MOST_IN_A_ROW = 12
_MOST = 300
_KEYBOARD_FLAGS = ("is_persistent", "resize_keyboard", "one_time_keyboard")


def read_markup(markup: Json | None) -> Json | None:
    """Read a reply_markup as far as its JSON goes; of several keyboards the server takes one.

    Raises:
        BotApiError: a part is missing or of another type.
    """
    if not markup:
        return None
    keys = _rows(markup, "keyboard", 'field "keyboard"', _read_key)
    of = 'field "inline_keyboard" of the InlineKeyboardMarkup'
    buttons = _rows(markup, "inline_keyboard", of, _read_button)
    removes, forces = flag_field(markup, "remove_keyboard"), flag_field(markup, "force_reply")
    selective: Json = {"selective": True} if flag_field(markup, "selective") else {}
    placeholder = text_field(markup, "input_field_placeholder")
    hint = {"input_field_placeholder": placeholder} if placeholder else {}
    if keys:
        settings = {name: True for name in _KEYBOARD_FLAGS if flag_field(markup, name)}
        return {"keyboard": keys} | settings | hint | selective
    if buttons:
        return {"inline_keyboard": buttons}
    if removes:
        return {"remove_keyboard": True} | selective
    return {"force_reply": True} | hint | selective if forces else None


def placed_markup(markup: Json | None, *, private: bool, invoice: bool = False) -> Json | None:
    """Check a keyboard where it is to be; return it as people see it, or None for an empty one.

    Raises:
        BotApiError: Telegram takes no such keyboard here.
    """
    if markup is None:
        return None
    if "inline_keyboard" in markup:
        return _placed_inline(markup["inline_keyboard"], private=private, invoice=invoice)
    if "keyboard" in markup:
        rows = _checked(markup["keyboard"], lambda key: checked_key(key, private=private))
        return markup | {"keyboard": rows} if rows else None
    return markup


def placed_inline(markup: Json | None, *, private: bool, invoice: bool = False) -> Json | None:
    """Check the keyboard of an edit, where only inline keyboards are allowed."""
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return placed_markup(markup, private=private, invoice=invoice)


def _rows(markup: Json, name: str, of: str, read: Button) -> list[list[Json]]:
    rows = markup.get(name, [])
    if not isinstance(rows, list):
        raise FieldError(f'Field "{name}" must be of type Array')
    found = []
    for row in rows:
        if not isinstance(row, list):
            raise bad_request(f"{of} must be an Array of Arrays")
        found.append([read(button) for button in row])
    return found


def _read_key(key: Any) -> Json:
    return parsed("keyboard button", read_key, key)


def _read_button(button: Any) -> Json:
    return parsed("inline keyboard button", read_inline_button, button)


def _checked(rows: list[list[Json]], check: Button) -> list[list[Json]]:
    """Check buttons; the server leaves out those beyond 12 in a row and 300 in all."""
    left = _MOST
    found = []
    for row in rows:
        kept = row[: min(_MOST_IN_A_ROW, left)]
        left -= len(kept)
        if kept:
            found.append([check(button) for button in kept])
    return found


def _placed_inline(raw: list[list[Json]], *, private: bool, invoice: bool) -> Json | None:
    rows = _checked(raw, lambda button: checked_inline_button(button, private=private))
    if not rows:
        return None
    if invoice and not rows[0][0].get("pay"):
        raise bad_request("REPLY_MARKUP_BUY_EMPTY")
    pays = sum("pay" in button for row in rows for button in row)
    if pays > (1 if invoice else 0):
        raise bad_request("BUTTON_TYPE_INVALID")
    return {"inline_keyboard": rows}
