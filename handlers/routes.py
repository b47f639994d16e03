"""Every update that the platform answers, and the coroutine that does."""

from __future__ import annotations

from telegram import Update
from telegram.ext import PreCheckoutQueryHandler, TypeHandler

from domain.customer import MeetPerson
from handlers.arguments import (
    BanArguments,
    CapacityArguments,
    OrderArguments,
    PauseArguments,
    RefundArguments,
)
from handlers.context import App, Context, full_name
from handlers.courier import deliveries, problems, shift
from handlers.customer import asking, conversation, orders, paying, start
from handlers.errors import explain_error
from handlers.operator import banning, order_files, pausing, refunds, writing
from handlers.ptb_handlers import (
    ANYTHING_SAID,
    alone,
    on_any_tap,
    on_command,
    on_edited_text,
    on_message,
    on_order_command,
    on_payment,
    on_tap,
)
from handlers.questions import closing, explain_edit
from handlers.store_owner import (
    cancelling,
    capacity,
    failing,
    missing,
    more_time,
    rejecting,
    store,
    tickets,
    trips,
)
from handlers.ui import callbacks

# Each in a group of its own: a tap that puts one question away may begin another.
_QUESTIONS = (rejecting, more_time, writing, cancelling, asking, problems, failing)


async def meet(update: Update, context: Context) -> None:
    """Remember the name and the language of whoever writes, when they are new."""
    user = update.effective_user
    if user is None or user.is_bot:
        return
    name, username = full_name(user), user.username or ""
    language = context.translate.language
    context.dependencies.languages[user.id] = language
    known = context.scope.known if context.scope else None
    # Telegram's names have no case.
    now = (name, language, username.lower())
    if known is None or (known.name, known.language, known.username) != now:
        await context.bus.execute(MeetPerson(user.id, name, language, username))


def register(app: App) -> None:
    """Hang every handler into the application.

    In each group the first that matches gets the update; it stops there only when a handler
    says so (``alone``), or breaks.
    """
    app.add_handlers(closing(), group=-2)
    app.add_handler(TypeHandler(Update, meet), group=-1)
    # Money comes before every conversation.
    app.add_handler(on_payment(alone(paying.record_payment)))
    for group, asking_one in enumerate(_QUESTIONS, start=1):
        app.add_handler(asking_one.conversation(), group=group)
    app.add_handlers(
        [
            on_tap(paying.send_invoice, callbacks.PayOrder),
            on_tap(paying.choose_cash, callbacks.PayInCash),
            on_tap(orders.ask_to_cancel, callbacks.AskToCancel),
            on_tap(orders.cancel_order, callbacks.CancelOrder),
            on_tap(orders.ask_whether, callbacks.MayCancel),
            on_tap(orders.request_cancel, callbacks.PleaseCancel),
            on_tap(orders.leave_out, callbacks.LeaveOut),
            on_tap(orders.cancel_for_missing, callbacks.CancelForMissing),
            on_tap(orders.keep_order, callbacks.KeepOrder),
            on_tap(orders.show_order, callbacks.ShowOrder),
            on_command("orders", orders.show_orders),
            PreCheckoutQueryHandler(paying.check_payment),
            on_tap(tickets.accept_order, callbacks.AcceptOrder),
            on_tap(tickets.show_map, callbacks.ShowMap),
            on_tap(tickets.show_reasons, callbacks.ShowRejectReasons),
            on_tap(tickets.leave_reasons, callbacks.LeaveTicket),
            on_tap(tickets.reject_order, callbacks.RejectForReason),
            on_tap(tickets.show_call_off_reasons, callbacks.ShowCallOffReasons),
            on_tap(tickets.call_off, callbacks.CallOffForReason),
            on_tap(tickets.put_off, callbacks.PutOff),
            on_tap(cancelling.agree, callbacks.AgreeToCancel),
            on_tap(cancelling.agree_and_keep, callbacks.AgreeAndKeep),
            on_tap(cancelling.refuse, callbacks.RefuseToCancel),
            on_tap(missing.ask_missing, callbacks.AskMissing),
            on_tap(missing.mark_missing, callbacks.MarkMissing),
            on_tap(missing.tell_missing, callbacks.TellMissing),
            on_tap(tickets.mark_cooked, callbacks.MarkCooked),
            on_command("tickets", tickets.show_tickets),
            on_tap(store.open_store, callbacks.OpenStore),
            on_tap(store.close_store, callbacks.CloseStore),
            on_tap(store.show_categories, callbacks.ShowMenu),
            on_tap(store.show_category, callbacks.ShowMenuCategory),
            on_tap(store.switch_dish, callbacks.SwitchDish),
            on_tap(capacity.set_capacity, callbacks.SetCapacity),
            on_command("capacity", capacity.capacity_command, CapacityArguments),
            on_command("open", store.open_command),
            on_command("close", store.close_command),
            on_command("menu", store.show_menus),
            on_tap(deliveries.take_delivery, callbacks.TakeDelivery),
            on_tap(deliveries.hand_back, callbacks.HandBack),
            on_tap(deliveries.pick_up, callbacks.PickUp),
            on_tap(deliveries.deliver, callbacks.Deliver),
            on_tap(problems.show_problems, callbacks.ShowProblems),
            on_tap(problems.report_problem, callbacks.ReportProblem),
            on_tap(problems.report_after_call, callbacks.HaveCalled),
            on_tap(shift.set_shift, callbacks.SetShift),
            on_command("shift", shift.show_shift),
            on_command("deliveries", deliveries.show_deliveries),
            on_tap(trips.call_again, callbacks.CallAgain),
            on_tap(trips.bring_ourselves, callbacks.BringOurselves),
            on_tap(trips.let_collect, callbacks.LetCollect),
            on_tap(trips.take_away, callbacks.TakeAway),
            on_tap(trips.confirm_delivered, callbacks.ConfirmDelivered),
            on_tap(failing.bring_again, callbacks.BringAgain),
            on_tap(failing.show_photo, callbacks.ShowPhoto),
            on_tap(failing.show_settlements, callbacks.ShowSettlements),
            on_tap(failing.end_trip, callbacks.EndTrip),
            on_tap(failing.end_trip_in_part, callbacks.EndTripInPart),
            on_tap(refunds.settle_refund, callbacks.SettleRefund),
            on_order_command(order_files.show_order, OrderArguments),
            on_tap(order_files.ask_to_end, callbacks.AskToEnd),
            on_tap(order_files.end_order, callbacks.EndOrder),
            on_tap(order_files.keep_as_it_is, callbacks.KeepAsItIs),
            on_tap(order_files.explain_refund, callbacks.ExplainRefund),
            on_command("refund", refunds.refund_part, RefundArguments),
            on_command("pause", pausing.pause_command, PauseArguments),
            on_tap(pausing.pause_store, callbacks.PauseStore),
            on_tap(pausing.resume_store, callbacks.ResumeStore),
            on_command("ban", banning.show_person, BanArguments),
            on_tap(banning.ban_person, callbacks.BanPerson),
            on_tap(banning.lift_ban, callbacks.LiftBan),
            on_tap(banning.allow_cash, callbacks.AllowCash),
            on_command("help", start.show_help),
            conversation.conversation(),
            on_command("cancel", start.nothing_to_leave),
            on_edited_text(explain_edit),
            on_any_tap(start.stale_button),
            on_message(ANYTHING_SAID, start.not_understood),
        ],
        group=len(_QUESTIONS) + 1,
    )
    app.add_error_handler(alone(explain_error))
