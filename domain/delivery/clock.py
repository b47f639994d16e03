"""When the next step of a delivery is asked about: there is always one deadline, until its end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.delivery.states import DeliveryState
from domain.shared.deadlines import DeadlineKind

if TYPE_CHECKING:
    from domain.delivery.model import Delivery
    from domain.delivery.ports import DeliveryUnitOfWork
    from domain.shared.limits import OperatingLimits


def start_clock(delivery: Delivery, uow: DeliveryUnitOfWork, *, at_once: bool = False) -> None:
    """Ask about the step that comes next when it is late, or ``at_once``."""
    wait = timedelta() if at_once else next_wait(delivery, uow.limits, delivery.asked)
    uow.deadlines.set(DeadlineKind.DELIVERY_STEP, delivery.order_id, uow.now + wait)


def stop_clock(delivery: Delivery, uow: DeliveryUnitOfWork) -> None:
    """Ask no more: the delivery has ended."""
    uow.deadlines.clear(DeadlineKind.DELIVERY_STEP, delivery.order_id)


def next_wait(  # noqa: PLR0911 - one for each state
    delivery: Delivery, limits: OperatingLimits, asked: int
) -> timedelta:
    """Return how long a delivery may stay as it is, after so many questions, before the next one."""
    state = delivery.state
    if state is DeliveryState.OFFERED and asked < 2:
        return limits.take_within
    if state is DeliveryState.OFFERED and delivery.trips == 0:
        return limits.call_off_untaken_after
    if state is DeliveryState.ASSIGNED:
        return limits.escalate_courier_after if asked else limits.pick_up_within
    if state is DeliveryState.PICKED_UP and asked < 2:
        return limits.escalate_courier_after if asked else limits.deliver_within
    if state is DeliveryState.COLLECTABLE and asked == 0:
        return limits.collect_within
    if state is DeliveryState.STOPPED and asked == 0:
        return limits.decide_within
    return limits.ask_operators_every


def longest_wait(limits: OperatingLimits) -> timedelta:
    """Return how far ahead that is ever."""
    return max(
        limits.take_within,
        limits.call_off_untaken_after,
        limits.escalate_courier_after,
        limits.pick_up_within,
        limits.deliver_within,
        limits.collect_within,
        limits.decide_within,
        limits.ask_operators_every,
    )
