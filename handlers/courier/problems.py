"""Saying why a delivery cannot be handed over; the card and everybody else learn it by event."""

from __future__ import annotations

from telegram import Update
from telegram.ext import ConversationHandler, filters

from domain.delivery import DeliveryView, GetDelivery, ReportProblem
from domain.shared.failures import AT_THE_DOOR, TO_CALL_FIRST, Problem
from handlers.context import Context, sender
from handlers.ptb_handlers import alone, on_tap
from handlers.questions import drop_buttons_of_question, one_question, open_question
from handlers.session import Question
from handlers.ui import callbacks
from handlers.ui.callback_data import Button
from handlers.ui.keyboards import Rows, button, keyboard
from handlers.ui.translator import order_code

PHOTO = "photo"


async def show_problems(update: Update, context: Context, tapped: callbacks.ShowProblems) -> None:
    """Ask what is wrong. Raises NotAllowed, NotFound."""
    delivery = await context.bus.query(GetDelivery(tapped.order_id, sender(update).id))
    id, translate = tapped.order_id, context.translate
    if not delivery.can_report:
        await context.replies.say(translate("problem-over", code=order_code(id)))
        return
    rows: Rows = [
        [button(translate.plain("problem", problem=_key(problem)), _report(id, problem))]
        for problem in AT_THE_DOOR
        if problem is not Problem.NOT_PAID or delivery.destination.to_collect
    ]
    rows.append([button(translate.plain("button-back"), callbacks.GoOn(order_id=id))])
    await context.replies.say(translate("ask-problem", code=order_code(id)), keyboard(rows))


async def report_problem(
    update: Update, context: Context, tapped: callbacks.ReportProblem
) -> None:
    """Report it, or ask for a call first. Raises NotAllowed, NotFound, NotTheirs, WrongState."""
    delivery = await context.bus.query(GetDelivery(tapped.order_id, sender(update).id))
    if tapped.problem in TO_CALL_FIRST and delivery.can_report:
        await _ask_to_call(delivery, Problem(tapped.problem), context)
        return
    await _report_now(tapped.order_id, tapped.problem, update, context)


async def report_after_call(
    update: Update, context: Context, tapped: callbacks.HaveCalled
) -> None:
    """Report it: a call did not help. Raises NotAllowed, NotFound, NotTheirs, WrongState."""
    await _report_now(tapped.order_id, tapped.problem, update, context, has_called=True)


async def go_on(_update: Update, context: Context, tapped: callbacks.GoOn) -> int:
    """Report nothing: the delivery goes on."""
    code = order_code(tapped.order_id)
    await context.replies.show(context.translate("problem-left", code=code))
    return ConversationHandler.END


async def ask_photo(update: Update, context: Context, tapped: callbacks.ReportDamage) -> str:
    """Ask for a photo of what is damaged. Raises NotAllowed, NotFound."""
    await context.bus.query(GetDelivery(tapped.order_id, sender(update).id))
    context.session.reporting = tapped.order_id
    return await ask_again(update, context)


async def ask_again(update: Update, context: Context) -> str:
    """Ask for the photo, also after anything that is none."""
    open_question(Question.PHOTO, update, context)
    id, translate = context.session.reporting, context.translate
    rows = [
        [
            button(translate.plain("button-without-photo"), callbacks.WithoutPhoto(order_id=id)),
            button(translate.plain("button-back"), callbacks.GoOn(order_id=id)),
        ]
    ]
    await drop_buttons_of_question(context)
    text = translate("ask-photo", code=order_code(id))
    context.session.asked_in = await context.replies.show(text, keyboard(rows))
    return PHOTO


async def take_photo(update: Update, context: Context) -> int:
    """Report the damage with the photo. Raises NotAllowed, NotFound, NotTheirs, WrongState."""
    message = update.effective_message
    photo = message.photo[-1].file_id if message and message.photo else ""
    order_id, context.session.reporting = context.session.reporting, ""
    await drop_buttons_of_question(context)
    await _report_now(order_id, Problem.DAMAGED, update, context, photo=photo)
    return ConversationHandler.END


async def report_without_photo(
    update: Update, context: Context, tapped: callbacks.WithoutPhoto
) -> int:
    """Report the damage alone. Raises NotAllowed, NotFound, NotTheirs, WrongState."""
    context.session.reporting = ""
    await _report_now(tapped.order_id, Problem.DAMAGED, update, context)
    return ConversationHandler.END


async def leave(update: Update, context: Context) -> int:
    """Report nothing: the delivery goes on."""
    code = order_code(context.session.reporting)
    await context.replies.say(context.translate("problem-left", code=code))
    return await put_away(update, context)


async def put_away(_update: Update, context: Context) -> int:
    """End the question without a word: whoever does something else does not answer it."""
    context.session.reporting = ""
    return ConversationHandler.END


async def _report_now(
    order_id: str,
    problem: str,
    update: Update,
    context: Context,
    *,
    has_called: bool = False,
    photo: str = "",
) -> None:
    known = next((it for it in Problem if it == problem), None)
    if known is None:
        # No button of ours says so.
        await context.replies.say(context.translate("error-problem", problem="missing"))
        return
    courier_id = sender(update).id
    await context.bus.execute(ReportProblem(order_id, courier_id, known, has_called, photo))
    text = context.translate("problem-reported", code=order_code(order_id))
    await context.replies.show(text)


async def _ask_to_call(delivery: DeliveryView, problem: Problem, context: Context) -> None:
    id, translate = delivery.order_id, context.translate
    called = callbacks.HaveCalled(order_id=id, problem=problem)
    rows = [
        [button(translate.plain("button-have-called"), called, "danger")],
        [button(translate.plain("button-back"), callbacks.GoOn(order_id=id))],
    ]
    # The number is on the card alone, from where it goes at the end.
    await context.replies.show(translate("ask-to-call", code=order_code(id)), keyboard(rows))


def _report(order_id: str, problem: Problem) -> Button:
    if problem is Problem.DAMAGED:
        return callbacks.ReportDamage(order_id=order_id)
    return callbacks.ReportProblem(order_id=order_id, problem=problem)


def _key(problem: Problem) -> str:
    return problem.replace("_", "-")


def conversation() -> ConversationHandler[Context]:
    """The conversation about a photo. It alone sees what it takes; anything else ends it."""
    taps = [
        on_tap(alone(ask_photo), callbacks.ReportDamage),
        on_tap(alone(report_without_photo), callbacks.WithoutPhoto),
        on_tap(alone(go_on), callbacks.GoOn),
    ]
    return one_question(
        "reporting",
        PHOTO,
        Question.PHOTO,
        taps,
        take=take_photo,
        ask=ask_again,
        leave=leave,
        put_away=put_away,
        which=filters.PHOTO,
    )
