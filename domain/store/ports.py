"""What the store context needs from the outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from domain.shared.ports import UnitOfWork

if TYPE_CHECKING:
    from domain.store.model import Store
    from domain.store.ticket import Ticket


class Stores(Protocol):
    """Where stores are kept."""

    def find(self, store_id: str) -> Store | None:
        """Load a store, or nothing."""

    def get(self, store_id: str) -> Store:
        """Load a store. Raises NotFound."""

    def all(self) -> list[Store]:
        """Every store, by name."""

    def owned_by(self, user_id: int) -> list[Store]:
        """The stores of one owner, by name."""

    def of_courier(self, user_id: int) -> frozenset[str]:
        """The ids of the stores that a courier delivers for."""

    def staffed_by(self, user_id: int) -> tuple[frozenset[str], frozenset[str]]:
        """The ids of the stores that somebody owns, and of those that they deliver for."""

    def add(self, store: Store) -> None:
        """Keep a new store."""

    def save(self, store: Store) -> None:
        """Keep a change. Raises Conflict when the version is not the one that was read."""


class Tickets(Protocol):
    """Where tickets are kept, one for each paid order."""

    def has(self, order_id: str) -> bool:
        """Whether there is such a ticket."""

    def find(self, order_id: str) -> Ticket | None:
        """Load a ticket, or nothing."""

    def get(self, order_id: str) -> Ticket:
        """Load a ticket. Raises NotFound."""

    def unfinished(self, store_ids: list[str]) -> list[Ticket]:
        """Tickets of these stores in state ``received`` or ``accepted``, oldest first."""

    def add(self, ticket: Ticket) -> None:
        """Keep a new ticket."""

    def save(self, ticket: Ticket) -> None:
        """Keep a change. Raises Conflict when the version is not the one that was read."""


class StoreUnitOfWork(UnitOfWork, Protocol):
    """A unit of work of the store context."""

    @property
    def stores(self) -> Stores:
        """The stores."""

    @property
    def tickets(self) -> Tickets:
        """The tickets."""


class OrderGateway(Protocol):
    """What the store asks the order context, within its transaction: a cancellation races it."""

    def claim_acceptance(self, order_id: str) -> None:
        """Ask the order whether it can still be accepted. Raises WrongState."""

    def claim_rejection(self, order_id: str) -> None:
        """Ask the order whether it can still be rejected. Raises WrongState."""

    def claim_request(self, order_id: str, customer_id: int) -> None:
        """Ask the order whether its customer may ask to cancel. Raises as ``ask_to_cancel``."""

    def require_customer(self, order_id: str, customer_id: int, action: str) -> None:
        """Check whose order it is. Raises NotFound, NotAllowed."""

    def claim_calling_off(self, order_id: str) -> None:
        """Ask the order whether it can still be called off. Raises WrongState."""

    def claim_ending(self, order_id: str) -> None:
        """Ask the same in an operator's name: it may be carried already. Raises WrongState."""
