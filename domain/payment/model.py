"""The payment aggregate: one for each order, with every charge that was ever taken for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from domain.payment.charge import Charge, ChargeState
from domain.payment.errors import RefundTooMuch
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
from domain.payment.ledger import CASH, NO_PROVIDER, MovementKind, MovesMoney
from domain.payment.reasons import RefundReason
from domain.payment.states import TRANSITIONS, PaymentState
from domain.shared.aggregate import moved, require_state
from domain.shared.errors import NotFound, WrongState
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money


@dataclass(kw_only=True)
class Payment(MovesMoney):
    """What an order costs and how that was settled."""

    kind: ClassVar[str] = "payment"

    customer_id: int
    methods: tuple[PaymentMethod, ...]
    state: PaymentState = PaymentState.PENDING
    method: PaymentMethod | None = None
    charges: list[Charge] = field(default_factory=list)
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

    def refund(self, reason: RefundReason) -> None:
        """Give back what was paid; the rest of it, after a partial refund that is under way."""
        self.state = self._after("refund")
        for charge in self.charges:
            if charge.state is ChargeState.TAKEN:
                self._send_back(charge, reason)

    def refund_part(self, amount: Money, reason: RefundReason) -> Money:
        """Give back a part of what was paid and is kept; answers what then is left of it.

        The payment stays paid, unless nothing is left.

        Raises:
            WrongState: Nothing is paid by a charge, or a refund of it is under way or has failed.
            RefundTooMuch: The amount is not above zero, or above what is left.
        """
        state = self._after("refund_part")
        charge = next(it for it in self.charges if it.left.amount)
        taken = {ChargeState.TAKEN}
        require_state(self.kind, self.order_id, charge.state, taken, "refund_part")
        if amount.currency != charge.left.currency or not 0 < amount.amount <= charge.left.amount:
            raise RefundTooMuch(self.order_id, amount, charge.left)
        self.state = self._after("refund") if amount == charge.left else state
        self._send_back(charge, reason, amount)
        return charge.left

    def give_back(self, reason: RefundReason) -> None:
        """The order will not be delivered: void or refund, whichever is right; once is enough."""
        if self._can("refund"):
            self.refund(reason)
        elif self._can("void"):
            self.void(reason)

    def confirm_refund(
        self, charge_id: str, number: int | None = None, by: int | None = None
    ) -> None:
        """The provider gave money of a charge back. Confirming twice changes nothing.

        Args:
            charge_id: The charge.
            number: Which of its refunds was made; None for the newest.
            by: The operator who made it, if it was not the provider.

        Raises:
            NotFound: There is no such charge.
            WrongState: Nobody asked for this refund.
        """
        charge = self._charge(charge_id)
        owed = {ChargeState.REFUNDING, ChargeState.REFUND_FAILED}
        if charge.is_made(number):
            return
        require_state(self.kind, self.order_id, charge.state, owed, "confirm_refund")
        amount = charge.give_back()
        assert charge.reason is not None  # noqa: S101 - it was asked back for one
        self._move(charge, MovementKind.REFUNDED, amount)
        self.record(
            PaymentRefunded(
                order_id=self.order_id,
                customer_id=self.customer_id,
                charge_id=charge_id,
                amount=amount,
                reason=charge.reason,
                so_far=Money(charge.refunded, amount.currency),
                left=charge.left,
                by=by,
            )
        )
        if self.state is PaymentState.REFUNDING and charge.state is ChargeState.TAKEN:
            # The order was called off while a part of its money was on the way back.
            self._send_back(charge, RefundReason.REST)
        if self.state is PaymentState.REFUNDING and not self._outstanding():
            self.state = self._after("confirm_refund")

    def fail_refund(self, charge_id: str, problem: str, number: int | None = None) -> None:
        """The provider will not give a charge back; it stays owed until a person confirms it.

        ``number`` is which of the charge's refunds failed; None for the newest.
        """
        charge = self._charge(charge_id)
        state = ChargeState.REFUNDED if charge.is_made(number) else charge.state
        require_state(self.kind, self.order_id, state, {ChargeState.REFUNDING}, "fail_refund")
        charge.state = ChargeState.REFUND_FAILED
        amount = Money(charge.asked, charge.amount.currency)
        self._move(charge, MovementKind.REFUND_FAILED, amount, problem)
        self.record(
            RefundFailed(
                order_id=self.order_id,
                customer_id=self.customer_id,
                provider=charge.provider,
                charge_id=charge_id,
                amount=amount,
                problem=problem,
                number=charge.refunds,
            )
        )

    def settle_by_hand(self, code: str, number: int = 1, by: int | None = None) -> None:
        """A person made the refund that the provider refused to.

        Args:
            code: The short name of the charge.
            number: Which of its refunds.
            by: Who.

        Raises:
            WrongState: This refund has not failed, or is settled already.
        """
        for charge in self.charges:
            is_owed = charge.state is ChargeState.REFUND_FAILED and charge.refunds == number
            if charge.code == code and is_owed:
                self.confirm_refund(charge.charge_id, by=by)
                return
        raise WrongState(self.kind, self.order_id, self.state, "settle_by_hand")

    def collect(self) -> None:
        """The courier was paid at the door."""
        self.state = self._after("collect")
        self._settle(CASH, MovementKind.COLLECTED)
        self.record(
            CashCollected(order_id=self.order_id, customer_id=self.customer_id, amount=self.amount)
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

    def _send_back(
        self, charge: Charge, reason: RefundReason, amount: Money | None = None
    ) -> None:
        """Ask for an amount of a charge to be given back; all that is left, unless it is told."""
        amount = amount or charge.left
        charge.ask_back(amount, reason)
        self._move(charge, MovementKind.REFUND_REQUESTED, amount)
        self.record(
            RefundRequested(
                order_id=self.order_id,
                customer_id=self.customer_id,
                provider=charge.provider,
                charge_id=charge.charge_id,
                amount=amount,
                reason=reason,
                number=charge.refunds,
                left=charge.left,
            )
        )

    def _outstanding(self) -> bool:
        return any(charge.state is not ChargeState.REFUNDED for charge in self.charges)

    def _charge(self, charge_id: str) -> Charge:
        for charge in self.charges:
            if charge.charge_id == charge_id:
                return charge
        raise NotFound("charge", charge_id)

    def _can(self, action: str) -> bool:
        return action in TRANSITIONS.get(self.state, {})

    def _after(self, action: str) -> PaymentState:
        return moved(self.kind, self.order_id, TRANSITIONS, self.state, action)
