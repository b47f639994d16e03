"""How each event changes the order view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.customer.model import Held
from domain.delivery.events import CourierAssigned, Delivered, DeliveryStarted
from domain.order.events import OrderCancelled, OrderExpired, OrderHeld, OrderPaid, OrderReleased
from domain.payment.events import (
    CashCollected,
    PaymentApproved,
    PaymentRefunded,
    PaymentRested,
    PaymentResumed,
    PaymentVoided,
    RefundRequested,
)
from domain.store.events import OrderAccepted, OrderCooked, OrderRejected

if TYPE_CHECKING:
    from datetime import datetime

    from domain.customer.model import OrderView
    from domain.shared.messages import OrderEvent


_STATES: Mapping[type[OrderEvent], str] = {
    OrderPaid: "paid",
    OrderAccepted: "accepted",
    OrderRejected: "rejected",
    OrderCooked: "cooked",
    DeliveryStarted: "on_the_way",
    Delivered: "delivered",
    OrderCancelled: "cancelled",
    OrderExpired: "expired",
}
_STRAY_CHARGES = frozenset({"paid_twice", "wrong_amount"})


def projected(  # noqa: PLR0911 - one case for each event
    view: OrderView, event: OrderEvent, at: datetime
) -> OrderView:
    """The view after an event that happened at ``at`` (UTC); unknown events change nothing."""
    if state := _STATES.get(type(event)):
        view = view.moved(state, at)
    match event:
        case OrderHeld(place=place, expected_at=expected_at):
            waits = view.state == "placed" and not view.is_released
            return replace(view, held=Held(place, expected_at)) if waits else view
        case OrderReleased():
            return replace(view, held=None, is_released=True)
        case PaymentApproved(tip=tip) if tip is not None:
            return replace(view.settled("paid"), tip=tip)
        case OrderAccepted(ready_at=ready_at):
            return replace(view, ready_at=ready_at)
        case OrderRejected(reason=reason, words=words):
            return replace(view, reason=reason, words=words)
        case CourierAssigned(courier_id=courier_id, courier_name=name):
            return replace(view, courier_id=courier_id, courier_name=name)
        case PaymentRested(revision=revision):
            return view.rested(revision, is_resting=True)
        case PaymentResumed(revision=revision):
            return view.rested(revision, is_resting=False)
        case PaymentRefunded(reason=reason, so_far=so_far) if reason not in _STRAY_CHARGES:
            view = view.partly_refunded(so_far)
            return view if event.left.amount else view.settled("refunded")
        case _:
            payment = _payment_after(event)
            return view.settled(payment) if payment else view


def _payment_after(event: OrderEvent) -> str | None:
    match event:
        case PaymentApproved(method=method):
            return "cash" if method == "cash" else "paid"
        case PaymentVoided():
            return "voided"
        case CashCollected():
            return "collected"
        # A stray charge goes back by itself; the payment of the order stays as it is. So it
        # does while a part of it is kept.
        case RefundRequested(reason=reason, left=left) if reason not in _STRAY_CHARGES:
            return None if left.amount else "refunding"
    return None
