"""The calls between contexts that are synchronous: one context's port, answered by another.

Seed: placing an order creates its payment; acceptance fetches the delivery details from the order.
The store's acceptance and rejection ask the order first, because a cancellation races them. These
are answered in the caller's transaction. What the delivery context asks is answered before its
transaction begins, since that may be one of another database. Everything else between contexts
travels by events.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from domain.customer.ports import CustomerUnitOfWork
from domain.delivery import commands as delivery
from domain.delivery import queries as delivery_queries
from domain.delivery.duties import Duties
from domain.delivery.ports import DeliveryUnitOfWork
from domain.delivery.trip import Destination
from domain.order import claims, ending
from domain.order.menu import CardLimits, Menu, MenuItem
from domain.order.ports import OrderUnitOfWork
from domain.payment import services as payment_services
from domain.payment.ports import PaymentUnitOfWork
from domain.shared.messages import Command, Event, Query
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.shared.terms import TipRecipient
from domain.store.ports import StoreUnitOfWork

if TYPE_CHECKING:
    from domain.shared.limits import OperatingLimits
    from domain.store.model import Store


class FullUnitOfWork(
    OrderUnitOfWork,
    PaymentUnitOfWork,
    StoreUnitOfWork,
    DeliveryUnitOfWork,
    CustomerUnitOfWork,
    Protocol,
):
    """A unit of work that reaches every context; what persistence and the fakes provide."""

    def history(self, subject: str) -> list[tuple[datetime, Event]]:
        """What happened to an order or somebody else, oldest first, each with its time (UTC)."""


class ToStore:
    """Order → store: the ``StoreGateway`` of a transaction."""

    def __init__(self, uow: FullUnitOfWork) -> None:
        """Answer within a transaction."""
        self._uow = uow

    def menu(self, store_id: str) -> Menu:
        """Return prices, terms and opening state. Raises NotFound."""
        limits = self._uow.limits
        store = self._uow.stores.get(store_id)
        methods = _methods_of(store, limits)
        dishes = (dish for category in store.categories for dish in category.dishes)
        return Menu(
            store_id=store.id,
            store_name=store.name,
            store_phone=store.phone,
            currency=store.currency,
            # An order that nobody could pay for is not taken.
            is_open=store.takes_orders and bool(methods),
            items={
                dish.id: MenuItem(dish.id, dish.name, dish.price, dish.available)
                for dish in dishes
            },
            methods=methods,
            capacity=store.capacity,
            terms=store.terms,
            card_limits=_card_limits(store.currency, limits),
        )


class ToPayment:
    """Order → payment: the ``PaymentGateway`` of a transaction."""

    def __init__(self, uow: FullUnitOfWork) -> None:
        """Answer within a transaction."""
        self._uow = uow

    def open_payment(
        self,
        order_id: str,
        customer_id: int,
        amount: Money,
        methods: tuple[PaymentMethod, ...],
        most_tip: Money | None,
    ) -> None:
        """Create the payment record; see ``PaymentGateway``."""
        payment_services.open_payment(
            order_id, customer_id, amount, methods, self._uow, most_tip=most_tip
        )


class ToOrder:
    """Store → order: the ``OrderGateway`` of a transaction."""

    def __init__(self, uow: FullUnitOfWork) -> None:
        """Answer within a transaction."""
        self._uow = uow

    def claim_acceptance(self, order_id: str) -> None:
        """Accept the order, unless it is too late. Raises NotFound, WrongState."""
        claims.claim_acceptance(order_id, self._uow)

    def claim_rejection(self, order_id: str) -> None:
        """Reject the order, unless it has ended. Raises NotFound, WrongState."""
        claims.claim_rejection(order_id, self._uow, ToStore(self._uow))

    def claim_request(self, order_id: str, customer_id: int) -> None:
        """Let the customer ask to cancel. Raises as ``domain.order.claims.claim_request``."""
        claims.claim_request(order_id, customer_id, self._uow)

    def require_customer(self, order_id: str, customer_id: int, action: str) -> None:
        """Check whose order it is. Raises NotFound, NotAllowed."""
        claims.own(self._uow.orders.get(order_id), customer_id, action)

    def claim_calling_off(self, order_id: str) -> None:
        """Call the paid order off, unless it has ended. Raises NotFound, WrongState."""
        claims.claim_calling_off(order_id, self._uow, ToStore(self._uow))

    def claim_ending(self, order_id: str) -> None:
        """Call the paid order off, even while it is carried. Raises NotFound, WrongState."""
        ending.claim_ending(order_id, self._uow, ToStore(self._uow))


GATEWAYS: Mapping[str, Callable[[FullUnitOfWork], Any]] = {
    "store": ToStore,
    "payment": ToPayment,
    "order": ToOrder,
}
"""What a service is handed for a parameter of this name."""


def fetch_destination(order_id: str, uow: FullUnitOfWork) -> Destination:
    """Delivery → order, and the store's address. Raises NotFound."""
    order = uow.orders.get(order_id)
    store = uow.stores.get(order.store_id)
    payment = uow.payments.get(order_id)
    location = order.details.location
    return Destination(
        customer_name=order.customer_name,
        phone=order.details.phone,
        address=order.details.address,
        latitude=location.latitude if location else None,
        longitude=location.longitude if location else None,
        store_name=store.name,
        store_address=store.address,
        store_phone=store.phone,
        to_collect=order.total if payment.method is PaymentMethod.CASH else None,
        tip=payment.tip if store.terms.tips_to is TipRecipient.COURIER else None,
    )


def duties_of(user_id: int, uow: FullUnitOfWork, order_id: str = "") -> Duties:
    """Delivery → store: for which stores somebody works; and who delivers an order, if one is given.

    Raises:
        NotFound: There is no such order.
    """
    owns, delivers_for = uow.stores.staffed_by(user_id)
    if not order_id:
        return Duties(owns, delivers_for)
    store = uow.stores.get(uow.orders.get(order_id).store_id)
    return Duties(owns, delivers_for, store.couriers)


ASKED_BEFORE: Mapping[type[Command[Any] | Query[Any]], Callable[[Any, FullUnitOfWork], Any]] = {
    delivery.TakeDelivery: lambda command, uow: duties_of(command.courier_id, uow),
    delivery.HandBack: lambda command, uow: duties_of(command.courier_id, uow, command.order_id),
    delivery.PickUp: lambda command, uow: duties_of(command.courier_id, uow),
    delivery.Deliver: lambda command, uow: duties_of(command.courier_id, uow),
    delivery.CallAgain: lambda command, uow: duties_of(command.user_id, uow, command.order_id),
    delivery.BringOurselves: lambda command, uow: duties_of(command.user_id, uow),
    delivery.LetCollect: lambda command, uow: duties_of(command.user_id, uow),
    delivery.TakeAway: lambda command, uow: duties_of(command.user_id, uow, command.order_id),
    delivery.ReportProblem: lambda command, uow: duties_of(command.courier_id, uow),
    delivery.BringAgain: lambda command, uow: duties_of(command.user_id, uow, command.order_id),
    delivery.FailDelivery: lambda command, uow: duties_of(command.user_id, uow),
    delivery.ConfirmDelivered: lambda command, uow: duties_of(command.user_id, uow),
    delivery.ShowDeliveries: lambda command, uow: uow.stores.of_courier(command.user_id),
    delivery_queries.GetDelivery: lambda query, uow: duties_of(query.user_id, uow),
    delivery.SetShift: lambda command, uow: {
        id: uow.stores.get(id).couriers for id in uow.stores.of_courier(command.user_id)
    },
    delivery_queries.GetShift: lambda query, uow: uow.stores.of_courier(query.user_id),
}
"""What is asked before the transaction; the service gets the answer as its last argument."""


def asked_before(message: Command[Any] | Query[Any], uow: FullUnitOfWork) -> tuple[Any, ...]:
    """What a service gets besides its message: the answer of another context, or nothing."""
    question = ASKED_BEFORE.get(type(message))
    return (question(message, uow),) if question else ()


def _methods_of(store: Store, limits: OperatingLimits) -> tuple[PaymentMethod, ...]:
    """How orders of a store can be paid here; by card only in a currency that cards take."""
    no_card = limits.card_limits is not None and store.currency not in limits.card_limits
    taken = limits.methods - {PaymentMethod.CARD} if no_card else limits.methods
    return tuple(method for method in store.methods if method in taken)


def _card_limits(currency: str, limits: OperatingLimits) -> CardLimits | None:
    known = (limits.card_limits or {}).get(currency)
    return CardLimits(*(Money(amount, currency) for amount in known)) if known else None
