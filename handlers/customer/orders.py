"""Looking at orders and cancelling them."""

from __future__ import annotations

from telegram import Update

from domain.customer import GetMyOrder, MyOrders, ShowMyOrder
from domain.order import CancelOrder
from domain.shared.errors import NotAllowed, NotFound
from domain.store import AskToCancel, CancelForMissing, LeaveOut
from handlers.context import Context, is_on_the_card, sender, tapped_message
from handlers.ui import callbacks
from handlers.ui.cards import customer_state
from handlers.ui.keyboards import button, keyboard
from handlers.ui.plain import without_markup
from handlers.ui.translator import order_code


async def show_orders(update: Update, context: Context) -> None:
    """List the newest orders, each a button to its card."""
    translate = context.translate
    views = await context.bus.query(MyOrders(sender(update).id))
    if not views:
        await context.replies.say(translate("orders-none"))
        return
    lines = [translate("orders-title"), ""]
    lines += [
        translate(
            "orders-line",
            code=order_code(view.order_id),
            time=view.placed_at,
            state=without_markup(customer_state(view, translate)),
        )
        for view in views
    ]
    rows = [
        [
            button(
                translate.plain(
                    "orders-button",
                    code=order_code(view.order_id),
                    store=view.store_name,
                    total=view.total,
                ),
                callbacks.ShowOrder(order_id=view.order_id),
            )
        ]
        for view in views
    ]
    await context.replies.say("\n".join([*lines, "", translate("orders-hint")]), keyboard(rows))


async def show_order(update: Update, context: Context, tapped: callbacks.ShowOrder) -> None:
    """Show one order as it stands: its live card comes to the end of the chat."""
    await context.bus.execute(ShowMyOrder(tapped.order_id, sender(update).id))


async def show_linked_order(order_id: str, update: Update, context: Context) -> None:
    """Show the order that a forwarded invoice links to, to whoever ordered it and nobody else."""
    try:
        await context.bus.execute(ShowMyOrder(order_id, sender(update).id))
    except (NotAllowed, NotFound):
        # One answer for both: the link shall not tell a stranger whether there is such an order.
        await context.replies.say(context.translate("link-not-yours"))


async def ask_to_cancel(update: Update, context: Context, tapped: callbacks.AskToCancel) -> None:
    """Make sure that the customer means it."""
    order_id, translate = tapped.order_id, context.translate
    await context.bus.query(GetMyOrder(order_id, sender(update).id))
    rows = [
        [
            button(
                translate.plain("button-yes-cancel"),
                callbacks.CancelOrder(order_id=order_id),
                "danger",
            ),
            button(translate.plain("button-no-keep"), callbacks.KeepOrder(order_id=order_id)),
        ]
    ]
    await context.replies.say(
        translate("confirm-cancel", code=order_code(order_id)), keyboard(rows)
    )


async def cancel_order(update: Update, context: Context, tapped: callbacks.CancelOrder) -> None:
    """Cancel for the customer; when it is too late the refusal says why and whom to call.

    The question becomes the order's card, which the sender writes.
    """
    cancel = CancelOrder(tapped.order_id, sender(update).id)
    await context.bus.execute(cancel, shown_in=tapped_message(update))


async def ask_whether(update: Update, context: Context, tapped: callbacks.MayCancel) -> None:
    """Make sure that the customer means to ask the store. Raises NotAllowed, NotFound."""
    order_id, translate = tapped.order_id, context.translate
    await context.bus.query(GetMyOrder(order_id, sender(update).id))
    ask = callbacks.PleaseCancel(order_id=order_id)
    why = callbacks.SayWhy(order_id=order_id)
    no = callbacks.KeepOrder(order_id=order_id)
    rows = [
        [button(translate.plain("button-yes-ask"), ask, "danger")],
        [button(translate.plain("button-say-why"), why)],
        [button(translate.plain("button-no-keep"), no)],
    ]
    await context.replies.say(
        translate("confirm-request", code=order_code(order_id)), keyboard(rows)
    )


async def request_cancel(update: Update, context: Context, tapped: callbacks.PleaseCancel) -> None:
    """Ask the store to cancel; the owners learn it by event.

    The question becomes the order's card, which the sender writes.
    """
    ask = AskToCancel(tapped.order_id, sender(update).id)
    await context.bus.execute(ask, shown_in=tapped_message(update))


async def leave_out(update: Update, context: Context, tapped: callbacks.LeaveOut) -> None:
    """Take the order without the missing dishes; the card and a notice tell it by event."""
    await context.bus.execute(LeaveOut(tapped.order_id, sender(update).id, tapped.number))


async def cancel_for_missing(
    update: Update, context: Context, tapped: callbacks.CancelForMissing
) -> None:
    """Give the order up for the missing dishes; the card and a notice tell it by event."""
    customer_id = sender(update).id
    await context.bus.execute(CancelForMissing(tapped.order_id, customer_id, tapped.number))


async def keep_order(update: Update, context: Context, tapped: callbacks.KeepOrder) -> None:
    """Let the order go on; one that has ended meanwhile is shown as it is.

    Where the question has become the card, because of another tap, that says it.
    """
    if await is_on_the_card(update, context):
        return
    view = await context.bus.query(GetMyOrder(tapped.order_id, sender(update).id))
    if view.ended:
        state = customer_state(view, context.translate)
        await context.replies.show(f"{order_code(view.order_id)} · {state}")
        return
    await context.replies.show(context.translate("kept", code=order_code(tapped.order_id)))
