"""Whether anything is heard of the delivery of a cooked order, where deliveries lie apart.

A delivery context that lives asks or tells something again and again. One whose database is away, or
that nobody runs, cannot say so itself: the order notices it by a deadline of its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from domain.delivery.events import (
    CourierAssigned,
    DeliveryCollectable,
    DeliveryHandedBack,
    DeliveryOffered,
    DeliveryOfferedAgain,
    DeliveryTakenAway,
    DeliveryUncollected,
    DeliveryUntaken,
    PickUpOverdue,
    PickUpUnanswered,
    StoreBringsIt,
)
from domain.order.events import DeliverySilent
from domain.order.model import OrderState
from domain.shared.deadlines import DeadlineKind

if TYPE_CHECKING:
    from domain.processes.context_gateways import FullUnitOfWork
    from domain.shared.limits import OperatingLimits
    from domain.shared.messages import Event

_WAITS_FOR_CUSTOMER = (DeliveryCollectable, DeliveryUncollected)
SIGNS: tuple[type[Event], ...] = (
    DeliveryOffered,
    DeliveryOfferedAgain,
    DeliveryUntaken,
    CourierAssigned,
    DeliveryHandedBack,
    DeliveryTakenAway,
    StoreBringsIt,
    PickUpOverdue,
    PickUpUnanswered,
    *_WAITS_FOR_CUSTOMER,
)
"""By which it is known that the delivery of a cooked order is looked after."""


def miss_delivery(order_id: str, uow: FullUnitOfWork) -> None:
    """Nothing is heard of the delivery → the customer and the operators are told so.

    What is looked after is waited for as long as its own deadlines may take, and asked about again.
    """
    order, patience = uow.orders.get(order_id), uow.limits.under_way_within
    if order.state is not OrderState.COOKED or patience is None:
        return
    heard = [(at, event) for at, event in uow.history(order_id) if isinstance(event, SIGNS)]
    if not heard:
        since = order.cooked_at or uow.now
    else:
        since, newest = max(heard, key=_at)
        due_at = since + _longest_silence(newest, uow.limits) + patience
        if due_at > uow.now:
            uow.deadlines.set(DeadlineKind.UNDER_WAY_BY, order_id, due_at)
            return
    uow.publish(
        DeliverySilent(
            order_id=order_id,
            customer_id=order.customer_id,
            store_id=order.store_id,
            since=since,
        )
    )


def longest_wait(limits: OperatingLimits) -> timedelta:
    """Return how far ahead the deadline is ever set."""
    most = max(limits.collect_within, _longest_before_pick_up(limits))
    return most + (limits.under_way_within or timedelta())


def _longest_silence(newest: Event, limits: OperatingLimits) -> timedelta:
    """How long a delivery context that lives may say nothing after an event."""
    before = _longest_before_pick_up(limits)
    is_for_customer = isinstance(newest, _WAITS_FOR_CUSTOMER)
    return max(limits.collect_within, before) if is_for_customer else before


def _longest_before_pick_up(limits: OperatingLimits) -> timedelta:
    return max(
        limits.take_within,
        limits.call_off_untaken_after,
        limits.pick_up_within,
        limits.escalate_courier_after,
        limits.ask_operators_every,
    )


def _at(heard: tuple[datetime, Event]) -> datetime:
    return heard[0]
