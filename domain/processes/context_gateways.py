"""The calls between contexts that are synchronous, answered in the caller's transaction.

Seed: placing an order creates its payment; acceptance fetches the delivery details from the
order. The store's acceptance and rejection ask the order first, because a cancellation races
them. Everything else between contexts travels by events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from domain.customer.ports import CustomerUnitOfWork
from domain.delivery.model import Destination
from domain.delivery.ports import DeliveryUnitOfWork
from domain.order import services as order_services
from domain.order.menu import CardLimits, Menu, MenuItem
from domain.order.ports import OrderUnitOfWork
from domain.payment import services as payment_services
from domain.payment.ports import PaymentUnitOfWork
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


class ContextGateways:
    """Mixed into every full transaction: one context's port, answered by another's service."""

    def open_payment(
        self: FullUnitOfWork,
        order_id: str,
        customer_id: int,
        amount: Money,
        methods: tuple[PaymentMethod, ...],
        most_tip: Money | None,
    ) -> None:
        """Order → payment."""
        payment_services.open_payment(
            order_id, customer_id, amount, methods, self, most_tip=most_tip
        )

    def menu(self: FullUnitOfWork, store_id: str) -> Menu:
        """Order → store."""
        store = self.stores.get(store_id)
        methods = _methods_of(store, self.limits)
        dishes = (dish for category in store.categories for dish in category.dishes)
        return Menu(
            store_id=store.id,
            store_name=store.name,
            store_phone=store.phone,
            currency=store.currency,
            # An order that nobody could pay for is not taken.
            is_open=store.is_open and bool(methods),
            items={
                dish.id: MenuItem(dish.id, dish.name, dish.price, dish.available)
                for dish in dishes
            },
            methods=methods,
            capacity=store.capacity,
            terms=store.terms,
            card_limits=_card_limits(store.currency, self.limits),
        )

    def claim_acceptance(self: FullUnitOfWork, order_id: str) -> None:
        """Store → order."""
        order_services.claim_acceptance(order_id, self)

    def claim_rejection(self: FullUnitOfWork, order_id: str) -> None:
        """Store → order."""
        order_services.claim_rejection(order_id, self)

    def fetch_destination(self: FullUnitOfWork, order_id: str) -> Destination:
        """Delivery → order, and the store's address."""
        order = self.orders.get(order_id)
        store = self.stores.get(order.store_id)
        payment = self.payments.get(order_id)
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

    def couriers_of(self: FullUnitOfWork, store_id: str) -> frozenset[int]:
        """Delivery → store."""
        return self.stores.get(store_id).couriers

    def stores_of_courier(self: FullUnitOfWork, courier_id: int) -> list[str]:
        """Delivery → store."""
        return [store.id for store in self.stores.all() if courier_id in store.couriers]


def _methods_of(store: Store, limits: OperatingLimits) -> tuple[PaymentMethod, ...]:
    """How orders of a store can be paid here; by card only in a currency that cards take."""
    no_card = limits.card_limits is not None and store.currency not in limits.card_limits
    taken = limits.methods - {PaymentMethod.CARD} if no_card else limits.methods
    return tuple(method for method in store.methods if method in taken)


def _card_limits(currency: str, limits: OperatingLimits) -> CardLimits | None:
    known = (limits.card_limits or {}).get(currency)
    return CardLimits(*(Money(amount, currency) for amount in known)) if known else None
