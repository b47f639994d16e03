"""How many orders a kitchen takes at once; above that, new ones wait in line."""

from __future__ import annotations

from telegram import Update

from domain.shared.errors import InvalidInput
from domain.store import MAX_CAPACITY, MyStores, SetCapacity
from handlers.context import Context, sender, text_of
from handlers.ui.callbacks import tapped
from handlers.ui.keyboards import button, keyboard

# 0 stands for no limit, in buttons and texts.
_CHOICES = ((1, 2, 3, 5), (8, 12, 20, 0))


async def capacity_command(update: Update, context: Context) -> None:
    """Set the number that was typed (``/capacity 8``), or ask for one, store by store."""
    owner, translate = sender(update), context.translate
    stores = await context.bus.query(MyStores(owner.id))
    if not stores:
        await context.replies.say(translate("menu-none"))
        return
    typed = text_of(update.message).partition(" ")[2].strip()
    if typed and len(stores) == 1:
        await _set(update, context, stores[0].id, typed)
        return
    for store in stores:
        rows = [
            [
                button(
                    translate.plain("button-capacity", capacity=number),
                    "capacity",
                    store.id,
                    number,
                )
                for number in row
            ]
            for row in _CHOICES
        ]
        text = translate("capacity-ask", store=store.name, capacity=store.capacity or 0)
        if len(stores) == 1:
            text += " " + translate("capacity-hint")
        await context.replies.say(text, keyboard(rows))


async def set_capacity(update: Update, context: Context) -> None:
    """Set the number that was tapped."""
    store_id, number = tapped(update, 2)
    await _set(update, context, store_id, number)


async def _set(update: Update, context: Context, store_id: str, typed: str) -> None:
    # isdecimal alone lets digits of every script through, which int() reads as well.
    if not typed.isdecimal() or len(typed) > len(str(MAX_CAPACITY)):
        raise InvalidInput("capacity", "not_a_number", MAX_CAPACITY)
    capacity = int(typed) or None
    name = await context.bus.execute(SetCapacity(store_id, sender(update).id, capacity))
    await context.replies.show(
        context.translate("capacity-set", store=name, capacity=capacity or 0)
    )
