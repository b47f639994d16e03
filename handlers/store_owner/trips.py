"""Deciding how the food of an order gets to its customer; the card follows by event."""

from __future__ import annotations

from telegram import Update

from domain.delivery import BringOurselves, CallAgain, ConfirmDelivered, LetCollect, TakeAway
from handlers.context import Context, full_name, sender
from handlers.ui import callbacks


async def call_again(update: Update, context: Context, tapped: callbacks.CallAgain) -> None:
    """Ask the couriers once more."""
    await context.bus.execute(CallAgain(tapped.order_id, sender(update).id))


async def bring_ourselves(
    update: Update, context: Context, tapped: callbacks.BringOurselves
) -> None:
    """Bring it as an owner of the store."""
    owner = sender(update)
    await context.bus.execute(BringOurselves(tapped.order_id, owner.id, full_name(owner)))


async def let_collect(update: Update, context: Context, tapped: callbacks.LetCollect) -> None:
    """Ask the customer to come for it."""
    await context.bus.execute(LetCollect(tapped.order_id, sender(update).id))


async def take_away(update: Update, context: Context, tapped: callbacks.TakeAway) -> None:
    """Take it from a courier who does not answer."""
    await context.bus.execute(TakeAway(tapped.order_id, sender(update).id))


async def confirm_delivered(
    update: Update, context: Context, tapped: callbacks.ConfirmDelivered
) -> None:
    """Say that the customer has the food."""
    await context.bus.execute(ConfirmDelivered(tapped.order_id, sender(update).id))
