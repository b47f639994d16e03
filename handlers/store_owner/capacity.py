"""How many orders a kitchen takes at once; above that, new ones wait in line."""

from __future__ import annotations

from telegram import Update

from domain.store import MyStores, SetCapacity
from handlers.arguments import CapacityArguments
from handlers.context import Context, sender
from handlers.ui import callbacks
from handlers.ui.keyboards import button, keyboard

# 0 stands for no limit, in buttons and texts.
_CHOICES = ((1, 2, 3, 5), (8, 12, 20, 0))


async def capacity_command(update: Update, context: Context, typed: CapacityArguments) -> None:
    """Set the number that was typed (``/capacity 8``), or ask for one, store by store."""
    owner, translate = sender(update), context.translate
    stores = await context.bus.query(MyStores(owner.id))
    if not stores:
        await context.replies.say(translate("menu-none"))
        return
    if typed.capacity is not None and len(stores) == 1:
        await _set(update, context, stores[0].id, typed.capacity)
        return
    for store in stores:
        rows = [
            [
                button(
                    translate.plain("button-capacity", capacity=number),
                    callbacks.SetCapacity(store_id=store.id, capacity=number),
                )
                for number in row
            ]
            for row in _CHOICES
        ]
        text = translate("capacity-ask", store=store.name, capacity=store.capacity or 0)
        if len(stores) == 1:
            text += " " + translate("capacity-hint")
        await context.replies.say(text, keyboard(rows))


async def set_capacity(update: Update, context: Context, tapped: callbacks.SetCapacity) -> None:
    """Set the number that was tapped."""
    await _set(update, context, tapped.store_id, tapped.capacity)


async def _set(update: Update, context: Context, store_id: str, capacity: int) -> None:
    name = await context.bus.execute(SetCapacity(store_id, sender(update).id, capacity or None))
    await context.replies.show(context.translate("capacity-set", store=name, capacity=capacity))
