"""Each service carries out one command or query of the payment context in one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.payment import commands, queries
from domain.payment.charge import Charge, ChargeState, charge_code
from domain.payment.errors import AmountMismatch
from domain.payment.events import ProviderCameBack, ProviderWentDown, StrayCharge
from domain.payment.ledger import Movement, MovementKind
from domain.payment.model import Payment
from domain.payment.reasons import RefundReason, StrayReason
from domain.payment.resting import stop_waiting
from domain.payment.states import PaymentState
from domain.shared.errors import NotAllowed, NotFound, WrongState
from domain.shared.methods import PaymentMethod

if TYPE_CHECKING:
    from domain.payment.ports import PaymentUnitOfWork
    from domain.shared.messages import Services
    from domain.shared.money import Money


def open_payment(
    order_id: str,
    customer_id: int,
    amount: Money,
    methods: tuple[PaymentMethod, ...],
    uow: PaymentUnitOfWork,
    *,
    most_tip: Money | None = None,
) -> None:
    """Answer the order's synchronous call: its payment record exists from the first moment."""
    uow.payments.add(
        Payment(
            order_id=order_id,
            customer_id=customer_id,
            amount=amount,
            methods=methods,
            most_tip=most_tip,
        )
    )


def promise_cash(order_id: str, customer_id: int, uow: PaymentUnitOfWork) -> None:
    """Promise cash at the door, which counts as paid for the store.

    Raises:
        NotFound: There is no such payment.
        NotAllowed: It is somebody else's order.
        WrongState: The payment is settled or void already.
    """
    payment = uow.payments.get(order_id)
    if payment.customer_id != customer_id:
        raise NotAllowed(customer_id, "choose_cash")
    payment.promise_cash()
    uow.payments.save(payment)
    stop_waiting(payment.order_id, uow)


def record_charge(command: commands.RecordCharge, uow: PaymentUnitOfWork) -> bool:
    """Record what a provider took; charges that were not wanted are sent back.

    Money for an order that nobody knows, or under a charge id that another order has already,
    is a stray charge. Nothing that was taken is ever without a row in the ledger.
    """
    # Before the payment is read: whoever reports the same charge meanwhile writes both at once, so
    # that one read later has what the ledger knew before.
    is_known = uow.ledger.knows(command.provider, command.charge_id)
    payment = uow.payments.find(command.order_id)
    if payment is None:
        return _book_stray(command, StrayReason.UNKNOWN_ORDER, uow)
    if is_known and not payment.has_charge(command.provider, command.charge_id):
        return _book_stray(command, StrayReason.KNOWN_CHARGE, uow)
    charge = payment.take(
        Charge(
            provider=command.provider,
            charge_id=command.charge_id,
            telegram_charge_id=command.telegram_charge_id,
            amount=command.amount,
        )
    )
    uow.payments.save(payment)
    if payment.state is PaymentState.PAID:
        stop_waiting(payment.order_id, uow)
    return charge.state is ChargeState.TAKEN


def book_stray(charge: commands.RecordCharge, uow: PaymentUnitOfWork) -> None:
    """Book a charge whose update could not be handled, unless it is booked already."""
    _book_stray(charge, StrayReason.NOT_BOOKED, uow)


def _book_stray(
    command: commands.RecordCharge, reason: StrayReason, uow: PaymentUnitOfWork
) -> bool:
    """Write a charge to the ledger alone and tell the operators; answers False: no order keeps it."""
    key = command.provider, command.charge_id
    if any((it.provider, it.charge_id) == key for it in uow.ledger.of_order(command.order_id)):
        return False
    uow.ledger.write(
        Movement(
            provider=command.provider,
            charge_id=command.charge_id,
            kind=MovementKind.CHARGED,
            order_id=command.order_id,
            amount=command.amount,
            reason=reason,
        )
    )
    uow.publish(
        StrayCharge(
            payer_id=command.payer_id,
            provider=command.provider,
            charge_id=command.charge_id,
            amount=command.amount,
            order_id=command.order_id,
            reason=reason,
        )
    )
    return False


def give_back(command: commands.GiveBack, uow: PaymentUnitOfWork) -> None:
    """Void or refund the payment of an order that will not be delivered; repeats are harmless.

    Raises:
        NotFound: There is no such payment.
    """
    payment = uow.payments.get(command.order_id)
    payment.give_back(command.reason, command.kept)
    uow.payments.save(payment)
    # It may have been resumed after the order ended and before the news of it came here.
    stop_waiting(payment.order_id, uow)


def confirm_refund(command: commands.ConfirmRefund, uow: PaymentUnitOfWork) -> None:
    """Note that a charge was given back.

    Raises:
        NotFound: There is no such payment, or no such charge of it.
        WrongState: Nobody asked for this refund.
    """
    payment = uow.payments.get(command.order_id)
    payment.confirm_refund(command.charge_id, command.number)
    uow.payments.save(payment)


def fail_refund(command: commands.FailRefund, uow: PaymentUnitOfWork) -> None:
    """Note that a provider refuses a refund, which calls for the operator.

    Raises:
        NotFound: There is no such payment, or no such charge of it.
        WrongState: No such refund is under way.
    """
    payment = uow.payments.get(command.order_id)
    payment.fail_refund(command.charge_id, command.problem, command.number)
    uow.payments.save(payment)


def settle_refund(command: commands.SettleRefund, uow: PaymentUnitOfWork) -> None:
    """Note that an operator gave the money back by hand.

    Raises:
        NotFound: There is no such payment, and no such charge.
        NotAllowed: Not an operator.
        WrongState: No refund of this charge has failed, or it was noted before.
    """
    uow.limits.require_operator(command.user_id, "settle_refund")
    payment = uow.payments.find(command.order_id)
    if payment is None or all(it.code != command.charge for it in payment.charges):
        _settle_stray(command, uow)
        return
    payment.settle_by_hand(command.charge, command.number, command.user_id)
    uow.payments.save(payment)


def _settle_stray(command: commands.SettleRefund, uow: PaymentUnitOfWork) -> None:
    """Note that a stray charge was given back: in the ledger alone."""
    movements = [
        it
        for it in uow.ledger.of_order(command.order_id)
        if charge_code(it.charge_id) == command.charge
    ]
    if not movements:
        raise NotFound("charge", command.charge)
    if any(it.kind is MovementKind.REFUNDED for it in movements):
        raise WrongState("payment", command.order_id, PaymentState.REFUNDED, "settle_refund")
    for kind in (MovementKind.REFUND_REQUESTED, MovementKind.REFUNDED):
        uow.ledger.write(replace(movements[0], kind=kind))


def refund_part(command: commands.RefundPart, uow: PaymentUnitOfWork) -> Money:
    """Give a part of a paid order back, as an operator decides.

    Raises:
        NotFound: There is no such payment.
        NotAllowed: Not an operator.
        WrongState: Nothing is paid by a charge, or a refund of it is under way or has failed.
        RefundTooMuch: The amount is not above zero, or above what is left.
    """
    uow.limits.require_operator(command.user_id, "refund_part")
    payment = uow.payments.get(command.order_id)
    left = payment.refund_part(command.amount, RefundReason.BY_OPERATOR)
    uow.payments.save(payment)
    return left


def collect_cash(command: commands.CollectCash, uow: PaymentUnitOfWork) -> None:
    """Note that cash was collected with the delivery; card payments are left alone.

    Raises:
        NotFound: There is no such payment.
    """
    payment = uow.payments.get(command.order_id)
    if payment.state is PaymentState.DUE:
        payment.collect(command.amount)
        uow.payments.save(payment)


def settle_payment(command: commands.SettlePayment, uow: PaymentUnitOfWork) -> None:
    """Do with the money of an order that failed what was decided; repeats are harmless.

    Raises:
        NotFound: There is no such payment.
    """
    payment = uow.payments.get(command.order_id)
    payment.settle(command.failure)
    uow.payments.save(payment)


def reduce_payment(command: commands.ReducePayment, uow: PaymentUnitOfWork) -> None:
    """Let an order cost less; what was paid for what is left out goes back. Repeats are harmless.

    Raises:
        NotFound: There is no such payment.
    """
    payment = uow.payments.get(command.order_id)
    payment.reduce(command.price)
    uow.payments.save(payment)


def require_payable(order_id: str, customer_id: int, asked: Money, uow: PaymentUnitOfWork) -> None:
    """Check, before Telegram takes money, that it is the right sum from the right person.

    Raises:
        NotFound: There is no such payment.
        NotAllowed: Somebody else pays.
        WrongState: It is settled or void already, or cannot be paid by card.
        AmountMismatch: The sum is not what the order costs, with or without a tip.
    """
    payment = uow.payments.get(order_id)
    if payment.customer_id != customer_id:
        raise NotAllowed(customer_id, "pay")
    if payment.state is not PaymentState.PENDING:
        raise WrongState(payment.kind, order_id, payment.state, "pay")
    if PaymentMethod.CARD not in payment.methods:
        raise WrongState(payment.kind, order_id, "no_card", "pay")
    if payment.tip_in(asked) is None:
        raise AmountMismatch(order_id, asked, payment.amount)


def due_refunds(
    _query: queries.DueRefunds, uow: PaymentUnitOfWork
) -> tuple[queries.DueRefund, ...]:
    """The queue of refunds that the provider has not confirmed."""
    return uow.payments.due_refunds()


def note_provider_state(command: commands.NoteProviderState, uow: PaymentUnitOfWork) -> None:
    """Tell the world that a provider went down or came back."""
    kind = ProviderCameBack if command.is_working else ProviderWentDown
    uow.publish(kind(provider=command.provider))


SERVICES: Services = {
    commands.RecordCharge: record_charge,
    commands.GiveBack: give_back,
    commands.ConfirmRefund: confirm_refund,
    commands.FailRefund: fail_refund,
    commands.SettleRefund: settle_refund,
    commands.RefundPart: refund_part,
    commands.CollectCash: collect_cash,
    commands.SettlePayment: settle_payment,
    commands.ReducePayment: reduce_payment,
    queries.DueRefunds: due_refunds,
    commands.NoteProviderState: note_provider_state,
}
