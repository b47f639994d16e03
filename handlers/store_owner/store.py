"""Opening and closing a store, and keeping its menu."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup, Update

from domain.shared.errors import NotAllowed, NotFound
from domain.store import Category, CloseStore, MyStores, OpenStore, SetDishAvailable, StoreView
from handlers.context import Context, sender
from handlers.ui import callbacks
from handlers.ui.keyboards import button, keyboard
from handlers.ui.translator import Translator


async def open_command(update: Update, context: Context) -> None:
    """Open the owner's store; with several, ask which."""
    await _for_my_store(update, context, callbacks.OpenStore)


async def close_command(update: Update, context: Context) -> None:
    """Close the owner's store; with several, ask which."""
    await _for_my_store(update, context, callbacks.CloseStore)


async def open_store(update: Update, context: Context, tapped: callbacks.OpenStore) -> None:
    """Open the store that was tapped."""
    await _switch(update, context, tapped)


async def close_store(update: Update, context: Context, tapped: callbacks.CloseStore) -> None:
    """Close the store that was tapped."""
    await _switch(update, context, tapped)


async def show_menus(update: Update, context: Context) -> None:
    """Show the categories of each of the owner's stores."""
    translate = context.translate
    stores = await context.bus.query(MyStores(sender(update).id))
    if not stores:
        await context.replies.say(translate("menu-none"))
    for store in stores:
        await context.replies.say(translate("menu-title", store=store.name), _categories(store))


async def show_categories(update: Update, context: Context, tapped: callbacks.ShowMenu) -> None:
    """Go back from the dishes to the categories."""
    store = await _my_store(update, context, tapped.store_id)
    await context.replies.show(
        context.translate("menu-title", store=store.name), _categories(store)
    )


async def show_category(
    update: Update, context: Context, tapped: callbacks.ShowMenuCategory
) -> None:
    """Show the dishes of the category that was tapped, each a switch."""
    store = await _my_store(update, context, tapped.store_id)
    for category in store.categories:
        if category.id == tapped.category_id:
            await _show_dishes(update, context, store, category)
            return
    raise NotFound("category", tapped.category_id)


async def switch_dish(update: Update, context: Context, tapped: callbacks.SwitchDish) -> None:
    """Mark the dish that was tapped as sold out, or as available."""
    await context.bus.execute(
        SetDishAvailable(
            tapped.store_id, sender(update).id, tapped.dish_id, available=tapped.available
        )
    )
    store = await _my_store(update, context, tapped.store_id)
    for category in store.categories:
        if any(dish.id == tapped.dish_id for dish in category.dishes):
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


async def _for_my_store(
    update: Update, context: Context, switch: type[callbacks.OpenStore | callbacks.CloseStore]
) -> None:
    stores = await context.bus.query(MyStores(sender(update).id))
    if not stores:
        await context.replies.say(context.translate("menu-none"))
    elif len(stores) == 1:
        await _switch(update, context, switch(store_id=stores[0].id))
    else:
        rows = [[button(store.name, switch(store_id=store.id))] for store in stores]
        await context.replies.say(context.translate("which-store"), keyboard(rows))


async def _switch(
    update: Update, context: Context, wanted: callbacks.OpenStore | callbacks.CloseStore
) -> None:
    opening = isinstance(wanted, callbacks.OpenStore)
    command: type[OpenStore | CloseStore] = OpenStore if opening else CloseStore
    name = await context.bus.execute(command(wanted.store_id, sender(update).id))
    await context.replies.show(
        context.translate("store-opened" if opening else "store-shut", store=name)
    )


def _categories(store: StoreView) -> InlineKeyboardMarkup | None:
    return keyboard(
        [
            [
                button(
                    category.name,
                    callbacks.ShowMenuCategory(store_id=store.id, category_id=category.id),
                )
            ]
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
                callbacks.SwitchDish(
                    store_id=store.id, dish_id=dish.id, available=not dish.available
                ),
            )
        ]
        for dish in category.dishes
    ]
    back = callbacks.ShowMenu(store_id=store.id)
    return keyboard([*rows, [button(translate.plain("button-back"), back)]])
