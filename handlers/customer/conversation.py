"""Which step follows which: the wiring of the ordering conversation."""

from __future__ import annotations

import warnings
from typing import Any

from telegram import ReplyKeyboardRemove, Update
from telegram.ext import ConversationHandler, filters
from telegram.warnings import PTBUserWarning

from domain.order import MAX_OF_ONE_DISH
from handlers.context import Context
from handlers.customer import basket, browse, details, start, summary
from handlers.customer.steps import Step
from handlers.ptb_handlers import (
    Callback,
    Handler,
    Handlers,
    on_command,
    on_message,
    on_tap,
    on_text,
)
from handlers.questions import answering
from handlers.session import Question
from handlers.ui.translator import LANGUAGES, Translator


async def leave(update: Update, context: Context) -> int:
    """Leave the order that is being put together."""
    context.session.draft = context.session.question = None
    if update.callback_query is not None:
        await context.replies.show(context.translate("left"))
    else:
        await context.replies.say(context.translate("left"), ReplyKeyboardRemove())
    return ConversationHandler.END


def conversation() -> ConversationHandler[Context]:
    """The ordering conversation, from the stores to the order."""
    ways_in: Handlers = [
        on_command("start", start.start),
        on_command("order", browse.start_order),
        on_tap(browse.start_order, "order"),
    ]
    quantity = answering(Question.QUANTITY, browse.choose_quantity, browse.show_quantities)
    place = answering(Question.ADDRESS, details.take_location, details.ask_address)
    address = answering(Question.ADDRESS, details.take_address, details.ask_address)
    contact = answering(Question.PHONE, details.take_contact, details.ask_phone)
    phone = answering(Question.PHONE, details.take_phone, details.ask_phone)
    steps: dict[object, Handlers] = {
        Step.STORE: [
            on_tap(browse.choose_store, "store"),
            *_anything_else(browse.show_stores, "unexpected-store"),
        ],
        Step.CATEGORY: [
            on_tap(browse.choose_category, "category"),
            on_tap(basket.show_basket, "basket"),
            on_tap(browse.show_stores, "stores"),
            *_anything_else(browse.show_categories, "unexpected-category"),
        ],
        Step.DISH: [
            on_tap(browse.choose_dish, "dish"),
            on_tap(basket.show_basket, "basket"),
            on_tap(browse.show_categories, "categories"),
            *_anything_else(browse.show_dishes, "unexpected-category"),
        ],
        Step.QUANTITY: [
            on_tap(browse.choose_quantity, "quantity"),
            on_tap(browse.show_dishes, "dishes"),
            on_text(quantity),
            *_anything_else(browse.show_quantities, "unexpected-quantity"),
        ],
        Step.BASKET: [
            on_tap(basket.add_one, "more"),
            on_tap(basket.take_one, "less"),
            on_tap(basket.empty_basket, "empty"),
            on_tap(browse.show_categories, "categories"),
            on_tap(details.checkout, "checkout"),
            *_anything_else(basket.show_basket, "unexpected-basket"),
        ],
        Step.ADDRESS: [
            _said("button-cancel", leave),
            _said("button-back", details.back_to_basket),
            on_message(filters.LOCATION, place),
            on_text(address),
            *_anything_else(details.ask_address, "unexpected-address"),
        ],
        Step.PHONE: [
            _said("button-cancel", leave),
            _said("button-back", details.ask_address),
            on_message(filters.CONTACT, contact),
            on_text(phone),
            *_anything_else(details.ask_phone, "unexpected-phone"),
        ],
        Step.SUMMARY: [
            on_tap(summary.place_order, "place"),
            on_tap(basket.show_basket, "basket"),
            on_tap(details.checkout, "checkout"),
            *_anything_else(summary.show_summary, "unexpected-summary"),
        ],
    }
    ways_out: Handlers = [on_command("cancel", leave), on_tap(leave, "leave")]
    with warnings.catch_warnings():
        # It warns that taps are not tracked per message; ours are told apart by their data.
        warnings.simplefilter("ignore", PTBUserWarning)
        return ConversationHandler(
            entry_points=ways_in,
            states={step: [*ways_out, *ways_in, *handlers] for step, handlers in steps.items()},
            fallbacks=[],
            per_chat=False,
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
        await context.replies.say(context.translate("stale-step"))
        return await show_step(update, context)

    return [
        on_tap(explain_stale),
        on_message(filters.ALL, explain),
    ]
