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
)

from tests.bench import town
from tests.bench.bots.usage import usage
from tests.bench.lines import Lines
from tests.bench.peers import texts
from tests.bench.peers.aiogram_kit import (
    ORDERS,
    WAITING,
    Order,
    card,
    card_anew,
    edit,
    keyboard,
    reply_keyboard,
)


class Ordering(StatesGroup):
    store, category, dish, quantity, basket, address, phone, summary = (State() for _ in range(8))


async def start(message: Message, state: FSMContext) -> None:
    name = escape(message.from_user.full_name)
    await state.set_data({"order": uuid4().hex, "name": name})
    await message.answer(
        f"👋 Hello <b>{name}</b>! I bring food from the stores around you.\n\n"
        "🏪 <b>Where would you like to order?</b>",
        reply_markup=keyboard(texts.stores()),
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
        f"<b>Bibimbap 비빔밥</b> · {texts.won(9_000)}\nBibimbap 비빔밥\n\n"
        "How many? Tap, or type a number up to 20."
    )
    await edit(query, text, texts.QUANTITIES)
    await state.set_state(Ordering.quantity)


async def choose_quantity(query: CallbackQuery, state: FSMContext) -> None:
    data = await state.update_data(quantity=int(query.data.partition(":")[2]))
    text = (
        "✅ 2 × Bibimbap 비빔밥 added to your basket.\n\n"
        f"<b>{texts.kitchen(data['store'])}</b>\nChoose a category."
    )
    await edit(query, text, texts.categories(f"🧺 Basket (2) · {texts.won(18_000)}"))
    await state.set_state(Ordering.category)


async def show_basket(query: CallbackQuery, state: FSMContext) -> None:
    store = (await state.get_data())["store"]
    await edit(query, texts.basket(store), texts.BASKET)
    await state.set_state(Ordering.basket)


async def ask_address(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer()
    share = KeyboardButton(text="📍 Share my location", request_location=True)
    await query.message.answer(
        "📍 <b>Where shall we bring it?</b>\nType the address, or share your location.",
        reply_markup=reply_keyboard(share),
    )
    await query.message.delete()
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
    text = texts.summary(data["store"], escape(data["phone"]))
    await message.answer(text, reply_markup=keyboard(texts.placing(data["order"])))
    await state.set_state(Ordering.summary)


async def place_order(query: CallbackQuery, state: FSMContext) -> None:
    data = await state.get_data()
    id, store = data["order"], data["store"]
    # The summary becomes the order's card.
    cards = {query.from_user.id: query.message.message_id}
    ORDERS[id] = Order(query.from_user.id, data["name"], store, cards)
    text = texts.customer_card(id, store, "🕓 Waiting for payment: please pay", 1, "not paid yet")
    await edit(query, text, texts.unpaid(id))
    await state.clear()


async def pay_cash(query: CallbackQuery) -> None:
    id, order, bot = _order(query)
    await query.answer()
    text = texts.customer_card(id, order.store, "📨 Sent to the store: please wait", 2)
    await card(bot, order, order.customer, text, texts.sent(id))
    text = texts.store_card(id, order.name, "🔔 New order: accept or reject it")
    await card(bot, order, order.owner, text, texts.ticket(id))


async def accept(query: CallbackQuery) -> None:
    id, order, bot = _order(query)
    await query.answer()
    text = texts.accepted_card(id, order.name)
    await card(bot, order, order.owner, text, texts.cooking(id))
    text = texts.customer_card(id, order.store, texts.accepted_news(id), 3)
    await card_anew(bot, order, order.customer, text, texts.running(id))


async def cooked(query: CallbackQuery) -> None:
    id, order, bot = _order(query)
    await query.answer()
    WAITING[order.courier][id] = order
    text = texts.store_card(id, order.name, "🥡 Cooked: hand it to whoever comes")
    await card(bot, order, order.owner, text, texts.cooked(id))
    text = texts.customer_card(id, order.store, "🥡 Cooked: please wait for the delivery", 4)
    await card(bot, order, order.customer, text, texts.running(id))
    text = texts.courier_card(id, order.store, "🥡 Ready: who takes it?")
    await card(bot, order, order.courier, text, texts.offered(id))


async def take(query: CallbackQuery) -> None:
    id, order, bot = _order(query)
    await query.answer()
    WAITING[order.courier].pop(id, None)
    name = escape(query.from_user.full_name)
    text = texts.customer_card(id, order.store, f"🏃 {name} goes for it: please wait", 4)
    await card(bot, order, order.customer, text, texts.running(id))
    text = texts.courier_card(id, order.store, "🏃 Yours: pick it up", order.name)
    await card(bot, order, order.courier, text, texts.taken(id))


async def pick_up(query: CallbackQuery) -> None:
    id, order, bot = _order(query)
    await query.answer()
    name = escape(query.from_user.full_name)
    head = f"🛵 <b>{texts.code(id)}</b> is on the way to you: be there\n{name} brings it."
    text = texts.customer_card(id, order.store, head, 5)
    await card_anew(bot, order, order.customer, text, [])
    text = texts.courier_card(id, order.store, "📦 In your hands: please bring it", order.name)
    await card(bot, order, order.courier, text, texts.carried(id))


async def deliver(query: CallbackQuery) -> None:
    id, order, bot = _order(query)
    await query.answer()
    await card(bot, order, order.owner, texts.ended_store_card(id, order.name), [])
    head = f"✅ <b>{texts.code(id)}</b> was delivered. Enjoy your meal!"
    text = texts.customer_card(id, order.store, head, 6, "paid in cash")
    await card_anew(bot, order, order.customer, text, [])
    await card(bot, order, order.courier, texts.ended_courier_card(id, order.store), [])
    # Whoever comes free notices what waits.
    for other, waiting in list(WAITING[order.courier].items()):
        if order.courier in waiting.cards:
            text = texts.courier_card(other, waiting.store, "🥡 Ready: who takes it?")
            await card_anew(bot, waiting, order.courier, text, texts.offered(other))


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
    # It asks who it is once; what is counted begins after that.
    await bot.me()
    polling = asyncio.create_task(dispatcher().start_polling(bot, handle_signals=False))
    lines.say({"ready": True})
    await lines.serve({"usage": usage})
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    await session.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:2]))
