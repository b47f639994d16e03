"""Paying: by Telegram invoice, or in cash at the door."""

from __future__ import annotations

import structlog
from telegram import Update
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError

from domain.payment import NoteRefusedInvoice, ProviderUnavailable, RecordCharge, RestPayment
from domain.processes.checkout import CheckPayment, ChooseCash, Invoice, InvoiceFor
from domain.shared.errors import DomainError
from domain.shared.money import Money
from handlers.arguments import StartArguments
from handlers.context import Context, sender
from handlers.ui import callbacks
from handlers.ui.errors import refusal, way_on
from handlers.ui.invoices import invoice_fields
from handlers.ui.keyboards import button, keyboard
from handlers.ui.plain import Alert
from handlers.ui.telegram_errors import is_trouble
from handlers.ui.translator import order_code

_log = structlog.get_logger(__name__)


async def send_invoice(update: Update, context: Context, tapped: callbacks.PayOrder) -> None:
    """Send the invoice of an order that waits to be paid, or let it wait for the provider."""
    customer = sender(update)
    invoice = await context.bus.query(InvoiceFor(tapped.order_id, customer.id))
    try:
        await context.dependencies.check_provider()
    except ProviderUnavailable as error:
        _log.warning("payment rests", order_id=invoice.order_id, problem=error.problem)
        takes_cash = await context.bus.execute(RestPayment(invoice.order_id, customer.id))
        code, cash = order_code(invoice.order_id), "yes" if takes_cash else "no"
        await context.replies.say(context.translate("payment-rests", code=code, cash=cash))
        return
    try:
        token = context.dependencies.provider_token
        link = StartArguments.link_to(invoice.order_id)
        fields = invoice_fields(invoice, context.translate, token, link)
        await context.replies.send_invoice(customer.id, **fields)
    except BadRequest as error:
        await _explain_refused(invoice, error.message, update, context)


async def _explain_refused(
    invoice: Invoice, problem: str, update: Update, context: Context
) -> None:
    # The sum, the currency, a wrong token, the provider's account: whatever Telegram has against
    # it, nobody but the operators can mend it.
    _log.error("Telegram refuses an invoice", order_id=invoice.order_id, problem=problem)
    takes_cash = await context.bus.execute(
        NoteRefusedInvoice(invoice.order_id, sender(update).id, problem)
    )
    translate, rows = context.translate, []
    if takes_cash:
        cash = callbacks.PayInCash(order_id=invoice.order_id)
        rows.append([button(translate.plain("button-cash"), cash)])
    cancel = callbacks.AskToCancel(order_id=invoice.order_id)
    rows.append([button(translate.plain("button-cancel-order"), cancel, "danger")])
    text = translate(
        "payment-refused",
        code=order_code(invoice.order_id),
        total=invoice.total,
        cash="yes" if takes_cash else "no",
    )
    await context.replies.say(text, keyboard(rows))


async def choose_cash(update: Update, context: Context, tapped: callbacks.PayInCash) -> None:
    """Take the promise to pay at the door; the card shows it."""
    await context.bus.execute(ChooseCash(tapped.order_id, sender(update).id))


async def check_payment(update: Update, context: Context) -> None:
    """Answer Telegram before it charges: does the order stand, is the sum right (10 s)."""
    query = update.pre_checkout_query
    if query is None:
        return
    asked = Money(query.total_amount, query.currency)
    try:
        await context.bus.query(CheckPayment(query.invoice_payload, query.from_user.id, asked))
    except DomainError as error:
        reason = refusal(error, context.translate, query.from_user.id)
        await _answer_payment(query.invoice_payload, Alert(reason), context)
        # An alert has no buttons, and is gone when it was read.
        if rows := way_on(error, context.translate):
            await context.replies.say(reason, rows)
        return
    await _answer_payment(query.invoice_payload, None, context)


async def _answer_payment(order_id: str, refused: Alert | None, context: Context) -> None:
    try:
        await context.replies.answer_payment(refused)
    except BadRequest as error:
        if "query is too old" not in error.message.lower():
            raise
        # Telegram did not wait for us, and has charged nothing.
        _log.warning("payment answered too late", order_id=order_id)


async def record_payment(update: Update, context: Context) -> None:
    """Record a charge that was made; one that the order does not need goes back.

    It may come from any chat, and without a sender where the chat itself speaks.
    """
    message = update.message
    payment = message.successful_payment if message else None
    if message is None or payment is None:
        return
    amount = Money(payment.total_amount, payment.currency)
    kept = await context.bus.execute(
        RecordCharge(
            order_id=payment.invoice_payload,
            provider=context.dependencies.provider,
            charge_id=payment.provider_payment_charge_id,
            telegram_charge_id=payment.telegram_payment_charge_id,
            amount=amount,
            payer_id=(message.from_user or message.chat).id,
        )
    )
    if kept and message.chat.type == ChatType.PRIVATE:
        # Telegram says that it was paid, and the card that it is sent to the store.
        return
    key = "payment-received" if kept else "payment-unneeded"
    code = order_code(payment.invoice_payload)
    try:
        await context.replies.say(context.translate(key, code=code, amount=amount))
    except TelegramError as error:
        if is_trouble(error):
            raise
        # A group may let nobody in who writes. The money is in the books all the same.
        _log.warning("payer not told", order_id=payment.invoice_payload, problem=error.message)
