"""Building inline keyboards."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.ui.callback_data import Button

Rows = list[list[InlineKeyboardButton]]


@dataclass(frozen=True, slots=True)
class Card:
    """A message as it should look now."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None

    def has_button(self, data: str) -> bool:
        """Whether one of its buttons sends these callback data."""
        rows = self.keyboard.inline_keyboard if self.keyboard else ()
        return any(button.callback_data == data for row in rows for button in row)


def button(label: str, callback: Button, style: str | None = None) -> InlineKeyboardButton:
    """A button that sends callback data; ``style`` is Telegram's (Bot API 9.4).

    Raises:
        ValueError: The data have more bytes than Telegram takes.
    """
    return InlineKeyboardButton(label, callback_data=callback.pack(), style=style)


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """A keyboard, or none if there is no button."""
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(filled) if filled else None
