"""Answering orders and cooking them."""

from __future__ import annotations

from telegram import Update
from telegram.error import BadRequest

from domain.shared.errors import InvalidInput
from domain.store.commands import AcceptOrder, GetTicket, MarkCooked, RejectOrder, ShowTickets
from domain.store.ticket import REASONS
from handlers.context import Context, sender
from handlers.ui.callbacks import unpack
from handlers.ui.cards import ticket_card
from handlers.ui.keyboards import Card, button, keyboard
from handlers.ui.reply import is_unmodified, say, show_card


async def accept_order(update: Update, context: Context) -> None:
    """Accept with the promise of the button; the card and the customer learn it by event."""
    order_id, minutes = _arguments(update, 2)
    if not minutes.isdecimal():
        raise InvalidInput("minutes", "not_a_number")
    await context.door.execute(AcceptOrder(order_id, sender(update).id, int(minutes[:4])))


async def ask_reason(update: Update, context: Context) -> None:
    """Offer the reasons for rejecting, in place of the card's buttons."""
    (order_id,) = _arguments(update, 1)
    words = context.words
    ticket = await context.door.query(GetTicket(order_id, sender(update).id))
    rows = [
        [
            button(
                words.plain("button-reason", reason=reason.replace("_", "-")),
                "ownwords" if reason == "other" else "why",
                order_id,
                reason,
            )
        ]
        for reason in REASONS
    ]
    rows.append([button(words.plain("button-back"), "unreject", order_id)])
    await _swap_buttons(update, Card(ticket_card(ticket, words).text, keyboard(rows)))


async def leave_reasons(update: Update, context: Context) -> None:
    """Put the card's own buttons back."""
    (order_id,) = _arguments(update, 1)
    ticket = await context.door.query(GetTicket(order_id, sender(update).id))
    await _swap_buttons(update, ticket_card(ticket, context.words))


async def reject_order(update: Update, context: Context) -> None:
    """Reject for the reason of the button."""
    order_id, reason = _arguments(update, 2)
    await context.door.execute(RejectOrder(order_id, sender(update).id, reason))


async def mark_cooked(update: Update, context: Context) -> None:
    """Say that the food is ready."""
    (order_id,) = _arguments(update, 1)
    await context.door.execute(MarkCooked(order_id, sender(update).id))


async def show_tickets(update: Update, context: Context) -> None:
    """Show what has to be answered or cooked."""
    if not await context.door.execute(ShowTickets(sender(update).id)):
        await say(update, context.words("tickets-none"))


def _arguments(update: Update, count: int) -> list[str]:
    query = update.callback_query
    return unpack((query.data or "") if query else "", count)


async def _swap_buttons(update: Update, card: Card) -> None:
    """Give the message that was tapped the card's buttons; if it is gone, send the card."""
    if update.callback_query is None:
        return
    try:
        await update.callback_query.edit_message_reply_markup(card.keyboard)
    except BadRequest as error:
        if not is_unmodified(error):
            await show_card(update, card)
