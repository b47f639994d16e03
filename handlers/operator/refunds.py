"""Refunds that a person has to make."""

from __future__ import annotations

from telegram import Update

from domain.payment.commands import SettleRefund
from handlers.context import Context, sender
from handlers.ui.callbacks import unpack
from handlers.ui.reply import show
from handlers.ui.words import order_code


async def settle_refund(update: Update, context: Context) -> None:
    """Note that the operator gave the money back."""
    query = update.callback_query
    order_id, charge = unpack((query.data or "") if query else "", 2)
    await context.door.execute(SettleRefund(order_id, sender(update).id, charge))
    await show(update, context.words("refund-settled", code=order_code(order_id)))
