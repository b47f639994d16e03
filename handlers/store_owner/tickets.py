"""Answering orders and cooking them."""

from __future__ import annotations

from telegram import Update

from domain.shared.errors import NotFound
from domain.store import (
    CALL_OFF_REASONS,
    OWN_WORDS,
    REASONS,
    AcceptOrder,
    CallOff,
    GetTicket,
    MarkCooked,
    PutOff,
    RejectionReason,
    RejectOrder,
    ShowTickets,
    TicketView,
)
from handlers.context import Context, sender
from handlers.ui import callbacks
from handlers.ui.callback_data import Button
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
    order_id = tapped.order_id
    choices: dict[RejectionReason, Button] = {
        reason: callbacks.RejectForReason(order_id=order_id, reason=reason) for reason in REASONS
    }
    choices[OWN_WORDS] = callbacks.TypeReason(order_id=order_id)
    await _ask_reason("ask-reason", order_id, choices, update, context)


async def show_call_off_reasons(
    update: Update, context: Context, tapped: callbacks.ShowCallOffReasons
) -> None:
    """Ask why an accepted order cannot be brought. Raises NotAllowed, NotFound."""
    order_id = tapped.order_id
    choices: dict[RejectionReason, Button] = {
        reason: callbacks.CallOffForReason(order_id=order_id, reason=reason)
        for reason in CALL_OFF_REASONS
    }
    choices[OWN_WORDS] = callbacks.TypeCallOffReason(order_id=order_id)
    await _ask_reason("ask-call-off-reason", order_id, choices, update, context)


async def _ask_reason(
    question: str,
    order_id: str,
    choices: dict[RejectionReason, Button],
    update: Update,
    context: Context,
) -> None:
    translate = context.translate
    await context.bus.query(GetTicket(order_id, sender(update).id))
    rows = [
        [button(translate.plain("button-reason", reason=reason.replace("_", "-")), callback)]
        for reason, callback in choices.items()
    ]
    leave = callbacks.LeaveTicket(order_id=order_id)
    rows.append([button(translate.plain("button-back"), leave)])
    await context.replies.say(translate(question, code=order_code(order_id)), keyboard(rows))


async def leave_reasons(update: Update, context: Context, tapped: callbacks.LeaveTicket) -> None:
    """Leave the ticket as it is. Raises NotAllowed, NotFound."""
    ticket = await context.bus.query(GetTicket(tapped.order_id, sender(update).id))
    await context.replies.show(left(ticket, context.translate))


def left(ticket: TicketView, translate: Translator) -> str:
    """How a ticket stands that is not rejected after all: it may be decided meanwhile."""
    code = order_code(ticket.order_id)
    if ticket.can_reject or ticket.can_cook:
        what = "reject" if ticket.can_reject else "call-off"
        return translate("rejecting-left", what=what, code=code)
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
    """Reject for the reason of the button; the ticket says so where the question was."""
    await context.bus.execute(RejectOrder(tapped.order_id, sender(update).id, tapped.reason))
    await context.replies.take_away()


async def call_off(update: Update, context: Context, tapped: callbacks.CallOffForReason) -> None:
    """Call an accepted order off for the reason of the button; the ticket says so in its place."""
    await context.bus.execute(CallOff(tapped.order_id, sender(update).id, tapped.reason))
    await context.replies.take_away()


async def put_off(update: Update, context: Context, tapped: callbacks.PutOff) -> None:
    """Promise the food later; the card and the customer learn it by event."""
    await context.bus.execute(PutOff(tapped.order_id, sender(update).id, tapped.minutes))


async def mark_cooked(update: Update, context: Context, tapped: callbacks.MarkCooked) -> None:
    """Say that the food is ready."""
    await context.bus.execute(MarkCooked(tapped.order_id, sender(update).id))


async def show_tickets(update: Update, context: Context) -> None:
    """Show what has to be answered or cooked."""
    if not await context.bus.execute(ShowTickets(sender(update).id)):
        await context.replies.say(context.translate("tickets-none"))
