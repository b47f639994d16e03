"""Reading the summary and placing the order."""

from __future__ import annotations

from telegram import Update
from telegram.ext import ConversationHandler

from domain.order import (
    BasketChanged,
    BelowMinimum,
    CurrentMenu,
    DeliveryDetails,
    PlaceOrder,
    StoreIsClosed,
    SumNotPayable,
)
from handlers.context import Context, full_name, is_on_the_card, sender, tapped_message
from handlers.customer.basket import show_basket
from handlers.customer.browse import show_stores
from handlers.customer.steps import Step
from handlers.ui import callbacks
from handlers.ui.addresses import shown_address
from handlers.ui.errors import changes, refusal
from handlers.ui.keyboards import button, keyboard
from handlers.ui.phones import shown_phone
from handlers.ui.terms import basket_sums, sum_hint


async def show_summary(update: Update, context: Context, title: str = "") -> Step:
    """Show everything once more before it is ordered."""
    draft, translate = context.session.the_draft(), context.translate
    if draft.basket is None or not draft.basket.lines:
        return await show_basket(update, context, title)
    menu = await context.bus.query(CurrentMenu(draft.store_id))
    if menu.terms.missing(draft.basket.total):
        return await show_basket(update, context, title)
    draft.basket = draft.basket.with_fee_of(menu)
    if menu.methods and not menu.methods_for(draft.basket.to_pay):
        return await show_basket(update, context, title)
    text = [
        translate("summary-title", store=menu.store_name),
        *(
            translate("basket-line", quantity=line.quantity, dish=line.name, amount=line.amount)
            for line in draft.basket.lines
        ),
        *basket_sums(draft.basket, menu.terms, translate),
        *sum_hint(draft.basket, menu, translate),
        translate(
            "summary-address", address=shown_address(draft.address, draft.location, translate)
        ),
        translate("summary-phone", phone=shown_phone(draft.phone)),
        "",
        translate("summary-missing"),
        translate("summary-hint"),
    ]
    place = callbacks.PlaceOrder(order_id=draft.order_id())
    rows = [
        [button(translate.plain("button-place"), place, "success")],
        [button(translate.plain("button-change-basket"), callbacks.ShowBasket())],
        [button(translate.plain("button-change-details"), callbacks.CheckOut())],
        [button(translate.plain("button-cancel"), callbacks.LeaveDraft())],
    ]
    await context.replies.show("\n".join([title, "", *text] if title else text), keyboard(rows))
    return Step.SUMMARY


async def place_order(
    update: Update, context: Context, tapped: callbacks.PlaceOrder
) -> Step | int:
    """Place the order; what changed on the menu meanwhile is explained first."""
    draft, translate, customer = context.session.the_draft(), context.translate, sender(update)
    if draft.basket is None or not draft.basket.lines:
        return await show_basket(update, context)
    if tapped.order_id != draft.order_id():
        await _explain_older(update, context)
        return Step.SUMMARY
    try:
        await context.bus.execute(
            PlaceOrder(
                order_id=draft.order_id(),
                customer_id=customer.id,
                customer_name=full_name(customer),
                basket=draft.basket,
                details=DeliveryDetails(draft.address, draft.phone, draft.location),
            ),
            # The summary becomes the order's card, which the sender writes.
            shown_in=tapped_message(update),
        )
    except BasketChanged as error:
        draft.basket = error.basket
        return await show_summary(update, context, changes(error.changes, translate))
    except StoreIsClosed as error:
        await context.replies.say(refusal(error, translate, customer.id))
        return await show_stores(update, context)
    except (BelowMinimum, SumNotPayable) as error:
        return await show_basket(update, context, refusal(error, translate, customer.id))
    context.session.draft = None
    return ConversationHandler.END


async def _explain_older(update: Update, context: Context) -> None:
    """What an older summary shows is not what would be ordered, or is ordered already: a card."""
    if not await is_on_the_card(update, context):
        await context.replies.drop_buttons()
        await context.replies.say(context.translate("stale-summary"))
