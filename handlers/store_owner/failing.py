"""Deciding about an order that could not be handed over, as an owner or an operator."""

from __future__ import annotations

from telegram import Update
from telegram.ext import ConversationHandler

from domain.delivery import BringAgain, FailDelivery
from domain.processes.failing import GetStake, Stake
from domain.shared.errors import DomainError
from domain.shared.failures import Settlement
from domain.shared.money import Money
from handlers.context import Context, sender, text_of
from handlers.ptb_handlers import alone, on_tap
from handlers.questions import drop_buttons_of_question, one_question, open_question
from handlers.session import Question
from handlers.ui import callbacks
from handlers.ui.amounts import amount_of
from handlers.ui.errors import refusal
from handlers.ui.keyboards import Rows, button, keyboard
from handlers.ui.translator import order_code

BACK = "back"


async def bring_again(update: Update, context: Context, tapped: callbacks.BringAgain) -> None:
    """Have it brought again; the cards follow by event."""
    await context.bus.execute(BringAgain(tapped.order_id, sender(update).id))


async def show_photo(update: Update, context: Context, tapped: callbacks.ShowPhoto) -> None:
    """Show the photo of what is wrong. Raises NotAllowed, NotFound."""
    stake = await context.bus.query(GetStake(tapped.order_id, sender(update).id))
    code = order_code(tapped.order_id)
    if stake.photo:
        await context.replies.send_photo(stake.photo, context.translate("photo-of", code=code))
    else:
        await context.replies.say(context.translate("photo-gone", code=code))


async def show_settlements(
    update: Update, context: Context, tapped: callbacks.ShowSettlements
) -> None:
    """Ask what becomes of the money. Raises NotAllowed, NotFound."""
    stake = await _stake(tapped.order_id, update, context)
    id, translate = stake.order_id, context.translate
    if not stake.can_fail:
        await context.replies.say(translate("decision-over", code=order_code(id)))
        return
    rows: Rows = [
        [
            button(
                translate.plain("button-settle", how=settlement, amount=stake.paid),
                callbacks.EndTrip(order_id=id, settlement=settlement),
                "danger",
            )
        ]
        for settlement in _settlements(stake)
    ]
    if stake.paid.amount and not stake.is_cash:
        part = callbacks.ChooseBack(order_id=id)
        rows.insert(1, [button(translate.plain("button-settle-part"), part)])
    rows.append([button(translate.plain("button-back"), callbacks.LeaveTrip(order_id=id))])
    cash = "yes" if stake.is_cash else "no"
    text = translate("ask-settlement", code=order_code(id), cash=cash, amount=stake.paid)
    await context.replies.say(text, keyboard(rows))


async def end_trip(update: Update, context: Context, tapped: callbacks.EndTrip) -> None:
    """Decide against another trip; the ticket, or an operator's card, says so.

    Raises:
        NotAllowed: They are neither an owner nor an operator.
        NotFound: There is no such delivery.
        InvalidInput: The sum cannot go back.
        WrongState: Nothing stopped it, or it is decided already.
    """
    settlement = next((it for it in Settlement if it == tapped.settlement), Settlement.PART)
    await context.bus.execute(FailDelivery(tapped.order_id, sender(update).id, settlement))
    await context.replies.take_away()


async def end_trip_in_part(
    update: Update, context: Context, tapped: callbacks.EndTripInPart
) -> None:
    """Decide against another trip, and give back what the message with the button shows."""
    user_id = sender(update).id
    stake = await _stake(tapped.order_id, update, context)
    back = Money(tapped.amount, stake.paid.currency)
    await context.bus.execute(FailDelivery(tapped.order_id, user_id, Settlement.PART, back))
    await context.replies.take_away()


async def ask_amount(update: Update, context: Context, tapped: callbacks.ChooseBack) -> str:
    """Ask how much goes back. Raises NotAllowed, NotFound."""
    context.session.failing = tapped.order_id
    return await ask_again(update, context)


async def ask_again(update: Update, context: Context) -> str:
    """Ask for the amount, also after anything that is none. Raises NotAllowed, NotFound."""
    stake = await _stake(context.session.failing, update, context)
    open_question(Question.BACK, update, context)
    translate, id, paid = context.translate, stake.order_id, stake.paid
    half = Money(paid.amount // 2, paid.currency)
    rows: Rows = [[button(translate.plain("button-back"), callbacks.LeaveTrip(order_id=id))]]
    if half.amount:
        show = callbacks.ShowBack(order_id=id, amount=half.amount)
        rows.insert(0, [button(translate.plain("button-give-back", amount=half), show)])
    text = translate("ask-back", code=order_code(id), total=paid)
    await drop_buttons_of_question(context)
    context.session.asked_in = await context.replies.show(text, keyboard(rows))
    return BACK


async def take_amount(update: Update, context: Context) -> object:
    """Show once more what was typed; what cannot be read is asked again."""
    stake = await _stake(context.session.failing, update, context)
    try:
        back = amount_of(text_of(update.effective_message), stake.paid.currency)
    except DomainError as error:
        await context.replies.say(refusal(error, context.translate, sender(update).id))
        return BACK
    await drop_buttons_of_question(context)
    return await _show(stake, back, context)


async def show_amount(update: Update, context: Context, tapped: callbacks.ShowBack) -> object:
    """Show once more what was chosen. Raises NotAllowed, NotFound."""
    context.session.failing = tapped.order_id
    stake = await _stake(tapped.order_id, update, context)
    return await _show(stake, Money(tapped.amount, stake.paid.currency), context)


async def leave_trip(update: Update, context: Context, tapped: callbacks.LeaveTrip) -> int:
    """Decide nothing now."""
    code = order_code(tapped.order_id)
    await context.replies.show(context.translate("decision-left", code=code))
    return await put_away(update, context)


async def leave(update: Update, context: Context) -> int:
    """Decide nothing now."""
    code = order_code(context.session.failing)
    await context.replies.say(context.translate("decision-left", code=code))
    return await put_away(update, context)


async def put_away(_update: Update, context: Context) -> int:
    """End the question without a word: whoever does something else does not answer it."""
    context.session.failing = ""
    return ConversationHandler.END


async def _show(stake: Stake, back: Money, context: Context) -> object:
    id, translate = stake.order_id, context.translate
    if not 0 < back.amount < stake.paid.amount:
        await context.replies.say(translate("error-back", total=stake.paid))
        return BACK
    kept = Money(stake.paid.amount - back.amount, back.currency)
    rows = [
        [
            button(
                translate.plain("button-end-trip", amount=back),
                callbacks.EndTripInPart(order_id=id, amount=back.amount),
                "danger",
            )
        ],
        [
            button(translate.plain("button-other-amount"), callbacks.ChooseBack(order_id=id)),
            button(translate.plain("button-back"), callbacks.LeaveTrip(order_id=id)),
        ],
    ]
    text = translate("confirm-back", code=order_code(id), kept=kept, back=back)
    await context.replies.show(text, keyboard(rows))
    context.session.failing = ""
    return ConversationHandler.END


async def _stake(order_id: str, update: Update, context: Context) -> Stake:
    return await context.bus.query(GetStake(order_id, sender(update).id))


def _settlements(stake: Stake) -> tuple[Settlement, ...]:
    if stake.is_cash:
        return (Settlement.WAIVE,)
    return (Settlement.KEEP, Settlement.ALL) if stake.paid.amount else (Settlement.KEEP,)


def conversation() -> ConversationHandler[Context]:
    """The conversation about an amount. It alone sees what it takes; anything else ends it."""
    taps = [
        on_tap(alone(ask_amount), callbacks.ChooseBack),
        on_tap(alone(show_amount), callbacks.ShowBack),
        on_tap(alone(leave_trip), callbacks.LeaveTrip),
    ]
    return one_question(
        "failing",
        BACK,
        Question.BACK,
        taps,
        take=take_amount,
        ask=ask_again,
        leave=leave,
        put_away=put_away,
    )
