"""What happened to payments."""

from __future__ import annotations

from dataclasses import dataclass

from domain.payment.ledger import refund_key
from domain.payment.reasons import RefundReason, StrayReason
from domain.shared.messages import Event, OrderEvent
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money


@dataclass(frozen=True, kw_only=True)
class PaymentApproved(OrderEvent):
    """The money is taken, or promised at the door.

    ``amount`` is what the order costs; ``tip`` came on top, if anything did.
    """

    customer_id: int
    method: PaymentMethod
    amount: Money
    tip: Money | None = None


@dataclass(frozen=True, kw_only=True)
class PaymentVoided(OrderEvent):
    """Nothing was taken and nothing will be."""

    customer_id: int
    reason: RefundReason


@dataclass(frozen=True, kw_only=True)
class RefundRequested(OrderEvent):
    """A charge, or a part of it, has to be given back.

    ``amount`` is that of this refund, the charge's ``number``-th; ``left`` is what is kept.
    """

    customer_id: int
    provider: str
    charge_id: str
    amount: Money
    reason: RefundReason
    number: int
    left: Money

    @property
    def idempotency_key(self) -> str:
        """The key of this refund at the provider."""
        return refund_key(self.charge_id, self.number)


@dataclass(frozen=True, kw_only=True)
class PaymentRefunded(OrderEvent):
    """A charge, or a part of it, was given back.

    ``amount`` is that of this refund, ``so_far`` that of all refunds of the charge, ``left``
    what is kept of it; ``by`` is the operator who made it by hand, if one did.
    """

    customer_id: int
    charge_id: str
    amount: Money
    reason: RefundReason
    so_far: Money
    left: Money
    by: int | None = None


@dataclass(frozen=True, kw_only=True)
class RefundFailed(OrderEvent):
    """The provider refuses a charge's ``number``-th refund; a person has to look."""

    customer_id: int
    provider: str
    charge_id: str
    amount: Money
    problem: str
    number: int


@dataclass(frozen=True, kw_only=True)
class StrayCharge(Event):
    """Money was taken that no order keeps."""

    payer_id: int
    provider: str
    charge_id: str
    amount: Money
    order_id: str = ""
    reason: StrayReason = StrayReason.UNKNOWN_ORDER

    @property
    def subject(self) -> str:
        """The person who paid."""
        return f"person-{self.payer_id}"


@dataclass(frozen=True, kw_only=True)
class CashCollected(OrderEvent):
    """The courier has the money."""

    customer_id: int
    amount: Money


@dataclass(frozen=True, kw_only=True)
class CashWaived(OrderEvent):
    """Nobody paid at the door, and nobody has to any more."""

    customer_id: int
    amount: Money


@dataclass(frozen=True, kw_only=True)
class PaymentRested(OrderEvent):
    """The provider does not work, so the payment waits without a deadline to pay by.

    ``revision`` grows with each rest and resumption of a payment, so that news which comes late
    or twice is told from what is newer.
    """

    customer_id: int
    revision: int


@dataclass(frozen=True, kw_only=True)
class PaymentResumed(OrderEvent):
    """The provider works again; ``revision`` as in ``PaymentRested``."""

    customer_id: int
    revision: int


@dataclass(frozen=True, kw_only=True)
class InvoiceRefused(OrderEvent):
    """Telegram took no invoice for the order; ``problem`` is its answer. It may refuse again."""

    customer_id: int
    problem: str


@dataclass(frozen=True, kw_only=True)
class ProviderEvent(Event):
    """A fact about a payment provider."""

    provider: str

    @property
    def subject(self) -> str:
        """The provider."""
        return f"provider-{self.provider}"


@dataclass(frozen=True, kw_only=True)
class ProviderWentDown(ProviderEvent):
    """It does not answer: payments by card rest and refunds wait."""


@dataclass(frozen=True, kw_only=True)
class ProviderCameBack(ProviderEvent):
    """It answers again."""


@dataclass(frozen=True, kw_only=True)
class LedgerDisagrees(Event):
    """The ledger, the payments, the orders or a provider's records contradict each other.

    ``count`` is how many contradictions there are, ``lines`` describes the first of them.
    """

    count: int
    lines: tuple[str, ...]

    @property
    def subject(self) -> str:
        """The books, of which there is one set."""
        return "books"
