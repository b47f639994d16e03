"""Looking into the basket and changing it."""

from __future__ import annotations

from telegram import Update

from domain.order import Basket, CurrentMenu, ReplaceOrder
from domain.shared.errors import InvalidInput
from handlers.context import Context, sender
from handlers.customer.browse import show_categories
from handlers.customer.steps import Step
from handlers.ui import callbacks
from handlers.ui.errors import refusal
from handlers.ui.keyboards import Rows, button, keyboard
from handlers.ui.terms import basket_sums, missing_hint, sum_hint
from handlers.ui.translator import order_code


async def show_basket(update: Update, context: Context, title: str = "") -> Step:
    """Show the basket with buttons to add, take away and empty; none, and it is the menu."""
    draft, translate = context.session.the_draft(), context.translate
    if draft.basket is None or not draft.basket.lines:
        note = "\n\n".join(filter(None, [title, translate("basket-empty")]))
        return await show_categories(update, context, note)
    menu = await context.bus.query(CurrentMenu(draft.store_id))
    draft.basket = draft.basket.with_fee_of(menu)
    text = [
        translate("basket-title", store=menu.store_name),
        *(
            translate("basket-line", quantity=line.quantity, dish=line.name, amount=line.amount)
            for line in draft.basket.lines
        ),
        *basket_sums(draft.basket, menu.terms, translate),
        *(
            missing_hint(draft.basket, menu.terms, translate)
            or sum_hint(draft.basket, menu, translate)
        ),
    ]
    rows: Rows = [
        [
            button("➖", callbacks.TakeOne(dish_id=line.dish_id)),
            button(
                translate.plain("dish-count", quantity=line.quantity, dish=line.name),
                callbacks.AddOne(dish_id=line.dish_id),
            ),
            button("➕", callbacks.AddOne(dish_id=line.dish_id)),
        ]
        for line in draft.basket.lines
    ]
    rows += [
        [button(translate.plain("button-checkout"), callbacks.CheckOut(), "success")],
        [button(translate.plain("button-more-food"), callbacks.ShowCategories())],
        [
            button(translate.plain("button-empty"), callbacks.EmptyBasket()),
            button(translate.plain("button-cancel"), callbacks.LeaveDraft()),
        ],
    ]
    await context.replies.show("\n".join([title, "", *text] if title else text), keyboard(rows))
    return Step.BASKET


async def order_again(update: Update, context: Context, tapped: callbacks.OrderAgain) -> Step:
    """Begin anew with what can still be had of an order, which is given up."""
    basket = await context.bus.execute(ReplaceOrder(tapped.order_id, sender(update).id))
    draft = context.session.begin_draft()
    draft.store_id, draft.basket = basket.store_id, basket
    code = order_code(tapped.order_id)
    return await show_basket(update, context, context.translate("order-replaced", code=code))


async def add_one(update: Update, context: Context, tapped: callbacks.AddOne) -> Step:
    """Put one more of a dish into the basket."""
    draft = context.session.the_draft()
    menu = await context.bus.query(CurrentMenu(draft.store_id))
    item = menu.items.get(tapped.dish_id)
    if item is not None and draft.basket is not None:
        try:
            draft.basket = draft.basket.add(item, 1)
        except InvalidInput as error:
            await context.replies.say(refusal(error, context.translate, 0))
    return await show_basket(update, context)


async def take_one(update: Update, context: Context, tapped: callbacks.TakeOne) -> Step:
    """Take one of a dish out of the basket."""
    draft = context.session.the_draft()
    if draft.basket is not None:
        draft.basket = draft.basket.take_away(tapped.dish_id)
    return await show_basket(update, context)


async def empty_basket(update: Update, context: Context) -> Step:
    """Take everything out of the basket."""
    draft = context.session.the_draft()
    if draft.basket is not None:
        draft.basket = Basket(draft.basket.store_id, draft.basket.currency)
    return await show_basket(update, context)
