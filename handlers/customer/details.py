"""Asking for the address and the phone number."""

from __future__ import annotations

from collections.abc import Callable

from telegram import KeyboardButton, ReplyKeyboardMarkup, ReplyKeyboardRemove, Update

from domain.order import (
    BelowMinimum,
    CheckBasket,
    Location,
    MyLastDetails,
    SumNotPayable,
    checked_address,
)
from domain.shared.errors import InvalidInput
from domain.store import GetStore
from handlers.context import Context, sender, text_of
from handlers.customer.basket import show_basket
from handlers.customer.steps import Step
from handlers.customer.summary import show_summary
from handlers.questions import open_question
from handlers.session import Question
from handlers.ui.addresses import shown_address
from handlers.ui.errors import refusal
from handlers.ui.phones import read_phone, read_shared_phone, region_of_currency, shown_phone


async def checkout(update: Update, context: Context) -> Step:
    """From the basket to the address, unless there is too little in it, or too much to pay."""
    draft, translate = context.session.the_draft(), context.translate
    if draft.basket is None or not draft.basket.lines:
        return await show_basket(update, context)
    try:
        await context.bus.query(CheckBasket(draft.basket))
    except (BelowMinimum, SumNotPayable) as error:
        return await show_basket(update, context, refusal(error, translate, sender(update).id))
    return await ask_address(update, context)


async def ask_address(update: Update, context: Context) -> Step:
    """Ask where to bring it; the last address is one tap away."""
    translate = context.translate
    last = await context.bus.query(MyLastDetails(sender(update).id))
    share = KeyboardButton(translate.plain("button-share-location"), request_location=True)
    shown = shown_address(last.address, last.location, translate) if last else ""
    keyboard = _keyboard(context, share, shown)
    open_question(Question.ADDRESS, update, context)
    await context.replies.say(translate("ask-address"), keyboard)
    # The summary shows what is in the basket once more.
    await context.replies.take_away()
    return Step.ADDRESS


async def take_address(update: Update, context: Context) -> Step:
    """Take a typed address."""
    draft, translate = context.session.the_draft(), context.translate
    try:
        address = checked_address(text_of(update.effective_message))
    except InvalidInput as error:
        await context.replies.say(refusal(error, translate, 0))
        return Step.ADDRESS
    last = await context.bus.query(MyLastDetails(sender(update).id))
    draft.address, draft.location = address, None
    # Who taps the last address means the point that was shared with it, too.
    if last and address in {last.address, shown_address(last.address, last.location, translate)}:
        draft.address, draft.location = last.address, last.location
    return await ask_phone(update, context)


async def take_location(update: Update, context: Context) -> Step:
    """Take a shared location."""
    location = update.message.location if update.message else None
    if location is None:
        return await ask_address(update, context)
    draft = context.session.the_draft()
    draft.location = Location(location.latitude, location.longitude)
    draft.address = draft.location.in_words
    return await ask_phone(update, context)


async def ask_phone(update: Update, context: Context) -> Step:
    """Ask how the courier can call; the last number is one tap away."""
    translate = context.translate
    last = await context.bus.query(MyLastDetails(sender(update).id))
    share = KeyboardButton(translate.plain("button-share-contact"), request_contact=True)
    open_question(Question.PHONE, update, context)
    shown = shown_phone(last.phone) if last else ""
    await context.replies.say(translate("ask-phone"), _keyboard(context, share, shown))
    return Step.PHONE


async def take_phone(update: Update, context: Context) -> Step:
    """Take a typed phone number; one without its country's code is of the store's region."""
    store = await context.bus.query(GetStore(context.session.the_draft().store_id))
    region = store.region or region_of_currency(store.currency)
    typed = text_of(update.effective_message)
    return await _take_phone(update, context, lambda: read_phone(typed, region))


async def take_contact(update: Update, context: Context) -> Step:
    """Take the sender's own contact, and nobody else's."""
    contact = update.message.contact if update.message else None
    if contact is None or contact.user_id != sender(update).id:
        await context.replies.say(context.translate("other-contact"))
        return Step.PHONE
    return await _take_phone(update, context, lambda: read_shared_phone(contact.phone_number))


async def back_to_basket(update: Update, context: Context) -> Step:
    """From the address back to the basket."""
    await context.replies.say(context.translate("button-back"), ReplyKeyboardRemove())
    return await show_basket(update, context)


async def _take_phone(update: Update, context: Context, read: Callable[[], str]) -> Step:
    draft, translate = context.session.the_draft(), context.translate
    try:
        draft.phone = read()
    except InvalidInput as error:
        await context.replies.say(refusal(error, translate, 0))
        return Step.PHONE
    return await show_summary(update, context)


def _keyboard(context: Context, share: KeyboardButton, last: str) -> ReplyKeyboardMarkup:
    translate = context.translate
    rows: list[list[KeyboardButton | str]] = [[share]]
    if last:
        rows.append([last])
    rows.append([translate.plain("button-back"), translate.plain("button-cancel")])
    return ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True)
