"""Payments that wait while their provider does not work, and go on when it works again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.payment import commands, queries
from domain.shared.deadlines import DeadlineKind
from domain.shared.errors import NotAllowed
from domain.shared.methods import PaymentMethod

if TYPE_CHECKING:
    from domain.payment.ports import PaymentUnitOfWork
    from domain.shared.messages import Services

# So many are resumed in one transaction; more would keep the event loop too long.
BATCH = 20


def rest_payment(command: commands.RestPayment, uow: PaymentUnitOfWork) -> bool:
    """Let a payment wait, however long it takes within ``limits.rest_within``.

    Its deadline to pay by is gone meanwhile; a repetition does not put the end off.

    Raises:
        NotFound: There is no such payment.
        NotAllowed: It is somebody else's.
        WrongState: It is settled or void already.
    """
    payment = uow.payments.get(command.order_id)
    if payment.customer_id != command.customer_id:
        raise NotAllowed(command.customer_id, "rest_payment")
    was_resting = payment.is_resting
    payment.rest()
    if not was_resting:
        uow.payments.save(payment)
        uow.deadlines.clear(DeadlineKind.PAY_BY, payment.order_id)
        uow.deadlines.set(
            DeadlineKind.REST_UNTIL, payment.order_id, uow.now + uow.limits.rest_within
        )
    return PaymentMethod.CASH in payment.methods


def resume_payments(_command: commands.ResumePayments, uow: PaymentUnitOfWork) -> commands.Resumed:
    """Resume some payments that rest, each with the whole time to pay before it."""
    resting = uow.payments.resting(BATCH + 1)
    for payment in resting[:BATCH]:
        payment.resume()
        uow.payments.save(payment)
        uow.deadlines.clear(DeadlineKind.REST_UNTIL, payment.order_id)
        uow.deadlines.set(DeadlineKind.PAY_BY, payment.order_id, uow.now + uow.limits.pay_within)
    return commands.Resumed(len(resting[:BATCH]), len(resting) > BATCH)


def is_any_resting(_query: queries.IsAnyResting, uow: PaymentUnitOfWork) -> bool:
    """Tell whether there is anything to resume."""
    return bool(uow.payments.resting(1))


def stop_waiting(order_id: str, uow: PaymentUnitOfWork) -> None:
    """Forget every deadline of a payment that is settled or void."""
    uow.deadlines.clear(DeadlineKind.PAY_BY, order_id)
    uow.deadlines.clear(DeadlineKind.REST_UNTIL, order_id)


SERVICES: Services = {
    commands.RestPayment: rest_payment,
    commands.ResumePayments: resume_payments,
    queries.IsAnyResting: is_any_resting,
}
