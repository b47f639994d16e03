"""Refunds that a person decides on, and those that a person has to make."""

from __future__ import annotations

from telegram import Update

from domain.payment import RefundPart, SettleRefund
from domain.processes.refunding import FindRefundable
from handlers.arguments import RefundArguments
from handlers.context import Context, sender
from handlers.ui import callbacks
from handlers.ui.amounts import amount_of
from handlers.ui.translator import order_code


async def settle_refund(update: Update, context: Context, tapped: callbacks.SettleRefund) -> None:
    """Note that the operator gave the money back."""
    await context.bus.execute(
        SettleRefund(tapped.order_id, sender(update).id, tapped.charge, tapped.number)
    )
    code = order_code(tapped.order_id)
    settled = context.translate("refund-settled", code=code)
    if tapped.number:
        # The button is on the order's card, which has one writer: the sender.
        await context.replies.say(settled)
    else:
        await context.replies.show(settled)


async def refund_part(update: Update, context: Context, typed: RefundArguments) -> None:
    """Give a part of an order back: ``/refund <order> <amount>``."""
    translate, operator = context.translate, sender(update).id
    order = await context.bus.query(FindRefundable(operator, typed.code))
    amount = amount_of(typed.amount, order.currency)
    left = await context.bus.execute(RefundPart(order.order_id, operator, amount))
    code = order_code(order.order_id)
    await context.replies.say(translate("refund-begun", code=code, amount=amount, left=left))
