"""Taking money: what is checked before Telegram charges anybody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.customer.standing import Banned, CashRefused, Standing
from domain.order import services as order_services
from domain.order.basket import Line
from domain.order.commands import OrderReceipt, PlaceOrder
from domain.order.errors import SumNotPayable
from domain.order.menu import Menu
from domain.payment import services as payment_services
from domain.processes.context_gateways import ToPayment, ToStore
from domain.shared.messages import Command, Query, Services
from domain.shared.methods import PaymentMethod
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


def place_order(command: PlaceOrder, uow: FullUnitOfWork) -> OrderReceipt:
    """Place an order, if the platform takes any from this person.

    Raises:
        Banned: It does not.
        CashRefused: They pay by card, and this cannot be paid so.
        DomainError: As ``order_services.place_order``.
    """
    if not _pays_by_card(_welcomed(command.customer_id, uow), uow):
        return order_services.place_order(command, uow, ToStore(uow), ToPayment(uow))
    store = ToStoreByCard(uow)
    if PaymentMethod.CARD not in store.menu(command.basket.store_id).methods:
        raise CashRefused(command.customer_id)
    try:
        return order_services.place_order(command, uow, store, ToPayment(uow))
    except SumNotPayable:
        raise CashRefused(command.customer_id) from None


def _welcomed(customer_id: int, uow: FullUnitOfWork) -> Standing:
    """How somebody stands from whom orders are taken. Raises Banned."""
    standing = uow.people.standing(customer_id)
    if standing.banned_by is not None:
        raise Banned(customer_id)
    return standing


def _pays_by_card(standing: Standing, uow: FullUnitOfWork) -> bool:
    return standing.pays_by_card and not uow.limits.cash_after_unpaid


class ToStoreByCard(ToStore):
    """Order → store, for somebody who pays by card."""

    def menu(self, store_id: str) -> Menu:
        """Return prices, terms and opening state, without cash. Raises NotFound."""
        menu = super().menu(store_id)
        methods = tuple(it for it in menu.methods if it is not PaymentMethod.CASH)
        return replace(menu, methods=methods, cash_refused=methods != menu.methods)


def choose_cash(command: ChooseCash, uow: FullUnitOfWork) -> None:
    """Promise cash at the door.

    Raises:
        CashRefused: They pay by card.
        DomainError: As ``check_payment``, but for the amount.
    """
    if _pays_by_card(_welcomed(command.customer_id, uow), uow):
        raise CashRefused(command.customer_id)
    order_services.require_standing(command.order_id, command.customer_id, uow, ToStore(uow))
    payment_services.promise_cash(command.order_id, command.customer_id, uow)


def invoice_for(query: InvoiceFor, uow: FullUnitOfWork) -> Invoice:
    """Make out the invoice. Raises as ``check_payment``."""
    _welcomed(query.customer_id, uow)
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
        Banned: The platform takes no orders from this person.
    """
    _welcomed(query.customer_id, uow)
    order_services.require_standing(query.order_id, query.customer_id, uow, ToStore(uow))
    payment_services.require_payable(query.order_id, query.customer_id, query.asked, uow)


SERVICES: Services = {
    PlaceOrder: place_order,
    ChooseCash: choose_cash,
    InvoiceFor: invoice_for,
    CheckPayment: check_payment,
}
