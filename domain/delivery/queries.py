"""What can be asked of the delivery context, and the view that answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.delivery.states import ENDS, WITH_FOOD, DeliveryState
from domain.delivery.trip import Destination
from domain.shared.failures import Problem
from domain.shared.messages import Query

if TYPE_CHECKING:
    from domain.delivery.model import Delivery


_SET_OUT = WITH_FOOD | {DeliveryState.COLLECTABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryView:
    """A delivery as one courier sees it, and what that courier can do with it now.

    ``is_mine``: this courier carries it; ``is_taken``: somebody else does; ``is_over``: the
    customer has it, so that nothing of it leads to them any more; ``is_late``: somebody was asked about
    it already; ``has_declined``: this courier had it and could not go; ``concerns_me``: they
    have it, had it, or can take it.
    """

    order_id: str
    destination: Destination
    state: DeliveryState
    courier_name: str
    is_mine: bool
    is_taken: bool
    can_take: bool
    can_pick_up: bool
    can_deliver: bool
    can_hand_back: bool
    can_report: bool
    is_late: bool
    has_declined: bool
    concerns_me: bool
    is_over: bool

    @classmethod
    def of(cls, delivery: Delivery, courier_id: int) -> DeliveryView:
        """Return the view that a courier has of a delivery."""
        is_mine = delivery.courier_id == courier_id
        is_called_off = delivery.state in {DeliveryState.CANCELLED, DeliveryState.FAILED}
        return cls(
            order_id=delivery.order_id,
            destination=delivery.destination,
            state=delivery.state,
            courier_name=delivery.courier_name,
            is_mine=is_mine,
            is_taken=not is_called_off and delivery.courier_id not in {None, courier_id},
            can_take=delivery.can("take"),
            can_pick_up=is_mine and delivery.can("pick_up"),
            can_deliver=is_mine and delivery.can("deliver"),
            can_hand_back=is_mine and delivery.can("hand_back"),
            can_report=is_mine and delivery.can("stop"),
            is_late=delivery.asked > 0,
            has_declined=courier_id in delivery.declined,
            concerns_me=is_mine or courier_id in delivery.declined or delivery.can("take"),
            is_over=delivery.state in ENDS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TripView:
    """A delivery as an owner of its store sees it, who has to decide about it or brings it.

    ``is_mine``: this owner brings it; ``was_given_back``: a courier had it and could not go;
    ``is_late``: somebody was asked about it; ``needs_decision``: that did not help; ``problem``
    is what stopped it. Once it ``is_over`` nobody has anything to decide or to bring.
    """

    order_id: str
    destination: Destination
    state: DeliveryState
    courier_name: str
    is_mine: bool
    was_given_back: bool
    is_late: bool
    needs_decision: bool
    has_couriers: bool
    can_call_again: bool
    can_bring: bool
    can_let_collect: bool
    can_pick_up: bool
    can_deliver: bool
    can_hand_back: bool
    can_take_away: bool
    can_report: bool
    can_bring_again: bool
    can_fail: bool
    can_confirm: bool
    can_call_off: bool
    problem: Problem | None
    has_photo: bool
    is_over: bool

    @classmethod
    def of(cls, delivery: Delivery, owner_id: int, *, has_couriers: bool) -> TripView:
        """Return the view that an owner has of a delivery."""
        is_mine = delivery.courier_id == owner_id
        is_offered = delivery.state is DeliveryState.OFFERED
        needs_decision = delivery.asked > 1
        # Whoever has it is left alone, until they do not answer.
        may_decide = delivery.courier_id is None or (needs_decision and not is_mine)
        is_left_to_us = is_offered and not has_couriers
        return cls(
            order_id=delivery.order_id,
            destination=delivery.destination,
            state=delivery.state,
            courier_name=delivery.courier_name,
            is_mine=is_mine,
            was_given_back=bool(delivery.declined),
            is_late=delivery.asked > 0,
            needs_decision=needs_decision,
            has_couriers=has_couriers,
            can_call_again=has_couriers and delivery.can("offer_again"),
            can_bring=may_decide and not is_left_to_us and delivery.can("bring"),
            can_let_collect=delivery.can("let_collect"),
            can_pick_up=(is_mine or is_left_to_us) and delivery.can("pick_up"),
            can_deliver=is_mine and delivery.can("deliver"),
            can_hand_back=is_mine and has_couriers and delivery.can("hand_back"),
            can_take_away=may_decide and delivery.can("take_away"),
            can_report=is_mine and delivery.can("stop"),
            can_bring_again=delivery.can("bring_again"),
            can_fail=delivery.can_fail,
            can_confirm=(may_decide or (delivery.problem is not None and not is_mine))
            and delivery.state in _SET_OUT,
            can_call_off=delivery.can("cancel") and delivery.trips == 0,
            problem=delivery.problem,
            has_photo=bool(delivery.photo),
            is_over=delivery.state in ENDS,
        )


@dataclass(frozen=True, slots=True)
class GetDelivery(Query[DeliveryView]):
    """A delivery, for a courier of its store."""

    order_id: str
    user_id: int


@dataclass(frozen=True, slots=True)
class GetShift(Query[bool]):
    """Whether this courier is on shift."""

    user_id: int
