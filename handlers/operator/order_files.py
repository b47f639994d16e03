"""Looking at an order and deciding about it."""

from __future__ import annotations

from telegram import Update

from domain.processes.operating import EndOrder, ShowOrderFile
from domain.processes.order_file import GetOrderFile, OrderFile
from handlers.arguments import OrderArguments
from handlers.context import Context, sender
from handlers.ui import callbacks
from handlers.ui.keyboards import button, keyboard
from handlers.ui.translator import Translator, order_code


async def show_order(update: Update, context: Context, typed: OrderArguments) -> None:
    """Bring the file of an order to the end of the chat: ``/order <code>``."""
    await context.bus.execute(ShowOrderFile(sender(update).id, typed.code))


async def ask_to_end(update: Update, context: Context, tapped: callbacks.AskToEnd) -> None:
    """Make sure that the operator means it, in a message of its own."""
    order_id, translate = tapped.order_id, context.translate
    file = await context.bus.query(GetOrderFile(order_id, sender(update).id))
    if not file.can_end:
        await context.replies.say(stands(file, translate))
        return
    rows = [
        [
            button(
                translate.plain("button-end-now"), callbacks.EndOrder(order_id=order_id), "danger"
            )
        ],
        [
            button(
                translate.plain("button-end-words"), callbacks.TypeEndReason(order_id=order_id)
            ),
            button(translate.plain("button-no-keep"), callbacks.KeepAsItIs(order_id=order_id)),
        ],
    ]
    text = translate("confirm-end", code=order_code(order_id), total=file.view.total)
    await context.replies.say(text, keyboard(rows))


async def end_order(update: Update, context: Context, tapped: callbacks.EndOrder) -> None:
    """End the order without a word; the card says who did."""
    await context.bus.execute(EndOrder(tapped.order_id, sender(update).id))
    await context.replies.show(context.translate("ended", code=order_code(tapped.order_id)))


async def keep_as_it_is(update: Update, context: Context, tapped: callbacks.KeepAsItIs) -> None:
    """Leave the order as it is. Raises NotAllowed, NotFound."""
    file = await context.bus.query(GetOrderFile(tapped.order_id, sender(update).id))
    await context.replies.show(stands(file, context.translate))


async def explain_refund(
    update: Update, context: Context, tapped: callbacks.ExplainRefund
) -> None:
    """Tell how a part is given back, with the command filled in. Raises NotAllowed, NotFound."""
    await context.bus.query(GetOrderFile(tapped.order_id, sender(update).id))
    code = order_code(tapped.order_id)
    await context.replies.say(context.translate("refund-how", code=code))


def stands(file: OrderFile, translate: Translator) -> str:
    """How an order stands that is not ended after all: it may have ended meanwhile."""
    key = "end-left" if file.can_end else "end-over"
    return translate(key, code=order_code(file.view.order_id))
