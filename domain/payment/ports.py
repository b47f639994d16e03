"""What the payment context needs from the outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from domain.shared.ports import Transaction

if TYPE_CHECKING:
    from domain.payment.commands import DueRefund
    from domain.payment.model import Payment
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
        """Charges in state ``refunding``, oldest first."""

    def resting(self, limit: int) -> list[Payment]:
        """Payments that wait for their provider to work again, at most ``limit``."""


class PaymentTransaction(Transaction, Protocol):
    """A unit of work of the payment context."""

    @property
    def payments(self) -> Payments:
        """The payments."""


class PaymentProvider(Protocol):
    """Whoever holds the customers' money."""

    async def check(self) -> None:
        """Ask whether it works now, before a customer is sent an invoice.

        Raises:
            ProviderUnavailable: It does not; it may work later.
        """

    async def refund(self, charge_id: str, amount: Money, idempotency_key: str) -> None:
        """Give a charge back; the same key twice gives it back once.

        Args:
            charge_id: The provider's own charge id.
            amount: How much, in minor units with its currency.
            idempotency_key: One for each refund, the same for every try.

        Raises:
            RefundRefused: The provider will never do it.
            ProviderUnavailable: It may work later.
        """
