"""What the order context needs from the outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from domain.shared.ports import Transaction

if TYPE_CHECKING:
    from domain.order.menu import Menu
    from domain.order.model import Order
    from domain.shared.money import Money


class Orders(Protocol):
    """Where orders are kept."""

    def find(self, order_id: str) -> Order | None:
        """Load an order, or nothing."""

    def get(self, order_id: str) -> Order:
        """Load an order. Raises NotFound."""

    def newest_of(self, customer_id: int) -> Order | None:
        """The customer's newest order."""

    def add(self, order: Order) -> None:
        """Keep a new order."""

    def save(self, order: Order) -> None:
        """Keep a change. Raises Conflict when the version is not the one that was read."""


class OrderTransaction(Transaction, Protocol):
    """A unit of work of the order context."""

    @property
    def orders(self) -> Orders:
        """The orders."""

    def menu(self, store_id: str) -> Menu:
        """Ask the store context for prices and opening state. Raises NotFound."""

    def open_payment(
        self, order_id: str, customer_id: int, amount: Money, methods: tuple[str, ...]
    ) -> None:
        """Create the payment record in this same transaction (seed: the synchronous call)."""
