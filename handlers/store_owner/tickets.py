"""Answering orders and cooking them."""

from __future__ import annotations

from telegram import Update

from domain.shared.errors import InvalidInput
from domain.store import (
    OWN_WORDS,
    REASONS,
    AcceptOrder,
    GetTicket,
    MarkCooked,
    RejectOrder,
    ShowTickets,
)
from handlers.context import Context, sender
from handlers.ui.callbacks import tapped
from handlers.ui.keyboards import button, keyboard
from handlers.ui.translator import order_code


async def accept_order(update: Update, context: Context) -> None:
    """Accept with the promise of the button; the card and the customer learn it by event."""
    order_id, minutes = tapped(update, 2)
    if not minutes.isdecimal():
        raise InvalidInput("minutes", "not_a_number")
    await context.bus.execute(AcceptOrder(order_id, sender(update).id, int(minutes[:4])))


async def ask_reason(update: Update, context: Context) -> None:
    """Ask why, in a message of its own: the card has one writer, which is the sender."""
    (order_id,) = tapped(update, 1)
    translate = context.translate
    await context.bus.query(GetTicket(order_id, sender(update).id))
    rows = [
        [
            button(
                translate.plain("button-reason", reason=reason.replace("_", "-")),
                "ownwords" if reason == OWN_WORDS else "why",
                order_id,
                reason,
            )
        ]
        for reason in REASONS
    ]
    rows.append([button(translate.plain("button-back"), "unreject", order_id)])
    await context.replies.say(translate("ask-reason", code=order_code(order_id)), keyboard(rows))


async def leave_reasons(update: Update, context: Context) -> None:
    """Leave the ticket as it is."""
    (order_id,) = tapped(update, 1)
    await context.replies.show(context.translate("rejecting-left", code=order_code(order_id)))


async def reject_order(update: Update, context: Context) -> None:
    """Reject for the reason of the button."""
    order_id, reason = tapped(update, 2)
    await context.bus.execute(RejectOrder(order_id, sender(update).id, reason))
    await context.replies.show(context.translate("rejected", code=order_code(order_id)))


async def mark_cooked(update: Update, context: Context) -> None:
    """Say that the food is ready."""
    (order_id,) = tapped(update, 1)
    await context.bus.execute(MarkCooked(order_id, sender(update).id))


async def show_tickets(update: Update, context: Context) -> None:
    """Show what has to be answered or cooked."""
    if not await context.bus.execute(ShowTickets(sender(update).id)):
        await context.replies.say(context.translate("tickets-none"))
