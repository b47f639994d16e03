"""Opening and closing a store, and keeping its menu."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup, Update

from domain.shared.errors import NotAllowed, NotFound
from domain.shared.messages import Command
from domain.store import Category, CloseStore, MyStores, OpenStore, SetDishAvailable, StoreView
from handlers.context import Context, sender
from handlers.ui.callbacks import tapped
from handlers.ui.keyboards import button, keyboard
from handlers.ui.translator import Translator


async def open_command(update: Update, context: Context) -> None:
    """Open the owner's store; with several, ask which."""
    await _for_my_store(update, context, "openstore")


async def close_command(update: Update, context: Context) -> None:
    """Close the owner's store; with several, ask which."""
    await _for_my_store(update, context, "shutstore")


async def open_store(update: Update, context: Context) -> None:
    """Open the store that was tapped."""
    await _switch(update, context, "openstore", tapped(update, 1)[0])


async def close_store(update: Update, context: Context) -> None:
    """Close the store that was tapped."""
    await _switch(update, context, "shutstore", tapped(update, 1)[0])


async def show_menus(update: Update, context: Context) -> None:
    """Show the categories of each of the owner's stores."""
    translate = context.translate
    stores = await context.bus.query(MyStores(sender(update).id))
    if not stores:
        await context.replies.say(translate("menu-none"))
    for store in stores:
        await context.replies.say(translate("menu-title", store=store.name), _categories(store))


async def show_categories(update: Update, context: Context) -> None:
    """Go back from the dishes to the categories."""
    store = await _my_store(update, context, tapped(update, 1)[0])
    await context.replies.show(
        context.translate("menu-title", store=store.name), _categories(store)
    )


async def show_category(update: Update, context: Context) -> None:
    """Show the dishes of the category that was tapped, each a switch."""
    store_id, category_id = tapped(update, 2)
    store = await _my_store(update, context, store_id)
    for category in store.categories:
        if category.id == category_id:
            await _show_dishes(update, context, store, category)
            return
    raise NotFound("category", category_id)


async def switch_dish(update: Update, context: Context) -> None:
    """Mark the dish that was tapped as sold out, or as available."""
    store_id, dish_id, wanted = tapped(update, 3)
    await context.bus.execute(
        SetDishAvailable(store_id, sender(update).id, dish_id, available=wanted == "1")
    )
    store = await _my_store(update, context, store_id)
    for category in store.categories:
        if any(dish.id == dish_id for dish in category.dishes):
            await _show_dishes(update, context, store, category)


async def _my_store(update: Update, context: Context, store_id: str) -> StoreView:
    stores = await context.bus.query(MyStores(sender(update).id))
    for store in stores:
        if store.id == store_id:
            return store
    raise NotAllowed(sender(update).id, "read_menu")


async def _show_dishes(
    update: Update, context: Context, store: StoreView, category: Category
) -> None:
    translate = context.translate
    text = translate("menu-category", store=store.name, category=category.name)
    await context.replies.show(text, _dishes(store, category, translate))


async def _for_my_store(update: Update, context: Context, verb: str) -> None:
    stores = await context.bus.query(MyStores(sender(update).id))
    if not stores:
        await context.replies.say(context.translate("menu-none"))
    elif len(stores) == 1:
        await _switch(update, context, verb, stores[0].id)
    else:
        rows = [[button(store.name, verb, store.id)] for store in stores]
        await context.replies.say(context.translate("which-store"), keyboard(rows))


async def _switch(update: Update, context: Context, verb: str, store_id: str) -> None:
    owner = sender(update).id
    opening = verb == "openstore"
    command: Command[str] = OpenStore(store_id, owner) if opening else CloseStore(store_id, owner)
    name = await context.bus.execute(command)
    await context.replies.show(
        context.translate("store-opened" if opening else "store-shut", store=name)
    )


def _categories(store: StoreView) -> InlineKeyboardMarkup | None:
    return keyboard(
        [
            [button(category.name, "menucategory", store.id, category.id)]
            for category in store.categories
        ]
    )


def _dishes(
    store: StoreView, category: Category, translate: Translator
) -> InlineKeyboardMarkup | None:
    rows = [
        [
            button(
                translate.plain(
                    "menu-dish", dish=dish.name, available="yes" if dish.available else "no"
                ),
                "avail",
                store.id,
                dish.id,
                "0" if dish.available else "1",
            )
        ]
        for dish in category.dishes
    ]
    return keyboard([*rows, [button(translate.plain("button-back"), "menustore", store.id)]])
