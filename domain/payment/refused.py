"""Invoices that Telegram does not take, whatever is known beforehand of what it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.payment import commands
from domain.payment.events import InvoiceRefused
from domain.shared.errors import NotAllowed
from domain.shared.methods import PaymentMethod

if TYPE_CHECKING:
    from domain.payment.ports import PaymentUnitOfWork
    from domain.shared.messages import Services


def note_refused_invoice(command: commands.NoteRefusedInvoice, uow: PaymentUnitOfWork) -> bool:
    """Let the world know; the payment stays as it is, and can be tried again.

    Raises:
        NotFound: There is no such payment.
        NotAllowed: It is somebody else's.
    """
    payment = uow.payments.get(command.order_id)
    if payment.customer_id != command.customer_id:
        raise NotAllowed(command.customer_id, "note_refused_invoice")
    uow.publish(
        InvoiceRefused(
            order_id=payment.order_id, customer_id=payment.customer_id, problem=command.problem
        )
    )
    return PaymentMethod.CASH in payment.methods


SERVICES: Services = {commands.NoteRefusedInvoice: note_refused_invoice}
