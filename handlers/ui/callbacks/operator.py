"""The buttons of operators."""

from __future__ import annotations

from handlers.ui.callback_data import Number, OrderButton, Text


class SettleRefund(OrderButton):
    """Say that the money of a charge was given back by hand; a stray charge has refund 0."""

    prefix = "settle"
    charge: Text
    number: Number
