"""Which step follows which: the wiring of the ordering conversation."""

from __future__ import annotations

from typing import Any

from telegram import ReplyKeyboardRemove, Update
from telegram.ext import ConversationHandler, filters

from domain.order import MAX_OF_ONE_DISH
from handlers.arguments import StartArguments
from handlers.context import Context, is_on_the_card
from handlers.customer import basket, browse, details, start, summary
from handlers.customer.steps import Step
from handlers.ptb_handlers import (
    ANYTHING_SAID,
    Callback,
    Handler,
    Handlers,
    conversation_handler,
    on_any_tap,
    on_command,
    on_edited_text,
    on_message,
    on_plain_tap,
    on_tap,
    on_text,
)
from handlers.questions import answering, correcting
from handlers.session import Question
from handlers.ui import callbacks
from handlers.ui.translator import LANGUAGES, Translator


async def leave(update: Update, context: Context) -> int:
    """Leave the order that is being put together."""
    context.session.draft = None
    context.session.close_question()
    if update.callback_query is not None:
        await context.replies.show(context.translate("left"))
    else:
        await context.replies.say(context.translate("left"), ReplyKeyboardRemove())
    return ConversationHandler.END


def conversation() -> ConversationHandler[Context]:
    """The ordering conversation, from the stores to the order."""
    ways_in: Handlers = [
        on_command("start", start.start, StartArguments),
        on_command("order", browse.start_order),
        on_tap(basket.order_again, callbacks.OrderAgain),
    ]
    quantity = answering(Question.QUANTITY, browse.take_quantity, browse.show_quantities)
    place = answering(Question.ADDRESS, details.take_location, details.ask_address)
    address = answering(Question.ADDRESS, details.take_address, details.ask_address)
    contact = answering(Question.PHONE, details.take_contact, details.ask_phone)
    phone = answering(Question.PHONE, details.take_phone, details.ask_phone)
    steps: dict[object, Handlers] = {
        Step.STORE: [
            on_tap(browse.choose_store, callbacks.ChooseStore),
            *_anything_else(browse.show_stores, "unexpected-store"),
        ],
        Step.CATEGORY: [
            on_tap(browse.choose_category, callbacks.ChooseCategory),
            on_plain_tap(basket.show_basket, callbacks.ShowBasket),
            on_plain_tap(browse.show_stores, callbacks.ShowStores),
            *_anything_else(browse.show_categories, "unexpected-category"),
        ],
        Step.DISH: [
            on_tap(browse.choose_dish, callbacks.ChooseDish),
            on_plain_tap(basket.show_basket, callbacks.ShowBasket),
            on_plain_tap(browse.show_categories, callbacks.ShowCategories),
            *_anything_else(browse.show_dishes, "unexpected-category"),
        ],
        Step.QUANTITY: [
            on_tap(browse.choose_quantity, callbacks.ChooseQuantity),
            on_plain_tap(browse.show_dishes, callbacks.ShowDishes),
            on_text(quantity),
            on_edited_text(correcting(Question.QUANTITY, browse.take_quantity)),
            *_anything_else(browse.show_quantities, "unexpected-quantity"),
        ],
        Step.BASKET: [
            on_tap(basket.add_one, callbacks.AddOne),
            on_tap(basket.take_one, callbacks.TakeOne),
            on_plain_tap(basket.empty_basket, callbacks.EmptyBasket),
            on_plain_tap(browse.show_categories, callbacks.ShowCategories),
            on_plain_tap(details.checkout, callbacks.CheckOut),
            *_anything_else(basket.show_basket, "unexpected-basket"),
        ],
        Step.ADDRESS: [
            _said("button-cancel", leave),
            _said("button-back", details.back_to_basket),
            on_message(filters.LOCATION, place),
            on_text(address),
            on_edited_text(correcting(Question.ADDRESS, details.take_address)),
            *_anything_else(details.ask_address, "unexpected-address"),
        ],
        Step.PHONE: [
            _said("button-cancel", leave),
            _said("button-back", details.ask_address),
            on_message(filters.CONTACT, contact),
            on_text(phone),
            on_edited_text(correcting(Question.PHONE, details.take_phone)),
            *_anything_else(details.ask_phone, "unexpected-phone"),
        ],
        Step.SUMMARY: [
            on_tap(summary.place_order, callbacks.PlaceOrder),
            on_plain_tap(basket.show_basket, callbacks.ShowBasket),
            on_plain_tap(details.checkout, callbacks.CheckOut),
            on_edited_text(correcting(Question.PHONE, details.take_phone)),
            *_anything_else(summary.show_summary, "unexpected-summary"),
        ],
    }
    ways_out: Handlers = [on_command("cancel", leave), on_plain_tap(leave, callbacks.LeaveDraft)]
    return conversation_handler(
        entry_points=ways_in,
        states={step: [*ways_out, *ways_in, *handlers] for step, handlers in steps.items()},
        fallbacks=[],
        name="ordering",
    )


def _said(key: str, callback: Callback) -> Handler:
    """A button of a reply keyboard comes as its text, in any language that we write."""
    labels = [Translator(language, None).plain(key) for language in LANGUAGES]
    return on_message(filters.Text(labels), callback)


def _anything_else(show_step: Callback, hint: str) -> Handlers:
    """A sane answer to anything that a step does not expect: say so, show the step again."""

    async def explain(update: Update, context: Context) -> Any:
        await context.replies.say(context.translate(hint, max=MAX_OF_ONE_DISH))
        return await show_step(update, context)

    async def explain_stale(update: Update, context: Context) -> Any:
        # A summary that was ordered has become the card, which says so.
        if await is_on_the_card(update, context):
            return None
        await context.replies.say(context.translate("stale-step"))
        return await show_step(update, context)

    return [
        on_any_tap(explain_stale),
        on_message(ANYTHING_SAID, explain),
    ]
