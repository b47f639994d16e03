"""Choosing a store, a category, a dish and a quantity."""

from __future__ import annotations

from telegram import InlineKeyboardButton, Update

from domain.order import MAX_OF_ONE_DISH, Basket, CurrentMenu
from domain.shared.errors import InvalidInput, NotFound
from domain.store import Category, Dish, GetStore, ListStores, StoreView
from handlers.context import Context, text_of
from handlers.customer.steps import Step
from handlers.questions import open_question
from handlers.session import Draft, Question
from handlers.ui import callbacks
from handlers.ui.errors import refusal
from handlers.ui.keyboards import button, keyboard
from handlers.ui.numbers import read_number
from handlers.ui.terms import store_terms
from handlers.ui.translator import Translator

_QUICK_QUANTITIES = (1, 2, 3, 4, 5)


async def start_order(update: Update, context: Context, greeting: str = "") -> Step:
    """Begin an order with the list of stores."""
    context.session.begin_draft()
    return await show_stores(update, context, greeting)


async def show_stores(update: Update, context: Context, title: str = "") -> Step:
    """Show the stores, open ones first."""
    translate = context.translate
    stores = await context.bus.query(ListStores())
    rows = [
        [
            button(
                store.name if store.is_open else translate.plain("store-closed", store=store.name),
                callbacks.ChooseStore(store_id=store.id),
            )
        ]
        for store in stores
    ]
    rows.append([button(translate.plain("button-cancel"), callbacks.LeaveDraft())])
    text = translate("choose-store" if stores else "no-stores")
    await context.replies.show(f"{title}\n\n{text}" if title else text, keyboard(rows))
    return Step.STORE


async def choose_store(update: Update, context: Context, tapped: callbacks.ChooseStore) -> Step:
    """Take the store that was tapped; a closed one is explained."""
    return await open_store(tapped.store_id, update, context)


async def open_store(store_id: str, update: Update, context: Context) -> Step:
    """Order from a store. Raises NotFound."""
    draft, translate = context.session.the_draft(), context.translate
    store = await context.bus.query(GetStore(store_id))
    if not store.is_open:
        await context.replies.say(translate("error-store-closed", store=store.name))
        return await show_stores(update, context)
    if draft.basket and draft.basket.lines and draft.store_id != store.id:
        await context.replies.say(translate("new-basket"))
    if draft.basket is None or draft.store_id != store.id:
        draft.store_id, draft.basket = store.id, Basket(store.id, store.currency)
    return await show_categories(update, context)


async def show_categories(update: Update, context: Context, title: str = "") -> Step:
    """Show the categories of the store, and the basket."""
    draft, translate = context.session.the_draft(), context.translate
    store = await context.bus.query(GetStore(draft.store_id))
    rows = [
        [button(category.name, callbacks.ChooseCategory(category_id=category.id))]
        for category in store.categories
    ]
    rows += [
        _basket_row(draft, translate),
        [
            button(translate.plain("button-back"), callbacks.ShowStores()),
            button(translate.plain("button-cancel"), callbacks.LeaveDraft()),
        ],
    ]
    terms = store_terms(store.terms, translate)
    text = "\n".join([translate("choose-category", store=store.name), *terms])
    await context.replies.show(f"{title}\n\n{text}" if title else text, keyboard(rows))
    return Step.CATEGORY


async def choose_category(
    update: Update, context: Context, tapped: callbacks.ChooseCategory
) -> Step:
    """Take the category that was tapped."""
    context.session.the_draft().category_id = tapped.category_id
    return await show_dishes(update, context)


async def show_dishes(update: Update, context: Context) -> Step:
    """Show the dishes of the category; one that is sold out says so."""
    draft, translate = context.session.the_draft(), context.translate
    store = await context.bus.query(GetStore(draft.store_id))
    category = _find(store, draft.category_id)
    rows = [[_dish_button(dish, translate)] for dish in category.dishes]
    rows += [
        _basket_row(draft, translate),
        [
            button(translate.plain("button-back"), callbacks.ShowCategories()),
            button(translate.plain("button-cancel"), callbacks.LeaveDraft()),
        ],
    ]
    text = translate("choose-dish", store=store.name, category=category.name)
    await context.replies.show(text, keyboard(rows))
    return Step.DISH


async def choose_dish(update: Update, context: Context, tapped: callbacks.ChooseDish) -> Step:
    """Take the dish that was tapped, unless it is sold out."""
    context.session.the_draft().dish_id = tapped.dish_id
    return await show_quantities(update, context)


async def show_quantities(update: Update, context: Context) -> Step:
    """Show the dish and ask how many."""
    draft, translate = context.session.the_draft(), context.translate
    store = await context.bus.query(GetStore(draft.store_id))
    dishes = {dish.id: dish for category in store.categories for dish in category.dishes}
    dish = dishes.get(draft.dish_id)
    if dish is None:
        raise NotFound("dish", draft.dish_id)
    if not dish.available:
        await context.replies.say(translate("dish-sold-out", dish=dish.name))
        return await show_dishes(update, context)
    chosen = translate(
        "choose-quantity", dish=dish.name, price=dish.price, description=dish.description
    )
    # A dish may have no description.
    text = f"{chosen.rstrip()}\n\n" + translate("ask-quantity", max=MAX_OF_ONE_DISH)
    rows = [
        [
            button(str(number), callbacks.ChooseQuantity(quantity=number, dish_id=dish.id))
            for number in _QUICK_QUANTITIES
        ],
        [
            button(translate.plain("button-back"), callbacks.ShowDishes()),
            button(translate.plain("button-cancel"), callbacks.LeaveDraft()),
        ],
    ]
    open_question(Question.QUANTITY, update, context)
    await context.replies.show(text, keyboard(rows))
    return Step.QUANTITY


async def choose_quantity(
    update: Update, context: Context, tapped: callbacks.ChooseQuantity
) -> Step:
    """Put that many of the dish into the basket, on whose message the button is."""
    draft = context.session.the_draft()
    draft.dish_id = tapped.dish_id or draft.dish_id
    return await _put(update, context, tapped.quantity)


async def take_quantity(update: Update, context: Context) -> Step:
    """Put as many of the dish into the basket as were typed."""
    try:
        quantity = read_number(text_of(update.effective_message).strip(), "quantity")
    except InvalidInput:
        text = context.translate("unexpected-quantity", max=MAX_OF_ONE_DISH)
        return await _ask_quantity_again(update, context, text)
    return await _put(update, context, quantity)


async def _put(update: Update, context: Context, quantity: int) -> Step:
    draft, translate = context.session.the_draft(), context.translate
    menu = await context.bus.query(CurrentMenu(draft.store_id))
    item = menu.items.get(draft.dish_id)
    if item is None:
        raise NotFound("dish", draft.dish_id)
    if not item.available:
        await context.replies.say(translate("dish-sold-out", dish=item.name))
        return await show_categories(update, context)
    basket = draft.basket or Basket(menu.store_id, menu.currency)
    try:
        draft.basket = basket.add(item, quantity)
    except InvalidInput as error:
        why = refusal(error, translate, 0)
        if error.field == "basket":
            return await show_categories(update, context, why)
        return await _ask_quantity_again(update, context, why)
    added = translate("added", quantity=quantity, dish=item.name)
    return await show_categories(update, context, added)


async def _ask_quantity_again(update: Update, context: Context, why: str) -> Step:
    # A tap closes the question, and this one did not answer it.
    open_question(Question.QUANTITY, update, context)
    await context.replies.say(why)
    return Step.QUANTITY


def _find(store: StoreView, category_id: str) -> Category:
    for category in store.categories:
        if category.id == category_id:
            return category
    raise NotFound("category", category_id)


def _dish_button(dish: Dish, translate: Translator) -> InlineKeyboardButton:
    key = "dish-button" if dish.available else "dish-sold-out"
    values = {"price": dish.price} if dish.available else {}
    return button(
        translate.plain(key, dish=dish.name, **values), callbacks.ChooseDish(dish_id=dish.id)
    )


def _basket_row(draft: Draft, translate: Translator) -> list[InlineKeyboardButton]:
    if draft.basket is None or not draft.basket.lines:
        return []
    label = translate.plain("basket-button", count=draft.basket.count, total=draft.basket.total)
    return [button(label, callbacks.ShowBasket(), "primary")]
