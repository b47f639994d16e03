"""Looking at orders and cancelling them."""

from __future__ import annotations

from telegram import Update

from domain.customer import GetMyOrder, MyOrders, ShowMyOrder
from domain.order import CancelOrder
from domain.shared.errors import NotAllowed, NotFound
from handlers.context import Context, sender
from handlers.ui.callbacks import tapped
from handlers.ui.keyboards import button, keyboard
from handlers.ui.translator import order_code

# What `/start` is followed by in the link to an order (Bot API: A-Z, a-z, 0-9, _ and -, up to 64).
PAY_LINK = "pay-"


async def show_orders(update: Update, context: Context) -> None:
    """List the newest orders, each a button to its card."""
    translate = context.translate
    views = await context.bus.query(MyOrders(sender(update).id))
    if not views:
        await context.replies.say(translate("orders-none"))
        return
    lines = [translate("orders-title"), ""]
    lines += [
        f"{order_code(view.order_id)} · "
        + translate("card-state", state=view.state.replace("_", "-"))
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
                "view",
                view.order_id,
            )
        ]
        for view in views
    ]
    await context.replies.say("\n".join([*lines, "", translate("orders-hint")]), keyboard(rows))


async def show_order(update: Update, context: Context) -> None:
    """Show one order as it stands: its live card comes to the end of the chat."""
    await context.bus.execute(ShowMyOrder(order_of(update), sender(update).id))


async def show_linked_order(order_id: str, update: Update, context: Context) -> None:
    """Show the order that a forwarded invoice links to, to whoever ordered it and nobody else."""
    try:
        await context.bus.execute(ShowMyOrder(order_id, sender(update).id))
    except (NotAllowed, NotFound):
        # One answer for both: the link shall not tell a stranger whether there is such an order.
        await context.replies.say(context.translate("link-not-yours"))


async def ask_cancel(update: Update, context: Context) -> None:
    """Make sure that the customer means it."""
    order_id, translate = order_of(update), context.translate
    await context.bus.query(GetMyOrder(order_id, sender(update).id))
    rows = [
        [
            button(translate.plain("button-yes-cancel"), "dropyes", order_id, style="danger"),
            button(translate.plain("button-no-keep"), "dropno", order_id),
        ]
    ]
    await context.replies.say(
        translate("confirm-cancel", code=order_code(order_id)), keyboard(rows)
    )


async def cancel_order(update: Update, context: Context) -> None:
    """Cancel for the customer; when it is too late the refusal says why and whom to call."""
    order_id = order_of(update)
    await context.bus.execute(CancelOrder(order_id, sender(update).id))
    await context.replies.show(context.translate("cancelled", code=order_code(order_id)))


async def keep_order(update: Update, context: Context) -> None:
    """Let the order go on; one that has ended meanwhile is shown as it is."""
    view = await context.bus.query(GetMyOrder(order_of(update), sender(update).id))
    if view.ended:
        state = context.translate("card-state", state=view.state.replace("_", "-"))
        await context.replies.show(f"{order_code(view.order_id)} · {state}")
        return
    await context.replies.show(context.translate("kept", code=order_code(order_of(update))))


def order_of(update: Update) -> str:
    """The order id in the tapped button; services decide whether the sender may use it."""
    return tapped(update, 1)[0]
