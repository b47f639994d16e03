"""Answering orders and cooking them."""

from __future__ import annotations

from telegram import Update

from domain.shared.errors import NotFound
from domain.store import (
    OWN_WORDS,
    REASONS,
    AcceptOrder,
    GetTicket,
    MarkCooked,
    RejectOrder,
    ShowTickets,
    TicketView,
)
from handlers.context import Context, sender
from handlers.ui import callbacks
from handlers.ui.keyboards import button, keyboard
from handlers.ui.translator import Translator, order_code


async def accept_order(update: Update, context: Context, tapped: callbacks.AcceptOrder) -> None:
    """Accept with the promise of the button; the card and the customer learn it by event."""
    owner_id = sender(update).id
    await context.bus.execute(AcceptOrder(tapped.order_id, owner_id, tapped.minutes))


async def show_reasons(
    update: Update, context: Context, tapped: callbacks.ShowRejectReasons
) -> None:
    """Ask why, in a message of its own: the card has one writer, which is the sender."""
    order_id, translate = tapped.order_id, context.translate
    await context.bus.query(GetTicket(order_id, sender(update).id))
    rows = [
        [
            button(
                translate.plain("button-reason", reason=reason.replace("_", "-")),
                callbacks.TypeReason(order_id=order_id)
                if reason == OWN_WORDS
                else callbacks.RejectForReason(order_id=order_id, reason=reason),
            )
        ]
        for reason in REASONS
    ]
    leave = callbacks.LeaveTicket(order_id=order_id)
    rows.append([button(translate.plain("button-back"), leave)])
    await context.replies.say(translate("ask-reason", code=order_code(order_id)), keyboard(rows))


async def leave_reasons(update: Update, context: Context, tapped: callbacks.LeaveTicket) -> None:
    """Leave the ticket as it is. Raises NotAllowed, NotFound."""
    ticket = await context.bus.query(GetTicket(tapped.order_id, sender(update).id))
    await context.replies.show(left(ticket, context.translate))


def left(ticket: TicketView, translate: Translator) -> str:
    """How a ticket stands that is not rejected after all: it may be decided meanwhile."""
    code = order_code(ticket.order_id)
    if ticket.can_reject:
        return translate("rejecting-left", code=code)
    return f"{code} · " + translate("ticket-state", state=ticket.state.value)


async def show_map(update: Update, context: Context, tapped: callbacks.ShowMap) -> None:
    """Show the point that the customer shared. Raises NotAllowed, NotFound."""
    ticket = await context.bus.query(GetTicket(tapped.order_id, sender(update).id))
    if ticket.latitude is None or ticket.longitude is None:
        raise NotFound("location", tapped.order_id)
    await context.replies.send_location(ticket.latitude, ticket.longitude)


async def reject_order(
    update: Update, context: Context, tapped: callbacks.RejectForReason
) -> None:
    """Reject for the reason of the button."""
    await context.bus.execute(RejectOrder(tapped.order_id, sender(update).id, tapped.reason))
    await context.replies.show(context.translate("rejected", code=order_code(tapped.order_id)))


async def mark_cooked(update: Update, context: Context, tapped: callbacks.MarkCooked) -> None:
    """Say that the food is ready."""
    await context.bus.execute(MarkCooked(tapped.order_id, sender(update).id))


async def show_tickets(update: Update, context: Context) -> None:
    """Show what has to be answered or cooked."""
    if not await context.bus.execute(ShowTickets(sender(update).id)):
        await context.replies.say(context.translate("tickets-none"))
