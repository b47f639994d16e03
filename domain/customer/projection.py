"""How each event changes the order view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.customer.view_parts import Choice, Held, ViewedPayment
from domain.delivery.events import (
    AnotherTripDecided,
    CourierAssigned,
    Delivered,
    DeliveryCollectable,
    DeliveryHandedBack,
    DeliveryStarted,
    DeliveryTakenAway,
    ProblemReported,
    StoreBringsIt,
)
from domain.order.events import (
    OrderCancelled,
    OrderExpired,
    OrderFailed,
    OrderHeld,
    OrderPaid,
    OrderReleased,
)
from domain.order.model import OrderState
from domain.payment.events import (
    CashCollected,
    CashWaived,
    PaymentApproved,
    PaymentRefunded,
    PaymentRested,
    PaymentResumed,
    PaymentVoided,
    RefundRequested,
)
from domain.payment.reasons import STRAY_CHARGES
from domain.shared.methods import PaymentMethod
from domain.store.events import (
    CancellationOvertaken,
    CancellationRefused,
    CancellationRequested,
    CancellationUnanswered,
    CookingOverdue,
    DishesLeftOut,
    DishesReportedMissing,
    OrderAccepted,
    OrderCalledOff,
    OrderCooked,
    OrderPutOff,
    OrderRejected,
)
from domain.store.reasons import RejectionReason

if TYPE_CHECKING:
    from datetime import datetime

    from domain.customer.model import OrderView
    from domain.shared.messages import OrderEvent


_STATES: Mapping[type[OrderEvent], OrderState] = {
    OrderPaid: OrderState.PAID,
    OrderAccepted: OrderState.ACCEPTED,
    OrderRejected: OrderState.REJECTED,
    OrderCooked: OrderState.COOKED,
    DeliveryStarted: OrderState.ON_THE_WAY,
    Delivered: OrderState.DELIVERED,
    OrderCancelled: OrderState.CANCELLED,
    OrderExpired: OrderState.EXPIRED,
    OrderCalledOff: OrderState.CANCELLED,
    OrderFailed: OrderState.FAILED,
}
_APPROVED = {
    PaymentMethod.CARD: ViewedPayment.PAID,
    PaymentMethod.CASH: ViewedPayment.CASH,
}


def projected(  # noqa: C901, PLR0911, PLR0912 - one case for each event
    view: OrderView, event: OrderEvent, at: datetime
) -> OrderView:
    """The view after an event that happened at ``at`` (UTC); unknown events change nothing."""
    if state := _STATES.get(type(event)):
        view = view.moved(state, at)
    match event:
        case OrderHeld(place=place, expected_at=expected_at):
            waits = view.state is OrderState.PLACED and not view.is_released
            return replace(view, held=Held(place, expected_at)) if waits else view
        case OrderReleased():
            return replace(view, held=None, is_released=True)
        case PaymentApproved(tip=tip) if tip is not None:
            return replace(view.settled(ViewedPayment.PAID), tip=tip)
        case OrderAccepted(ready_at=ready_at):
            return view.promised(ready_at)
        case OrderPutOff(ready_at=ready_at, words=words):
            return view.promised(ready_at, words)
        case CookingOverdue(ready_at=ready_at):
            return replace(view, late_since=ready_at)
        case CancellationRequested(number=number, answer_by=answer_by):
            return view.requested(number, answer_by)
        case (
            CancellationRefused(number=number)
            | CancellationUnanswered(number=number)
            | CancellationOvertaken(number=number)
        ):
            return view.request_ended(number)
        case DishesReportedMissing(number=number, lines=lines, choose_by=choose_by):
            return view.asked_to_choose(Choice(number, lines, choose_by))
        case DishesLeftOut(number=number, lines=lines, total=total):
            return view.reduced(number, lines, total)
        case OrderCalledOff(reason=reason, words=words, kept=kept):
            return replace(view, reason=reason, words=words, kept=kept)
        case OrderRejected(reason=reason, words=words):
            return replace(view, reason=reason, words=words)
        case (
            CourierAssigned(courier_id=courier_id, courier_name=name, revision=revision)
            | StoreBringsIt(courier_id=courier_id, courier_name=name, revision=revision)
            | DeliveryStarted(courier_id=courier_id, courier_name=name, revision=revision)
        ):
            return view.in_hands_of(courier_id, name, revision)
        case ProblemReported(problem=problem, revision=revision):
            return view.stopped(problem, revision)
        case OrderFailed(failure=failure):
            return replace(view, failure=failure)
        case (
            DeliveryHandedBack(revision=revision)
            | DeliveryTakenAway(revision=revision)
            | AnotherTripDecided(revision=revision)
        ):
            return view.in_hands_of(None, "", revision)
        case DeliveryCollectable(store_address=address, revision=revision):
            return view.in_hands_of(None, "", revision, collect_at=address)
        case OrderCancelled(by=by, words=words) if by is not None:
            return replace(view, reason=RejectionReason.BY_OPERATOR, words=words)
        case PaymentVoided() if view.payment is ViewedPayment.COLLECTED:
            # It was called off in the moment in which it arrived, and nothing was taken after all.
            return replace(view, payment=ViewedPayment.VOIDED)
        case PaymentRested(revision=revision):
            return view.rested(revision, is_resting=True)
        case PaymentResumed(revision=revision):
            return view.rested(revision, is_resting=False)
        case PaymentRefunded(reason=reason, so_far=so_far) if reason not in STRAY_CHARGES:
            view = view.partly_refunded(so_far)
            return view if event.left.amount else view.settled(ViewedPayment.REFUNDED)
        case _:
            payment = _payment_after(event)
            return view.settled(payment) if payment else view


def _payment_after(  # noqa: PLR0911 - one case for each event
    event: OrderEvent,
) -> ViewedPayment | None:
    match event:
        case PaymentApproved(method=method):
            return _APPROVED[method]
        case PaymentVoided():
            return ViewedPayment.VOIDED
        case CashCollected():
            return ViewedPayment.COLLECTED
        # What was taken at the door is told with the food, and not once more.
        case Delivered(collected=collected) if collected is not None:
            return ViewedPayment.COLLECTED
        case CashWaived():
            return ViewedPayment.WAIVED
        # A stray charge goes back by itself; the payment of the order stays as it is. So it
        # does while a part of it is kept.
        case RefundRequested(reason=reason, left=left) if reason not in STRAY_CHARGES:
            return None if left.amount else ViewedPayment.REFUNDING
    return None
