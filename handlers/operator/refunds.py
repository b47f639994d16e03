"""Refunds that a person decides on, and those that a person has to make."""

from __future__ import annotations

from telegram import Update

from domain.payment import RefundPart, SettleRefund
from domain.processes.refunding import FindRefundable
from handlers.context import Context, sender
from handlers.ui.amounts import amount_of
from handlers.ui.callbacks import tapped
from handlers.ui.translator import order_code


async def settle_refund(update: Update, context: Context) -> None:
    """Note that the operator gave the money back."""
    order_id, charge, number = tapped(update, 3)
    which = int(number) if number.isdecimal() else 0
    await context.bus.execute(SettleRefund(order_id, sender(update).id, charge, which))
    await context.replies.show(context.translate("refund-settled", code=order_code(order_id)))


async def refund_part(update: Update, context: Context) -> None:
    """Give a part of an order back: ``/refund <order> <amount>``."""
    translate, operator = context.translate, sender(update).id
    code, *typed = context.args or [""]
    if not typed:
        await context.replies.say(translate("refund-usage"))
        return
    order = await context.bus.query(FindRefundable(operator, code))
    amount = amount_of(" ".join(typed), order.currency)
    left = await context.bus.execute(RefundPart(order.order_id, operator, amount))
    code = order_code(order.order_id)
    await context.replies.say(translate("refund-begun", code=code, amount=amount, left=left))
