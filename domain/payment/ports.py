"""What the payment context needs from the outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from domain.shared.ports import UnitOfWork

if TYPE_CHECKING:
    from datetime import datetime

    from domain.payment.ledger import Movement
    from domain.payment.model import Payment
    from domain.payment.queries import DueRefund
    from domain.shared.money import Money


class Payments(Protocol):
    """Where payments are kept, one for each order."""

    def find(self, order_id: str) -> Payment | None:
        """Load a payment with its charges, or nothing."""

    def get(self, order_id: str) -> Payment:
        """Load a payment with its charges. Raises NotFound."""

    def add(self, payment: Payment) -> None:
        """Keep a new payment."""

    def save(self, payment: Payment) -> None:
        """Keep a change. Raises Conflict when the version is not the one that was read."""

    def due_refunds(self) -> tuple[DueRefund, ...]:
        """Refunds of charges in state ``refunding``, oldest charge first."""

    def resting(self, limit: int) -> list[Payment]:
        """Payments that wait for their provider to work again, at most ``limit``."""


class Ledger(Protocol):
    """Where movements of money are kept; nothing in it is ever changed."""

    def write(self, movement: Movement) -> None:
        """Append a movement; one that is there already breaks a constraint of the database.

        A charge id that was reported for two orders is two charges.
        """

    def knows(self, provider: str, charge_id: str) -> bool:
        """Whether there is any movement of a charge, for whatever order."""

    def of_order(self, order_id: str) -> list[Movement]:
        """The movements that were for an order, oldest first."""


class PaymentUnitOfWork(UnitOfWork, Protocol):
    """A unit of work of the payment context."""

    @property
    def payments(self) -> Payments:
        """The payments."""

    @property
    def ledger(self) -> Ledger:
        """The ledger; what payments record is written to it when they are saved."""


class PaymentProvider(Protocol):
    """Whoever holds the customers' money."""

    async def check(self) -> None:
        """Ask whether it works now, before a customer is sent an invoice.

        Raises:
            ProviderUnavailable: It does not; it may work later.
        """

    async def refund(self, charge_id: str, amount: Money, idempotency_key: str) -> None:
        """Give a charge, or a part of it, back; the same key twice gives it back once.

        Args:
            charge_id: The provider's own charge id.
            amount: How much, in minor units with its currency; at most what is left of it.
            idempotency_key: One for each refund, the same for every try.

        Raises:
            RefundRefused: The provider will never do it.
            ProviderUnavailable: It may work later.
        """


@dataclass(frozen=True, slots=True)
class ProviderCharge:
    """A charge as its provider has it.

    Args:
        charge_id: The provider's own charge id.
        payment_intent: The id of what the charge was made for, where the provider has such a
            thing; a charge may be recorded under either id.
        amount: What was taken, in minor units with its currency.
        refunded: How much of it was given back.
    """

    charge_id: str
    payment_intent: str | None
    amount: Money
    refunded: Money


@runtime_checkable
class ListsCharges(Protocol):
    """A provider that can tell what it took; not all can."""

    async def charges(self, since: datetime) -> list[ProviderCharge]:
        """Every charge that was taken since a time (UTC).

        Raises:
            ProviderUnavailable: It does not answer; it may later.
        """
