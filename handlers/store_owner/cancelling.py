"""Answering a customer who asks to cancel; what is kept is shown once more before it counts."""

from __future__ import annotations

from telegram import Update
from telegram.ext import ConversationHandler

from domain.shared.errors import DomainError
from domain.shared.money import Money
from domain.store import AgreeToCancel, GetTicket, RefuseToCancel, TicketView
from handlers.context import Context, sender, text_of
from handlers.ptb_handlers import alone, on_tap
from handlers.questions import drop_buttons_of_question, one_question, open_question
from handlers.session import Question
from handlers.ui import callbacks
from handlers.ui.amounts import amount_of
from handlers.ui.errors import refusal
from handlers.ui.keyboards import button, keyboard
from handlers.ui.translator import order_code

KEPT = "kept"


async def agree(update: Update, context: Context, tapped: callbacks.AgreeToCancel) -> None:
    """Agree and give everything back; the card and the customer learn it by event."""
    await context.bus.execute(AgreeToCancel(tapped.order_id, sender(update).id))


async def refuse(update: Update, context: Context, tapped: callbacks.RefuseToCancel) -> None:
    """Let the order go on; the card and the customer learn it by event."""
    await context.bus.execute(RefuseToCancel(tapped.order_id, sender(update).id))


async def agree_and_keep(update: Update, context: Context, tapped: callbacks.AgreeAndKeep) -> None:
    """Agree and keep what the message with the button shows."""
    owner = sender(update).id
    ticket = await context.bus.query(GetTicket(tapped.order_id, owner))
    kept = Money(tapped.amount, ticket.total.currency)
    await context.bus.execute(AgreeToCancel(tapped.order_id, owner, kept))
    text = context.translate("agreed-and-kept", code=order_code(tapped.order_id), amount=kept)
    await context.replies.show(text)


async def ask_amount(update: Update, context: Context, tapped: callbacks.ChooseKept) -> str:
    """Ask how much is kept. Raises NotAllowed, NotFound."""
    await context.bus.query(GetTicket(tapped.order_id, sender(update).id))
    context.session.keeping = tapped.order_id
    return await ask_again(update, context)


async def ask_again(update: Update, context: Context) -> str:
    """Ask for the amount, also after anything that is none. Raises NotAllowed, NotFound."""
    ticket = await _ticket(update, context)
    open_question(Question.KEPT, update, context)
    translate, id, total = context.translate, ticket.order_id, ticket.total
    half = Money(total.amount // 2, total.currency)
    rows = [
        [
            button(
                translate.plain("button-keep", amount=amount),
                callbacks.ShowKept(order_id=id, amount=amount.amount),
            )
            for amount in (half, total)
            if amount.amount
        ],
        [button(translate.plain("button-back"), callbacks.LeaveTicket(order_id=id))],
    ]
    text = translate("ask-kept", code=order_code(id), total=total)
    await drop_buttons_of_question(context)
    context.session.asked_in = await context.replies.say(text, keyboard(rows))
    return KEPT


async def take_amount(update: Update, context: Context) -> object:
    """Show once more what was typed; what cannot be read is asked again."""
    ticket = await _ticket(update, context)
    try:
        kept = amount_of(text_of(update.effective_message), ticket.total.currency)
    except DomainError as error:
        await context.replies.say(refusal(error, context.translate, sender(update).id))
        return KEPT
    await drop_buttons_of_question(context)
    return await _show(ticket, kept, context)


async def show_kept(update: Update, context: Context, tapped: callbacks.ShowKept) -> object:
    """Show once more what was chosen. Raises NotAllowed, NotFound."""
    context.session.keeping = tapped.order_id
    ticket = await _ticket(update, context)
    return await _show(ticket, Money(tapped.amount, ticket.total.currency), context)


async def _show(ticket: TicketView, kept: Money, context: Context) -> object:
    id, total, translate = ticket.order_id, ticket.total, context.translate
    if not 0 < kept.amount <= total.amount:
        await context.replies.say(translate("error-kept"))
        return KEPT
    back = Money(total.amount - kept.amount, total.currency)
    rows = [
        [
            button(
                translate.plain("button-agree-and-keep", amount=kept),
                callbacks.AgreeAndKeep(order_id=id, amount=kept.amount),
                "danger",
            )
        ],
        [
            button(translate.plain("button-other-amount"), callbacks.ChooseKept(order_id=id)),
            button(translate.plain("button-back"), callbacks.LeaveTicket(order_id=id)),
        ],
    ]
    text = translate("confirm-kept", code=order_code(id), kept=kept, back=back)
    await context.replies.show(text, keyboard(rows))
    context.session.keeping = ""
    return ConversationHandler.END


async def leave(update: Update, context: Context) -> int:
    """Leave the request as it is: it is still to be answered."""
    code = order_code(context.session.keeping)
    await context.replies.say(context.translate("request-left", code=code))
    return await put_away(update, context)


async def put_away(_update: Update, context: Context) -> int:
    """End the question without a word: whoever does something else does not answer it."""
    context.session.keeping = ""
    return ConversationHandler.END


async def _ticket(update: Update, context: Context) -> TicketView:
    return await context.bus.query(GetTicket(context.session.keeping, sender(update).id))


def conversation() -> ConversationHandler[Context]:
    """The conversation. It alone sees what it takes; what it does not take ends it."""
    taps = [
        on_tap(alone(ask_amount), callbacks.ChooseKept),
        on_tap(alone(show_kept), callbacks.ShowKept),
    ]
    return one_question(
        "cancelling",
        KEPT,
        Question.KEPT,
        taps,
        take=take_amount,
        ask=ask_again,
        leave=leave,
        put_away=put_away,
    )
