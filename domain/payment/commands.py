"""What the payment context can be told to do."""

from __future__ import annotations

from dataclasses import dataclass

from domain.payment.reasons import RefundReason
from domain.shared.failures import Failure
from domain.shared.messages import Command
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class RecordCharge(Command[bool]):
    """Telegram reports a successful payment; answers whether the order keeps it."""

    order_id: str
    provider: str
    charge_id: str
    telegram_charge_id: str
    amount: Money
    payer_id: int


@dataclass(frozen=True, slots=True)
class GiveBack(Command[None]):
    """The order will not be delivered: void or refund its payment, but for what is ``kept``."""

    order_id: str
    reason: RefundReason
    kept: Money | None = None


@dataclass(frozen=True, slots=True)
class ConfirmRefund(Command[None]):
    """The provider made the charge's ``number``-th refund."""

    order_id: str
    charge_id: str
    number: int


@dataclass(frozen=True, slots=True)
class FailRefund(Command[None]):
    """The provider refuses the charge's ``number``-th refund; ``problem`` is its answer."""

    order_id: str
    charge_id: str
    problem: str
    number: int


@dataclass(frozen=True, slots=True)
class SettleRefund(Command[None]):
    """An operator gave back by hand what the provider refused to.

    ``charge`` is the code of the charge, ``number`` which of its refunds it was.
    """

    order_id: str
    user_id: int
    charge: str
    number: int = 1


@dataclass(frozen=True, slots=True)
class RefundPart(Command[Money]):
    """An operator gives a part of a paid order back; answers what is left of its charge."""

    order_id: str
    user_id: int
    amount: Money


@dataclass(frozen=True, slots=True)
class CollectCash(Command[None]):
    """The order was delivered; cash that was due is collected now.

    ``amount`` is what the courier took; None for what the order costs.
    """

    order_id: str
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class SettlePayment(Command[None]):
    """The order failed: do with its money what was decided."""

    order_id: str
    failure: Failure


@dataclass(frozen=True, slots=True)
class ReducePayment(Command[None]):
    """Dishes were left out of an order, which costs ``price`` now."""

    order_id: str
    price: Money


@dataclass(frozen=True, slots=True)
class RestPayment(Command[bool]):
    """The provider does not work; answers whether the order can be paid in cash instead."""

    order_id: str
    customer_id: int


@dataclass(frozen=True, slots=True)
class NoteRefusedInvoice(Command[bool]):
    """Telegram takes no invoice for an order; answers whether it can be paid in cash instead.

    ``problem`` is Telegram's answer.
    """

    order_id: str
    customer_id: int
    problem: str


@dataclass(frozen=True, slots=True)
class Resumed:
    """How many payments were resumed, and whether there are more."""

    count: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class ResumePayments(Command[Resumed]):
    """The provider works again: resume some of the payments that rest."""


@dataclass(frozen=True, slots=True)
class NoteProviderState(Command[None]):
    """A payment provider stopped answering, or answers again."""

    provider: str
    is_working: bool
