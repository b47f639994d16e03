"""The part of a payment that gives money back: its charges, and what is asked of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from domain.payment.charge import Charge, ChargeState
from domain.payment.errors import RefundTooMuch
from domain.payment.events import PaymentRefunded, RefundFailed, RefundRequested
from domain.payment.ledger import MovementKind, MovesMoney
from domain.payment.reasons import RefundReason
from domain.payment.states import TRANSITIONS, PaymentState
from domain.shared.aggregate import moved, require_state
from domain.shared.errors import NotFound, WrongState
from domain.shared.money import Money


@dataclass(kw_only=True)
class Refunds(MovesMoney):
    """Charges, whole or in part on their way back.

    ``kept`` is what the store keeps of an order that its customer asked to cancel; ``owed`` goes
    back for dishes that were left out, in minor units, once the refund under way is made.
    """

    kind: ClassVar[str] = "payment"

    customer_id: int
    state: PaymentState = PaymentState.PENDING
    charges: list[Charge] = field(default_factory=list)
    kept: Money | None = None
    owed: int = 0

    @property
    def left(self) -> Money:
        """What is paid and neither given back nor on its way back, nor owed; nothing of cash."""
        taken = sum(charge.left.amount for charge in self.charges)
        return Money(max(taken - self.owed, 0), self.amount.currency)

    def refund(self, reason: RefundReason) -> None:
        """Give back what was paid; the rest of it, after a partial refund that is under way."""
        self.state, self.owed = self._after("refund"), 0
        for charge in self.charges:
            if charge.state is ChargeState.TAKEN:
                self._send_back(charge, reason)

    def give_back_rest(self, kept: Money, reason: RefundReason) -> None:
        """Give back what was paid but for a part; the rest of it, after a refund under way.

        The payment stays paid. More is never kept afterwards, however often this is asked.

        Raises:
            WrongState: Nothing is paid by a charge.
        """
        self.state, self.kept, self.owed = self._after("refund_part"), kept, 0
        for charge in self.charges:
            if charge.state is ChargeState.TAKEN:
                self._send_rest(charge, reason)

    def reduce(self, price: Money) -> None:
        """Let the order cost less, because dishes were left out; what was paid for them goes back.

        A repeat changes nothing, nor does news that comes when everything goes back anyway. While
        a refund is under way or owed, this one waits for it.
        """
        less = self.price.amount - price.amount
        if less <= 0 or self.kept or self.state not in {PaymentState.PAID, PaymentState.DUE}:
            return
        self.reduced_to = price
        if self.state is PaymentState.PAID:
            self.owed += less
            for charge in self.charges:
                if charge.state is ChargeState.TAKEN:
                    self._send_rest(charge, RefundReason.DISH_MISSING)

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
        if charge.state is ChargeState.TAKEN:
            # The order may have been called off, or have lost a dish, while a part of its money
            # was on the way back.
            reason = RefundReason.DISH_MISSING if self.owed else RefundReason.REST
            self._send_rest(charge, reason)
        if self.state is PaymentState.REFUNDING and not self._outstanding():
            self.state = self._after("confirm_refund")

    def fail_refund(self, charge_id: str, problem: str, number: int | None = None) -> None:
        """The provider will not give a charge back; it stays owed until a person confirms it.

        ``number`` is which of the charge's refunds failed; None for the newest.
        """
        charge = self._charge(charge_id)
        owed = {ChargeState.REFUNDING}
        state = ChargeState.REFUNDED if charge.is_made(number) else charge.state
        require_state(self.kind, self.order_id, state, owed, "fail_refund")
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

    def _send_rest(self, charge: Charge, reason: RefundReason) -> None:
        """Ask for what shall still be given back of a charge, if anything shall."""
        if self.state is PaymentState.REFUNDING:
            self._send_back(charge, reason)
        elif self.kept and charge.left.amount > self.kept.amount:
            rest = Money(charge.left.amount - self.kept.amount, charge.left.currency)
            self._send_back(charge, reason, rest)
        elif self.owed:
            part = Money(min(self.owed, charge.left.amount), charge.left.currency)
            self.state = self._after("refund" if part == charge.left else "refund_part")
            self.owed = 0
            self._send_back(charge, reason, part)

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
