"""What the order context needs from the outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from domain.shared.ports import UnitOfWork

if TYPE_CHECKING:
    from datetime import datetime

    from domain.order.held_orders import Waiting
    from domain.order.menu import Menu
    from domain.order.model import Order
    from domain.shared.methods import PaymentMethod
    from domain.shared.money import Money


class Orders(Protocol):
    """Where orders are kept."""

    def get(self, order_id: str) -> Order:
        """Load an order. Raises NotFound."""

    def newest_of(self, customer_id: int) -> Order | None:
        """The customer's newest order."""

    def busy(self, store_id: str) -> int:
        """How many orders have a place in a store's kitchen: admitted, and not cooked yet."""

    def busy_with(self, customer_id: int, store_id: str) -> int:
        """How many of those are this customer's."""

    def admitted_between(self, since: datetime, until: datetime) -> int:
        """How many orders of all stores were admitted after a time and up to another (UTC)."""

    def held_of(self, store_id: str) -> list[Waiting]:
        """The held orders of a store, those that came first first."""

    def line_before(self, order_id: str, store_id: str) -> list[Waiting] | None:
        """The same as ``held_of``, for a new order; None if there is such an order already."""

    def cooked(self, store_id: str, limit: int) -> list[datetime]:
        """When a store's last ``limit`` orders were cooked (UTC), newest first."""

    def beginning_with(self, code: str, limit: int) -> list[Order]:
        """Orders whose id begins so, newest first."""

    def add(self, order: Order) -> None:
        """Keep a new order."""

    def save(self, order: Order) -> None:
        """Keep a change. Raises Conflict when the version is not the one that was read."""


class OrderUnitOfWork(UnitOfWork, Protocol):
    """A unit of work of the order context."""

    def backlog(self, most: int) -> int:
        """How many events or messages, whichever are more, wait to be handled; at most ``most``.

        Those of the store and of the delivery do not count: while their side is down, orders
        are taken all the same (seed).
        """

    @property
    def orders(self) -> Orders:
        """The orders."""


class StoreGateway(Protocol):
    """What orders ask the store context, within their transaction."""

    def menu(self, store_id: str) -> Menu:
        """Return prices, terms and opening state. Raises NotFound."""


class PaymentGateway(Protocol):
    """What orders tell the payment context, within their transaction."""

    def open_payment(
        self,
        order_id: str,
        customer_id: int,
        amount: Money,
        methods: tuple[PaymentMethod, ...],
        most_tip: Money | None,
    ) -> None:
        """Create the payment record (seed: the synchronous call).

        Args:
            order_id: What it is for.
            customer_id: Who pays.
            amount: How much, in minor units with its currency.
            methods: How it can be paid.
            most_tip: The most that may come on top, if any.
        """
