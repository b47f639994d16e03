"""What an invoice says."""

from __future__ import annotations

from typing import Any

from telegram import LabeledPrice

from domain.processes.checkout import Invoice
from handlers.ui.translator import Translator, order_code

# Bot API, sendInvoice: title 1-32 and description 1-255 characters.
_TITLE, _DESCRIPTION = 32, 255


def invoice_fields(
    invoice: Invoice, translate: Translator, provider_token: str, link: str
) -> dict[str, Any]:
    """Return what an invoice is sent with (Bot API, sendInvoice), but for the chat.

    With a ``link`` (its start parameter), a forwarded copy has a link to the bot in place of the
    button to pay.
    """
    counted = [
        translate.plain("dish-count", quantity=line.quantity, dish=line.name)
        for line in invoice.lines
    ]
    return {
        "title": translate.plain("invoice-title", store=invoice.store_name)[:_TITLE],
        "description": f"{order_code(invoice.order_id)}: {', '.join(counted)}"[:_DESCRIPTION],
        "payload": invoice.order_id,
        "start_parameter": link,
        "provider_token": provider_token,
        "currency": invoice.total.currency,
        "prices": [
            LabeledPrice(label, line.amount.amount)
            for label, line in zip(counted, invoice.lines, strict=True)
        ]
        + _fee_price(invoice, translate),
        "max_tip_amount": invoice.most_tip.amount if invoice.most_tip else None,
        "suggested_tip_amounts": [tip.amount for tip in invoice.tips] or None,
    }


def _fee_price(invoice: Invoice, translate: Translator) -> list[LabeledPrice]:
    fee = invoice.delivery_fee.amount
    return [LabeledPrice(translate.plain("invoice-delivery"), fee)] if fee else []
