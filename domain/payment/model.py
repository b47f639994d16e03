"""The payment aggregate: one for each order, with every charge that was ever taken for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import ClassVar

from domain.payment.events import (
    CashCollected,
    PaymentApproved,
    PaymentRefunded,
    PaymentRested,
    PaymentResumed,
    PaymentVoided,
    RefundFailed,
    RefundRequested,
)
from domain.shared.aggregate import Aggregate, require_state
from domain.shared.errors import NotFound, WrongState
from domain.shared.money import Money


class PaymentState(StrEnum):
    """Where the money of an order stands; ``due`` and ``collected`` are cash."""

    PENDING = "pending"
    PAID = "paid"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    VOIDED = "voided"
    DUE = "due"
    COLLECTED = "collected"


class ChargeState(StrEnum):
    """What became of one charge."""

    TAKEN = "taken"
    REFUNDING = "refunding"
    REFUND_FAILED = "refund_failed"
    REFUNDED = "refunded"


@dataclass(kw_only=True)
class Charge:
    """Money that a provider took once; the provider's charge id is its only identity.

    An old invoice can be paid again (Bot API), so a payment may have several.
    """

    provider: str
    charge_id: str
    telegram_charge_id: str
    amount: Money
    state: ChargeState = ChargeState.TAKEN
    reason: str = ""

    @property
    def code(self) -> str:
        """A short name of the charge, for buttons, which have little room."""
        return charge_code(self.charge_id)


def charge_code(charge_id: str) -> str:
    """The short name of a charge: the first 8 digits of its SHA-256."""
    return sha256(charge_id.encode()).hexdigest()[:8]


@dataclass(kw_only=True)
class Payment(Aggregate):
    """What an order costs and how that was settled."""

    kind: ClassVar[str] = "payment"

    order_id: str
    customer_id: int
    amount: Money
    methods: tuple[str, ...]
    state: PaymentState = PaymentState.PENDING
    method: str | None = None
    charges: list[Charge] = field(default_factory=list)
    is_resting: bool = False
    most_tip: Money | None = None

    def promise_cash(self) -> None:
        """The customer will pay at the door.

        Raises:
            WrongState: The payment is settled or void already, or the store takes no cash.
        """
        self._require("promise_cash", {PaymentState.PENDING})
        if "cash" not in self.methods:
            raise WrongState(self.kind, self.order_id, "no_cash", "promise_cash")
        self.state, self.method = PaymentState.DUE, "cash"
        self._approve()

    def take(self, charge: Charge) -> Charge:
        """Record a charge that the provider made. It is a fact: nothing here refuses it.

        The first right charge pays; any other (late, twice, of a wrong amount) is sent back.
        The same charge id again changes nothing. Answers the charge as it is recorded.
        """
        for known in self.charges:
            if known.charge_id == charge.charge_id:
                return known
        self.charges.append(charge)
        tip = self.tip_in(charge.amount)
        if tip is None:
            self._send_back(charge, "wrong_amount")
        elif self.state is PaymentState.PENDING:
            self.state, self.method = PaymentState.PAID, "card"
            self._approve(tip if tip.amount else None)
        else:
            late = self.state is PaymentState.VOIDED
            self._send_back(charge, "late" if late else "paid_twice")
        return charge

    def tip_in(self, asked: Money) -> Money | None:
        """The tip in an amount, which may be zero; None when the amount is not the right one.

        Right is what the order costs, with at most ``most_tip`` on top (Bot API, sendInvoice).
        """
        tip = asked.amount - self.amount.amount
        most = self.most_tip.amount if self.most_tip else 0
        if asked.currency != self.amount.currency or not 0 <= tip <= most:
            return None
        return Money(tip, asked.currency)

    def void(self, reason: str) -> None:
        """Nothing was taken, and nothing shall be."""
        self._require("void", {PaymentState.PENDING, PaymentState.DUE})
        self.state, self.is_resting = PaymentState.VOIDED, False
        self.record(
            PaymentVoided(order_id=self.order_id, customer_id=self.customer_id, reason=reason)
        )

    def refund(self, reason: str) -> None:
        """Give back what was paid."""
        self._require("refund", {PaymentState.PAID})
        self.state = PaymentState.REFUNDING
        for charge in self.charges:
            if charge.state is ChargeState.TAKEN:
                self._send_back(charge, reason)

    def give_back(self, reason: str) -> None:
        """The order will not be delivered: void or refund, whichever is right; once is enough."""
        if self.state is PaymentState.PAID:
            self.refund(reason)
        elif self.state in {PaymentState.PENDING, PaymentState.DUE}:
            self.void(reason)

    def confirm_refund(self, charge_id: str) -> None:
        """The provider gave a charge back. Confirming twice changes nothing.

        Raises:
            NotFound: There is no such charge.
            WrongState: Nobody asked for this charge to be given back.
        """
        charge = self._charge(charge_id)
        if charge.state is ChargeState.REFUNDED:
            return
        owed = {ChargeState.REFUNDING, ChargeState.REFUND_FAILED}
        require_state(self.kind, self.order_id, charge.state, owed, "confirm_refund")
        charge.state = ChargeState.REFUNDED
        if self.state is PaymentState.REFUNDING and not self._outstanding():
            self.state = PaymentState.REFUNDED
        self.record(
            PaymentRefunded(
                order_id=self.order_id,
                customer_id=self.customer_id,
                charge_id=charge_id,
                amount=charge.amount,
                reason=charge.reason,
            )
        )

    def fail_refund(self, charge_id: str, problem: str) -> None:
        """The provider will not give a charge back; it stays owed until a person confirms it."""
        charge = self._charge(charge_id)
        owed = {ChargeState.REFUNDING}
        require_state(self.kind, self.order_id, charge.state, owed, "fail_refund")
        charge.state = ChargeState.REFUND_FAILED
        self.record(
            RefundFailed(
                order_id=self.order_id,
                customer_id=self.customer_id,
                provider=charge.provider,
                charge_id=charge_id,
                amount=charge.amount,
                problem=problem,
            )
        )

    def settle_by_hand(self, code: str) -> None:
        """A person gave back the charge that the provider refused to.

        Raises:
            WrongState: No refund of a charge with this short name has failed.
        """
        for charge in self.charges:
            if charge.code == code and charge.state is ChargeState.REFUND_FAILED:
                self.confirm_refund(charge.charge_id)
                return
        raise WrongState(self.kind, self.order_id, self.state, "settle_by_hand")

    def collect(self) -> None:
        """The courier was paid at the door."""
        self._require("collect", {PaymentState.DUE})
        self.state = PaymentState.COLLECTED
        self.record(
            CashCollected(order_id=self.order_id, customer_id=self.customer_id, amount=self.amount)
        )

    def rest(self) -> None:
        """The provider does not work: wait for it. Resting twice changes nothing.

        Raises:
            WrongState: The payment is settled or void already.
        """
        self._require("rest", {PaymentState.PENDING})
        if not self.is_resting:
            self.is_resting = True
            self.record(
                PaymentRested(
                    order_id=self.order_id, customer_id=self.customer_id, revision=self.version
                )
            )

    def resume(self) -> None:
        """The provider works again. A payment that does not rest stays as it is."""
        if self.is_resting:
            self.is_resting = False
            self.record(
                PaymentResumed(
                    order_id=self.order_id, customer_id=self.customer_id, revision=self.version
                )
            )

    def _approve(self, tip: Money | None = None) -> None:
        self.is_resting = False
        self.record(
            PaymentApproved(
                order_id=self.order_id,
                customer_id=self.customer_id,
                method=self.method or "",
                amount=self.amount,
                tip=tip,
            )
        )

    def _send_back(self, charge: Charge, reason: str) -> None:
        charge.state, charge.reason = ChargeState.REFUNDING, reason
        self.record(
            RefundRequested(
                order_id=self.order_id,
                customer_id=self.customer_id,
                provider=charge.provider,
                charge_id=charge.charge_id,
                amount=charge.amount,
                reason=reason,
            )
        )

    def _outstanding(self) -> bool:
        return any(charge.state is not ChargeState.REFUNDED for charge in self.charges)

    def _charge(self, charge_id: str) -> Charge:
        for charge in self.charges:
            if charge.charge_id == charge_id:
                return charge
        raise NotFound("charge", charge_id)

    def _require(self, action: str, allowed: set[PaymentState]) -> None:
        require_state(self.kind, self.order_id, self.state, allowed, action)
