"""An equal conversation on aiogram 3: the same steps, calls and keyboards, all in memory.

Its own transport, polling and state machine as its documentation shows them; every update is a
task of its own. It checks no rule, keeps no order and tells staff straight from the handler.
"""

from __future__ import annotations

import asyncio
import sys
from html import escape
from typing import Any
from uuid import uuid4

from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import (
    CallbackQuery,
    KeyboardButton,
    Message,
    ReplyKeyboardRemove,
)

from tests.bench import town
from tests.bench.bots.usage import usage
from tests.bench.lines import Lines
from tests.bench.peers import texts
from tests.bench.peers.aiogram_kit import ORDERS, Order, card, edit, keyboard, reply_keyboard


class Ordering(StatesGroup):
    store, category, dish, quantity, basket, address, phone, summary = (State() for _ in range(8))


async def start(message: Message, state: FSMContext) -> None:
    name = escape(message.from_user.full_name)
    await state.set_data({"order": uuid4().hex, "name": name})
    await message.answer(f"👋 Hello <b>{name}</b>! I bring food from the stores around you.")
    await message.answer(
        "🏪 <b>Where would you like to order?</b>", reply_markup=keyboard(texts.stores())
    )
    await state.set_state(Ordering.store)


async def choose_store(query: CallbackQuery, state: FSMContext) -> None:
    store = query.data.partition(":")[2]
    await state.update_data(store=store)
    await edit(query, f"<b>{texts.kitchen(store)}</b>\nChoose a category.", texts.categories())
    await state.set_state(Ordering.category)


async def choose_category(query: CallbackQuery, state: FSMContext) -> None:
    store, category = (await state.get_data())["store"], query.data.partition(":")[2]
    text = f"<b>{texts.kitchen(store)}</b> › <b>Rice 밥</b>\nChoose a dish."
    await edit(query, text, texts.dishes(category))
    await state.set_state(Ordering.dish)


async def choose_dish(query: CallbackQuery, state: FSMContext) -> None:
    await state.update_data(dish=query.data.partition(":")[2])
    text = (
        f"<b>Bibimbap 비빔밥</b> · {texts.won(9_000)}\nBibimbap 비빔밥\n\nHow many? Tap, or type."
    )
    await edit(query, text, texts.QUANTITIES)
    await state.set_state(Ordering.quantity)


async def choose_quantity(query: CallbackQuery, state: FSMContext) -> None:
    data = await state.update_data(quantity=int(query.data.partition(":")[2]))
    text = f"✅ 2 × Bibimbap 비빔밥 added.\n\n<b>{texts.kitchen(data['store'])}</b>\nChoose a category."
    await edit(query, text, texts.categories(f"🧺 Basket (2) · {texts.won(18_000)}"))
    await state.set_state(Ordering.category)


async def show_basket(query: CallbackQuery, state: FSMContext) -> None:
    store = (await state.get_data())["store"]
    text = (
        f"🧺 <b>Your basket</b> · {texts.kitchen(store)}\n"
        f"2 × Bibimbap 비빔밥 · {texts.won(18_000)}\nTotal: <b>{texts.won(18_000)}</b>"
    )
    await edit(query, text, texts.BASKET)
    await state.set_state(Ordering.basket)


async def ask_address(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer()
    await query.message.edit_reply_markup(reply_markup=None)
    share = KeyboardButton(text="📍 Share my location", request_location=True)
    await query.message.answer(
        "📍 <b>Where shall we bring it?</b>\nType the address, or share your location.",
        reply_markup=reply_keyboard(share),
    )
    await state.set_state(Ordering.address)


async def take_address(message: Message, state: FSMContext) -> None:
    await state.update_data(address=message.text)
    share = KeyboardButton(text="📞 Share my phone number", request_contact=True)
    await message.answer(
        "📞 <b>How can the courier reach you?</b>\nType a phone number, or share yours.",
        reply_markup=reply_keyboard(share),
    )
    await state.set_state(Ordering.phone)


async def take_phone(message: Message, state: FSMContext) -> None:
    data = await state.update_data(phone=message.text)
    await message.answer(f"👍 Noted: {escape(data['phone'])}", reply_markup=ReplyKeyboardRemove())
    text = texts.store_card(data["order"], data["name"], "Is everything right?")
    await message.answer(text, reply_markup=keyboard(texts.summary(data["order"])))
    await state.set_state(Ordering.summary)


async def place_order(query: CallbackQuery, state: FSMContext) -> None:
    data = await state.get_data()
    id, store = data["order"], data["store"]
    order = ORDERS[id] = Order(query.from_user.id, data["name"], store, {})
    await edit(query, f"✅ <b>Order #{id[:5].upper()} is placed.</b> Pay for it below.", [])
    text = texts.customer_card(id, store, "🕓 Waiting for payment")
    await card(query.bot, order, order.customer, text, texts.unpaid(id))
    await state.clear()


async def pay_cash(query: CallbackQuery) -> None:
    id, order, bot = _order(query)
    await query.answer()
    await query.message.answer(f"💵 All right: #{id[:5].upper()} is paid in cash at your door.")
    drop = [[("✖️ Cancel the order", f"drop:{id}")]]
    text = texts.customer_card(id, order.store, "📨 Sent to the store, waiting for its answer")
    await card(bot, order, order.customer, text, drop)
    text = texts.store_card(id, order.name, "⏳ Waiting for your answer")
    await card(bot, order, order.owner, text, texts.ticket(id))


async def accept(query: CallbackQuery) -> None:
    id, order, bot = _order(query)
    text = texts.store_card(id, order.name, "👩‍🍳 Accepted, being cooked")
    await query.answer()
    await card(bot, order, order.owner, text, [[("🥡 Cooked", f"cooked:{id}")]])
    text = texts.customer_card(id, order.store, "👩‍🍳 Being cooked")
    await card(bot, order, order.customer, text, [])
    await bot.send_message(order.customer, f"👩‍🍳 <b>#{id[:5].upper()}</b> was accepted.")


async def cooked(query: CallbackQuery) -> None:
    id, order, bot = _order(query)
    text = texts.store_card(id, order.name, "🥡 Cooked, the courier is called")
    await query.answer()
    await card(bot, order, order.owner, text, [])
    text = texts.customer_card(id, order.store, "🥡 Cooked, waiting for a courier")
    await card(bot, order, order.customer, text, [])
    text = texts.courier_card(id, order.store, "🥡 Ready: who takes it?")
    await card(bot, order, order.courier, text, [[("🙋 Take it", f"take:{id}")]])


async def take(query: CallbackQuery) -> None:
    await _carry(query, "🏃 Yours: pick it up", ("📦 Picked up", "pickup"), tell_owner="picks up")


async def pick_up(query: CallbackQuery) -> None:
    await _carry(
        query, "📦 In your hands", ("✅ Delivered", "deliver"), tell_customer="on the way"
    )


async def deliver(query: CallbackQuery) -> None:
    await _carry(query, "✅ Delivered", None, tell_owner="delivered", tell_customer="delivered")


async def _carry(
    query: CallbackQuery,
    state: str,
    button: tuple[str, str] | None,
    tell_owner: str = "",
    tell_customer: str = "",
) -> None:
    id, order, bot = _order(query)
    rows = [[(button[0], f"{button[1]}:{id}")]] if button else []
    text = texts.courier_card(id, order.store, state)
    await query.answer()
    await card(bot, order, order.courier, text, rows)
    text = texts.customer_card(id, order.store, state)
    await card(bot, order, order.customer, text, [])
    for chat, translate in ((order.owner, tell_owner), (order.customer, tell_customer)):
        if translate:
            await bot.send_message(chat, f"🛵 <b>#{id[:5].upper()}</b>: {translate}.")


def _order(query: CallbackQuery) -> tuple[str, Order, Bot]:
    id = query.data.split(":")[1]
    return id, ORDERS[id], query.bot


def dispatcher() -> Dispatcher:
    found = Dispatcher()
    found.message.register(start, CommandStart())
    found.message.register(take_address, Ordering.address)
    found.message.register(take_phone, Ordering.phone)
    tap: Any = found.callback_query.register
    tap(choose_store, Ordering.store, F.data.startswith("store:"))
    tap(choose_category, Ordering.category, F.data.startswith("category:"))
    tap(choose_dish, Ordering.dish, F.data.startswith("dish:"))
    tap(choose_quantity, Ordering.quantity, F.data.startswith("quantity:"))
    tap(show_basket, Ordering.category, F.data == "basket")
    tap(ask_address, Ordering.basket, F.data == "checkout")
    tap(place_order, Ordering.summary, F.data.startswith("place:"))
    staff = (pay_cash, "cash:"), (accept, "accept:"), (cooked, "cooked:"), (take, "take:")
    for handler, prefix in (*staff, (pick_up, "pickup:"), (deliver, "deliver:")):
        tap(handler, F.data.startswith(prefix))
    return found


async def main(telegram_url: str) -> None:
    """Run until the input ends."""
    lines = await Lines.open()
    session = AiohttpSession(api=TelegramAPIServer.from_base(telegram_url))
    bot = Bot(town.TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    polling = asyncio.create_task(dispatcher().start_polling(bot, handle_signals=False))
    lines.say({"ready": True})
    await lines.serve({"usage": usage})
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    await session.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:2]))
