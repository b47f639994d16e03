"""Building inline keyboards."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.ui.callbacks import pack

Rows = list[list[InlineKeyboardButton]]


@dataclass(frozen=True, slots=True)
class Card:
    """A message as it should look now."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


def button(
    label: str, verb: str, *arguments: str | int, style: str | None = None
) -> InlineKeyboardButton:
    """A button that sends callback data; ``style`` is Telegram's (Bot API 9.4)."""
    return InlineKeyboardButton(label, callback_data=pack(verb, *arguments), style=style)


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """A keyboard, or none if there is no button."""
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(filled) if filled else None
