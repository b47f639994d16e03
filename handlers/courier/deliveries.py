"""Taking, picking up and delivering."""

from __future__ import annotations

from telegram import Update

from domain.delivery import Deliver, GetDelivery, HandBack, PickUp, ShowDeliveries, TakeDelivery
from handlers.context import Context, full_name, sender
from handlers.ui import callbacks


async def take_delivery(update: Update, context: Context, tapped: callbacks.TakeDelivery) -> None:
    """Take an offered delivery; one courier wins. The customer's point comes as a map."""
    courier, order_id = sender(update), tapped.order_id
    await context.bus.execute(TakeDelivery(order_id, courier.id, full_name(courier)))
    delivery = await context.bus.query(GetDelivery(order_id, courier.id))
    where = delivery.destination
    if where.latitude is not None and where.longitude is not None:
        await context.replies.send_location(where.latitude, where.longitude)


async def hand_back(update: Update, context: Context, tapped: callbacks.HandBack) -> None:
    """Give a delivery back; the card shows that it can still be taken."""
    await context.bus.execute(HandBack(tapped.order_id, sender(update).id))


async def pick_up(update: Update, context: Context, tapped: callbacks.PickUp) -> None:
    """Note that the courier, or an owner who brings it, has the food."""
    courier = sender(update)
    await context.bus.execute(PickUp(tapped.order_id, courier.id, full_name(courier)))


async def deliver(update: Update, context: Context, tapped: callbacks.Deliver) -> None:
    """Note that the customer has the food."""
    await context.bus.execute(Deliver(tapped.order_id, sender(update).id))


async def show_deliveries(update: Update, context: Context) -> None:
    """Show what this courier may take and carries."""
    if not await context.bus.execute(ShowDeliveries(sender(update).id)):
        await context.replies.say(context.translate("deliveries-none"))
