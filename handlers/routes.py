"""Every update that the platform answers, and the coroutine that does."""

from __future__ import annotations

from telegram import Update
from telegram.ext import PreCheckoutQueryHandler, TypeHandler, filters

from domain.customer import MeetPerson
from handlers.context import App, Context, full_name
from handlers.courier import deliveries
from handlers.customer import conversation, orders, paying, start
from handlers.errors import explain_error
from handlers.operator import refunds
from handlers.ptb_handlers import alone, on_command, on_message, on_payment, on_tap
from handlers.questions import closing
from handlers.store_owner import capacity, rejecting, store, tickets


async def meet(update: Update, context: Context) -> None:
    """Remember the name and the language of whoever writes, when they are new."""
    user = update.effective_user
    if user is None or user.is_bot:
        return
    known = (full_name(user), context.translate.language)
    if context.dependencies.met.get(user.id) != known:
        await context.bus.execute(MeetPerson(user.id, *known))
        context.dependencies.met[user.id] = known


def register(app: App) -> None:
    """Hang every handler into the application.

    In each group the first that matches gets the update; it stops there only when a handler
    says so (``alone``), or breaks.
    """
    app.add_handlers(closing(), group=-2)
    app.add_handler(TypeHandler(Update, meet), group=-1)
    # Money comes before every conversation.
    app.add_handlers([on_payment(alone(paying.record_payment)), rejecting.conversation()])
    app.add_handlers(
        [
            on_tap(paying.send_invoice, "pay"),
            on_tap(paying.choose_cash, "cash"),
            on_tap(orders.ask_cancel, "drop"),
            on_tap(orders.cancel_order, "dropyes"),
            on_tap(orders.keep_order, "dropno"),
            on_tap(orders.show_order, "view"),
            on_command("orders", orders.show_orders),
            PreCheckoutQueryHandler(paying.check_payment),
            on_tap(tickets.accept_order, "accept"),
            on_tap(tickets.ask_reason, "reject"),
            on_tap(tickets.leave_reasons, "unreject"),
            on_tap(tickets.reject_order, "why"),
            on_tap(tickets.mark_cooked, "cooked"),
            on_command("tickets", tickets.show_tickets),
            on_tap(store.open_store, "openstore"),
            on_tap(store.close_store, "shutstore"),
            on_tap(store.show_categories, "menustore"),
            on_tap(store.show_category, "menucategory"),
            on_tap(store.switch_dish, "avail"),
            on_tap(capacity.set_capacity, "capacity"),
            on_command("capacity", capacity.capacity_command),
            on_command("open", store.open_command),
            on_command("close", store.close_command),
            on_command("menu", store.show_menus),
            on_tap(deliveries.take_delivery, "take"),
            on_tap(deliveries.pick_up, "pickup"),
            on_tap(deliveries.deliver, "deliver"),
            on_command("deliveries", deliveries.show_deliveries),
            on_tap(refunds.settle_refund, "refunded"),
            on_command("refund", refunds.refund_part),
            on_command("help", start.show_help),
            conversation.conversation(),
            on_command("cancel", start.nothing_to_leave),
            on_tap(start.stale_button),
            on_message(filters.ALL, start.not_understood),
        ],
        group=1,
    )
    app.add_error_handler(alone(explain_error))
