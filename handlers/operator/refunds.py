"""Refunds that a person has to make."""

from __future__ import annotations

from telegram import Update

from domain.payment.commands import SettleRefund
from handlers.context import Context, sender
from handlers.ui.callbacks import tapped
from handlers.ui.reply import show
from handlers.ui.words import order_code


async def settle_refund(update: Update, context: Context) -> None:
    """Note that the operator gave the money back."""
    order_id, charge = tapped(update, 2)
    await context.door.execute(SettleRefund(order_id, sender(update).id, charge))
    await show(update, context.words("refund-settled", code=order_code(order_id)))
