"""The payment aggregate: one for each order, with every charge that was ever taken for it."""

from __future__ import annotations

from dataclasses import dataclass

from domain.payment.charge import Charge, ChargeState
from domain.payment.events import (
    CashCollected,
    CashWaived,
    PaymentApproved,
    PaymentRested,
    PaymentResumed,
    PaymentVoided,
)
from domain.payment.ledger import CASH, NO_PROVIDER, MovementKind
from domain.payment.reasons import RefundReason
from domain.payment.refunds import Refunds
from domain.payment.states import PaymentState
from domain.shared.errors import WrongState
from domain.shared.failures import Failure, Settlement
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money


@dataclass(kw_only=True)
class Payment(Refunds):
    """What an order costs and how that was settled."""

    methods: tuple[PaymentMethod, ...]
    method: PaymentMethod | None = None
    is_resting: bool = False
    most_tip: Money | None = None

    def promise_cash(self) -> None:
        """The customer will pay at the door.

        Raises:
            WrongState: The payment is settled or void already, or the store takes no cash.
        """
        state = self._after("promise_cash")
        if PaymentMethod.CASH not in self.methods:
            raise WrongState(self.kind, self.order_id, "no_cash", "promise_cash")
        self.state, self.method = state, PaymentMethod.CASH
        self._approve(self.method)

    def take(self, charge: Charge) -> Charge:
        """Record a charge that the provider made. It is a fact: nothing here refuses it.

        The first right charge pays; any other (late, twice, of a wrong amount) is sent back.
        The same charge id again changes nothing. Answers the charge as it is recorded.
        """
        for known in self.charges:
            if (known.provider, known.charge_id) == (charge.provider, charge.charge_id):
                return known
        self.charges.append(charge)
        self._move(charge, MovementKind.CHARGED, charge.amount, number=1)
        tip = self.tip_in(charge.amount)
        if tip is None:
            self._send_back(charge, RefundReason.WRONG_AMOUNT)
        elif self._can("take"):
            self.state, self.method = self._after("take"), PaymentMethod.CARD
            self._approve(self.method, tip if tip.amount else None)
        else:
            late = self.state is PaymentState.VOIDED
            reason = RefundReason.LATE if late else RefundReason.PAID_TWICE
            self._send_back(charge, reason)
        return charge

    def has_charge(self, provider: str, charge_id: str) -> bool:
        """Whether a charge is recorded here; a provider's id is unique at that provider only."""
        return any((it.provider, it.charge_id) == (provider, charge_id) for it in self.charges)

    @property
    def tip(self) -> Money | None:
        """What came on top of what the order costs, and is kept; None for nothing."""
        kept = (it for it in self.charges if it.state is ChargeState.TAKEN)
        tips = (self.tip_in(charge.amount) for charge in kept)
        return next((tip for tip in tips if tip and tip.amount), None)

    def tip_in(self, asked: Money) -> Money | None:
        """The tip in an amount, which may be zero; None when the amount is not the right one.

        Right is what the order costs, with at most ``most_tip`` on top (Bot API, sendInvoice).
        """
        tip = asked.amount - self.amount.amount
        most = self.most_tip.amount if self.most_tip else 0
        if asked.currency != self.amount.currency or not 0 <= tip <= most:
            return None
        return Money(tip, asked.currency)

    def void(self, reason: RefundReason) -> None:
        """Nothing was taken, and nothing shall be."""
        self.state, self.is_resting = self._after("void"), False
        self._settle(NO_PROVIDER, MovementKind.VOIDED, reason)
        self.record(
            PaymentVoided(order_id=self.order_id, customer_id=self.customer_id, reason=reason)
        )

    def give_back(self, reason: RefundReason, kept: Money | None = None) -> None:
        """The order will not be delivered: void or refund, whichever is right; once is enough.

        ``kept`` is what the store keeps of what was paid; what it kept once it keeps.
        """
        kept = self.kept or kept
        if kept and self._can("refund_part"):
            self.give_back_rest(kept, reason)
        elif self._can("refund"):
            self.refund(reason)
        elif self._can("void"):
            self.void(reason)

    def collect(self, amount: Money | None = None) -> None:
        """The courier was paid at the door: an amount, or what the order costs."""
        self.state = self._after("collect")
        if amount and amount != self.price:
            # The news of what it costs now is still on its way; the courier was told before.
            self.reduced_to = amount
        self._settle(CASH, MovementKind.COLLECTED)
        self.record(
            CashCollected(order_id=self.order_id, customer_id=self.customer_id, amount=self.price)
        )

    def settle(self, failure: Failure) -> None:
        """The order has failed: do with the money what was decided; once is enough.

        What is paid and is not given back by then is kept, and nothing more of it ever goes back
        by itself. Cash that was due is owed no more.
        """
        if self._can("waive"):
            self.waive()
            return
        back = failure.amount.amount if failure.amount else 0
        kept = self.left.amount - back
        if failure.settlement is Settlement.ALL or kept <= 0:
            self.give_back(RefundReason.FAILED)
        else:
            self.give_back(RefundReason.FAILED, Money(kept, self.left.currency))

    def waive(self) -> None:
        """Cash that was due is owed no more. Raises WrongState."""
        self.state = self._after("waive")
        self._settle(CASH, MovementKind.WAIVED, RefundReason.FAILED)
        self.record(
            CashWaived(order_id=self.order_id, customer_id=self.customer_id, amount=self.price)
        )

    def rest(self) -> None:
        """The provider does not work: wait for it. Resting twice changes nothing.

        Raises:
            WrongState: The payment is settled or void already.
        """
        self.state = self._after("rest")
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

    def _approve(self, method: PaymentMethod, tip: Money | None = None) -> None:
        self.is_resting = False
        self.record(
            PaymentApproved(
                order_id=self.order_id,
                customer_id=self.customer_id,
                method=method,
                amount=self.amount,
                tip=tip,
            )
        )
