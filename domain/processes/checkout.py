"""Taking money: what is checked before Telegram charges anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.order import services as order_services
from domain.order.basket import Line
from domain.payment import services as payment_services
from domain.processes.context_gateways import ToStore
from domain.shared.messages import Command, Query, Services
from domain.shared.money import Money

if TYPE_CHECKING:
    from domain.processes.context_gateways import FullUnitOfWork


@dataclass(frozen=True, slots=True)
class Invoice:
    """What the customer is asked to pay, and the tips that may come on top."""

    order_id: str
    store_name: str
    lines: tuple[Line, ...]
    total: Money
    delivery_fee: Money
    tips: tuple[Money, ...] = ()
    most_tip: Money | None = None


@dataclass(frozen=True, slots=True)
class InvoiceFor(Query[Invoice]):
    """The invoice of an order that still waits to be paid."""

    order_id: str
    customer_id: int


@dataclass(frozen=True, slots=True)
class ChooseCash(Command[None]):
    """The customer will pay at the door."""

    order_id: str
    customer_id: int


@dataclass(frozen=True, slots=True)
class CheckPayment(Query[None]):
    """May Telegram charge ``asked`` to this person now? Answered by raising, or not."""

    order_id: str
    customer_id: int
    asked: Money


def choose_cash(command: ChooseCash, uow: FullUnitOfWork) -> None:
    """Promise cash at the door. Raises as ``check_payment``, but for the amount."""
    order_services.require_standing(command.order_id, command.customer_id, uow, ToStore(uow))
    payment_services.promise_cash(command.order_id, command.customer_id, uow)


def invoice_for(query: InvoiceFor, uow: FullUnitOfWork) -> Invoice:
    """Make out the invoice. Raises as ``check_payment``."""
    order = order_services.require_standing(query.order_id, query.customer_id, uow, ToStore(uow))
    payment_services.require_payable(query.order_id, query.customer_id, order.total, uow)
    most = uow.payments.get(order.id).most_tip
    # The limit is the one of the moment of ordering; suggestions above it would be refused.
    tips = tuple(
        tip
        for tip in ToStore(uow).menu(order.store_id).terms.tips
        if most and tip.currency == most.currency and tip.amount <= most.amount
    )
    return Invoice(
        order_id=order.id,
        store_name=order.store_name,
        lines=order.lines,
        total=order.total,
        delivery_fee=order.delivery_fee,
        tips=tips,
        most_tip=most,
    )


def check_payment(query: CheckPayment, uow: FullUnitOfWork) -> None:
    """Check that the order still stands and the amount is right (Bot API: pre-checkout).

    Raises:
        NotFound: There is no such order.
        NotAllowed: It is somebody else's.
        WrongState: It is paid, cancelled or expired, or cannot be paid by card.
        StoreIsClosed: The store closed meanwhile.
        DishesMissing: A dish of it is sold out, or gone.
        AmountMismatch: The invoice asks for another sum.
    """
    order_services.require_standing(query.order_id, query.customer_id, uow, ToStore(uow))
    payment_services.require_payable(query.order_id, query.customer_id, query.asked, uow)


SERVICES: Services = {
    ChooseCash: choose_cash,
    InvoiceFor: invoice_for,
    CheckPayment: check_payment,
}
