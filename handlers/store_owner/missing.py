"""Saying which dishes of an accepted order cannot be had: marked one by one, then told at once."""

from __future__ import annotations

from telegram import Update

from domain.store import GetTicket, ReportMissing, TicketView
from handlers.context import Context, sender
from handlers.ui import callbacks
from handlers.ui.keyboards import Card, Rows, button, keyboard
from handlers.ui.translator import Translator, order_code


async def ask_missing(update: Update, context: Context, tapped: callbacks.AskMissing) -> None:
    """Ask which dishes are missing. Raises NotAllowed, NotFound."""
    ticket = await context.bus.query(GetTicket(tapped.order_id, sender(update).id))
    card = _marking(ticket, 0, context.translate)
    await context.replies.say(card.text, card.keyboard)


async def mark_missing(update: Update, context: Context, tapped: callbacks.MarkMissing) -> None:
    """Show the lines as they are marked now. Raises NotAllowed, NotFound."""
    ticket = await context.bus.query(GetTicket(tapped.order_id, sender(update).id))
    card = _marking(ticket, tapped.marks, context.translate)
    await context.replies.show(card.text, card.keyboard)


async def tell_missing(update: Update, context: Context, tapped: callbacks.TellMissing) -> None:
    """Let the customer choose; without any dish left the order is called off."""
    lines = tuple(place for place in range(tapped.marks.bit_length()) if tapped.marks >> place & 1)
    owner, code = sender(update).id, order_code(tapped.order_id)
    until = await context.bus.execute(ReportMissing(tapped.order_id, owner, lines))
    if until is None:
        # The ticket says that it is called off.
        await context.replies.take_away()
        return
    await context.replies.show(context.translate("missing-told", code=code, time=until))


def _marking(ticket: TicketView, marks: int, translate: Translator) -> Card:
    id = ticket.order_id
    rows: Rows = [
        [
            button(
                translate.plain(
                    "button-mark",
                    marked="yes" if marks >> place & 1 else "no",
                    quantity=line.quantity,
                    dish=line.name,
                ),
                callbacks.MarkMissing(order_id=id, marks=marks ^ (1 << place)),
            )
        ]
        for place, line in enumerate(ticket.lines)
        if place not in ticket.left_out
    ]
    if marks:
        tell = callbacks.TellMissing(order_id=id, marks=marks)
        rows.append([button(translate.plain("button-tell-customer"), tell, "primary")])
    rows.append([button(translate.plain("button-back"), callbacks.LeaveTicket(order_id=id))])
    return Card(translate("ask-missing", code=order_code(id)), keyboard(rows))
