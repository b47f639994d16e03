"""Opening and closing a store, and keeping its menu."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup, Update

from domain.shared.messages import Command
from domain.store.commands import (
    CloseStore,
    MyStores,
    OpenStore,
    SetDishAvailable,
    StoreView,
)
from handlers.context import Context, sender
from handlers.ui.callbacks import unpack
from handlers.ui.keyboards import button, keyboard
from handlers.ui.reply import say, show
from handlers.ui.words import Words


async def open_command(update: Update, context: Context) -> None:
    """Open the owner's store; with several, ask which."""
    await _for_my_store(update, context, "openstore")


async def close_command(update: Update, context: Context) -> None:
    """Close the owner's store; with several, ask which."""
    await _for_my_store(update, context, "shutstore")


async def open_store(update: Update, context: Context) -> None:
    """Open the store that was tapped."""
    await _switch(update, context, "openstore", _arguments(update, 1)[0])


async def close_store(update: Update, context: Context) -> None:
    """Close the store that was tapped."""
    await _switch(update, context, "shutstore", _arguments(update, 1)[0])


async def show_menus(update: Update, context: Context) -> None:
    """Show the dishes of the owner's stores, each a switch."""
    words = context.words
    stores = await context.door.query(MyStores(sender(update).id))
    if not stores:
        await say(update, words("menu-none"))
    for store in stores:
        await say(update, words("menu-title", store=store.name), _menu(store, words))


async def switch_dish(update: Update, context: Context) -> None:
    """Mark the dish that was tapped as sold out, or as available."""
    store_id, dish_id, wanted = _arguments(update, 3)
    owner = sender(update).id
    await context.door.execute(SetDishAvailable(store_id, owner, dish_id, available=wanted == "1"))
    stores = await context.door.query(MyStores(owner))
    store = next(store for store in stores if store.id == store_id)
    words = context.words
    await show(update, words("menu-title", store=store.name), _menu(store, words))


async def _for_my_store(update: Update, context: Context, verb: str) -> None:
    stores = await context.door.query(MyStores(sender(update).id))
    if not stores:
        await say(update, context.words("menu-none"))
    elif len(stores) == 1:
        await _switch(update, context, verb, stores[0].id)
    else:
        rows = [[button(store.name, verb, store.id)] for store in stores]
        await say(update, context.words("which-store"), keyboard(rows))


async def _switch(update: Update, context: Context, verb: str, store_id: str) -> None:
    owner = sender(update).id
    opening = verb == "openstore"
    command: Command[str] = OpenStore(store_id, owner) if opening else CloseStore(store_id, owner)
    name = await context.door.execute(command)
    await show(update, context.words("store-opened" if opening else "store-shut", store=name))


def _menu(store: StoreView, words: Words) -> InlineKeyboardMarkup | None:
    return keyboard(
        [
            [
                button(
                    words.plain(
                        "menu-dish",
                        dish=dish.name,
                        available="yes" if dish.available else "no",
                    ),
                    "avail",
                    store.id,
                    dish.id,
                    "0" if dish.available else "1",
                )
            ]
            for category in store.categories
            for dish in category.dishes
        ]
    )


def _arguments(update: Update, count: int) -> list[str]:
    query = update.callback_query
    return unpack((query.data or "") if query else "", count)
