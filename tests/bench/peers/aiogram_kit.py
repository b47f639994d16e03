"""Orders in memory, keyboards and cards of the peer on aiogram."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from aiogram import Bot
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from tests.bench import town
from tests.bench.peers import texts


@dataclass
class Order:
    customer: int
    name: str
    store: str
    cards: dict[int, int]

    @property
    def owner(self) -> int:
        return town.FIRST_OWNER + int(self.store.removeprefix("store"))

    @property
    def courier(self) -> int:
        return town.FIRST_COURIER + int(self.store.removeprefix("store"))


ORDERS: dict[str, Order] = {}
# What waits for a courier to take it, by courier.
WAITING: defaultdict[int, dict[str, Order]] = defaultdict(dict)


def keyboard(rows: texts.Buttons) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=label, callback_data=data) for label, data in row]
            for row in rows
        ]
    )


def reply_keyboard(share: KeyboardButton) -> ReplyKeyboardMarkup:
    others = [KeyboardButton(text="⬅️ Back"), KeyboardButton(text="✖️ Cancel")]
    return ReplyKeyboardMarkup(
        keyboard=[[share], others], resize_keyboard=True, one_time_keyboard=True
    )


async def card(bot: Bot, order: Order, chat: int, text: str, rows: texts.Buttons) -> None:
    """Send the card of an order to a chat, or edit it."""
    if chat not in order.cards:
        order.cards[chat] = await _send(bot, chat, text, rows)
        return
    await bot.edit_message_text(
        text, chat_id=chat, message_id=order.cards[chat], reply_markup=_markup(rows)
    )


async def card_anew(bot: Bot, order: Order, chat: int, text: str, rows: texts.Buttons) -> None:
    """Send the card at the end of the chat, and take away the message that it was."""
    old, order.cards[chat] = order.cards[chat], await _send(bot, chat, text, rows)
    await bot.delete_message(chat, old)


async def edit(query: CallbackQuery, text: str, rows: texts.Buttons) -> None:
    await query.answer()
    await query.message.edit_text(text, reply_markup=_markup(rows))


async def _send(bot: Bot, chat: int, text: str, rows: texts.Buttons) -> int:
    return (await bot.send_message(chat, text, reply_markup=_markup(rows))).message_id


def _markup(rows: texts.Buttons) -> InlineKeyboardMarkup | None:
    return keyboard(rows) if rows else None
