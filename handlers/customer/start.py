"""Greeting people according to what they are here."""

from __future__ import annotations

from telegram import Update
from telegram.ext import ConversationHandler

from domain.processes.order_file import IsOperator
from domain.shared.errors import NotFound
from domain.store import IsCourier, MyStores
from handlers.arguments import StartArguments
from handlers.context import Context, full_name, sender
from handlers.customer.browse import open_store, start_order
from handlers.customer.orders import show_linked_order
from handlers.customer.steps import Step
from handlers.ui.typed import named


async def start(update: Update, context: Context, typed: StartArguments) -> object:
    """Greet; a customer goes on with the stores, staff learn where their work appears.

    Whoever comes by the link of an invoice is shown its order, and stays where they are; by the
    link of a store, whoever they are, they order there.
    """
    if typed.order_id is not None:
        await show_linked_order(typed.order_id, update, context)
        return None
    user, translate = sender(update), context.translate
    if typed.store_id is not None:
        return await _open_linked_store(typed.store_id, update, context)
    stores = await context.bus.query(MyStores(user.id))
    name = named(full_name(user), translate.plain("unnamed-guest"))
    if stores:
        names = ", ".join(store.name for store in stores)
        await context.replies.say(translate("start-owner", name=name, stores=names))
        return ConversationHandler.END
    if await context.bus.query(IsCourier(user.id)):
        await context.replies.say(translate("start-courier", name=name))
        return ConversationHandler.END
    return await start_order(update, context, translate("start-customer", name=name))


async def _open_linked_store(store_id: str, update: Update, context: Context) -> Step:
    try:
        return await open_store(store_id, update, context)
    except NotFound:
        await context.replies.say(context.translate("link-no-store"))
        return await start_order(update, context)


async def show_help(update: Update, context: Context) -> None:
    """Explain the commands that this person can use."""
    user, translate = sender(update), context.translate
    parts = [translate("help")]
    if await context.bus.query(MyStores(user.id)):
        parts.append(translate("help-owner"))
    if await context.bus.query(IsCourier(user.id)):
        parts.append(translate("help-courier"))
    if await context.bus.query(IsOperator(user.id)):
        parts.append(translate("help-operator"))
    await context.replies.say("\n\n".join(part.strip() for part in parts))


async def nothing_to_leave(update: Update, context: Context) -> None:
    """Answer /cancel where there is nothing to leave."""
    await context.replies.say(context.translate("nothing-to-leave"))


async def not_understood(update: Update, context: Context) -> None:
    """Answer a message that no step waits for."""
    await context.replies.say(context.translate("not-understood"))


async def stale_button(update: Update, context: Context) -> None:
    """Answer a tap that no handler waits for."""
    await context.replies.say(context.translate("stale-button"))
