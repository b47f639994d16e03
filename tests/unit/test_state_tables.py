"""Every state × action pair of every aggregate: what it leads to, and what it publishes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from domain.delivery import courier as courier_model
from domain.delivery import states as delivery_model
from domain.delivery.courier import Courier, ShiftState
from domain.delivery.model import Delivery
from domain.delivery.states import DeliveryState
from domain.order import model as order_model
from domain.order.model import Order, OrderState
from domain.shared.errors import WrongState
from domain.shared.failures import Failure, Problem, Settlement
from domain.shared.methods import PaymentMethod
from domain.store import ticket_states as ticket_model
from domain.store.reasons import RejectionReason
from domain.store.ticket import Ticket
from domain.store.ticket_requests import CancelRequest, MissingDishes
from domain.store.ticket_states import TicketState
from tests.support.fakes import NOON
from tests.support.samples import (
    COURIER,
    OWNER,
    a_delivery,
    a_ticket,
    an_order,
)
from tests.support.state_tables import check, flat, pairs, wherever

# state × action -> (state after, events published); every pair that is not here is refused.
ORDER_MOVES = {
    ("placed", "admit"): ("placed", []),
    ("placed", "hold"): ("held", ["OrderHeld"]),
    ("held", "hold"): ("held", ["OrderHeld"]),
    ("held", "release"): ("placed", ["OrderReleased"]),
    ("held", "pay"): ("paid", ["OrderPaid"]),
    ("held", "cancel"): ("cancelled", ["OrderCancelled"]),
    ("held", "expire"): ("expired", ["OrderExpired"]),
    ("placed", "pay"): ("paid", ["OrderPaid"]),
    ("placed", "cancel"): ("cancelled", ["OrderCancelled"]),
    ("placed", "expire"): ("expired", ["OrderExpired"]),
    ("paid", "accept"): ("accepted", []),
    ("paid", "reject"): ("rejected", []),
    ("paid", "cancel"): ("cancelled", ["OrderCancelled"]),
    ("paid", "call_off"): ("cancelled", []),
    ("accepted", "cook"): ("cooked", []),
    ("accepted", "call_off"): ("cancelled", []),
    ("cooked", "send_out"): ("on_the_way", []),
    ("cooked", "call_off"): ("cancelled", []),
    ("cooked", "hand_over"): ("delivered", []),
    ("on_the_way", "send_out"): ("on_the_way", []),
    ("on_the_way", "deliver"): ("delivered", []),
    ("on_the_way", "hand_over"): ("delivered", []),
    ("on_the_way", "recall"): ("cancelled", []),
    ("cooked", "fail"): ("failed", ["OrderFailed"]),
    ("on_the_way", "fail"): ("failed", ["OrderFailed"]),
}
FAILURE = Failure(Problem.REFUSED, Settlement.KEEP, None, OWNER)
ORDER_ACTIONS: dict[str, Callable[[Order], Any]] = {
    "admit": lambda order: order.admit(NOON),
    "hold": lambda order: order.hold(1, NOON),
    "release": lambda order: order.release(NOON),
    "pay": lambda order: order.pay(PaymentMethod.CARD),
    "accept": Order.accept,
    "reject": Order.reject,
    "cook": lambda order: order.cook(NOON),
    "send_out": Order.send_out,
    "deliver": Order.deliver,
    "hand_over": Order.hand_over,
    "cancel": Order.cancel,
    "expire": Order.expire,
    "call_off": Order.call_off,
    "recall": Order.recall,
    "fail": lambda order: order.fail(FAILURE),
}

TICKET_MOVES: dict[tuple[str, str], tuple[str, list[str]]] = {
    ("received", "remind"): ("received", ["StoreReminded"]),
    ("received", "accept"): ("accepted", ["OrderAccepted"]),
    ("received", "reject"): ("rejected", ["OrderRejected"]),
    ("received", "cancel"): ("cancelled", ["TicketCancelled"]),
    ("received", "call_off"): ("cancelled", ["OrderCalledOff"]),
    ("accepted", "put_off"): ("accepted", ["OrderPutOff"]),
    ("accepted", "remind_to_cook"): ("accepted", ["CookingOverdue"]),
    ("accepted", "escalate_cooking"): ("accepted", ["CookingUnanswered"]),
    **{
        (state, action): (state, [event])
        for state in ("accepted", "cooked")
        for action, event in (
            ("ask_to_cancel", "CancellationRequested"),
            ("refuse_request", "CancellationRefused"),
            ("let_request_lapse", "CancellationUnanswered"),
            ("overtake_request", "CancellationOvertaken"),
        )
    },
    ("accepted", "report_missing"): ("accepted", ["DishesReportedMissing"]),
    ("accepted", "leave_out"): ("accepted", ["DishesLeftOut"]),
    ("accepted", "cook"): ("cooked", ["OrderCooked"]),
    ("accepted", "call_off"): ("cancelled", ["OrderCalledOff"]),
    **{
        (state, action): (after, events)
        for state in ("cooked", "handed_over")
        for action, after, events in (
            ("hand_over", "handed_over", []),
            ("deliver", "delivered", []),
            ("fail", "failed", []),
            ("call_off", "cancelled", ["OrderCalledOff"]),
        )
    },
}


def requested(act: Callable[[Ticket], Any]) -> Callable[[Ticket], Any]:
    """The same action, about what is asked, and open, on either side."""

    def asked(ticket: Ticket) -> Any:
        ticket.asked, ticket.request = 2, CancelRequest(1, NOON)
        ticket.missing = MissingDishes(2, (0,), NOON)
        return act(ticket)

    return asked


TICKET_ACTIONS: dict[str, Callable[[Ticket], Any]] = {
    "remind": lambda ticket: ticket.remind(NOON),
    "accept": lambda ticket: ticket.accept(OWNER, 15, NOON),
    "reject": lambda ticket: ticket.reject(OWNER, RejectionReason.TOO_BUSY, NOON),
    "cook": Ticket.cook,
    "cancel": lambda ticket: ticket.cancel(NOON),
    "deliver": lambda ticket: ticket.deliver(NOON),
    "hand_over": Ticket.hand_over,
    "fail": lambda ticket: ticket.fail(NOON),
    "put_off": lambda ticket: ticket.put_off(10, NOON),
    "remind_to_cook": lambda ticket: ticket.remind_to_cook(NOON),
    "escalate_cooking": lambda ticket: ticket.escalate_cooking(NOON),
    "ask_to_cancel": lambda ticket: ticket.ask_to_cancel(NOON),
    "refuse_request": requested(lambda ticket: ticket.refuse_request(OWNER)),
    "let_request_lapse": requested(Ticket.let_request_lapse),
    "overtake_request": requested(Ticket.overtake_request),
    "report_missing": lambda ticket: ticket.report_missing(frozenset({0}), NOON),
    "leave_out": requested(lambda ticket: ticket.leave_out(2, None)),
    "call_off": lambda ticket: ticket.call_off(OWNER, RejectionReason.BROKEN, NOON),
}

DELIVERY_MOVES = {
    ("scheduled", "offer"): ("offered", ["DeliveryOffered"]),
    ("offered", "take"): ("assigned", ["CourierAssigned"]),
    ("assigned", "pick_up"): ("picked_up", ["DeliveryStarted"]),
    ("picked_up", "deliver"): ("delivered", ["Delivered"]),
    ("offered", "pick_up"): ("picked_up", ["DeliveryStarted"]),
    ("offered", "offer_again"): ("offered", ["DeliveryOfferedAgain"]),
    ("offered", "let_collect"): ("collectable", ["DeliveryCollectable"]),
    ("offered", "ask"): ("offered", ["DeliveryOfferedAgain"]),
    ("assigned", "hand_back"): ("offered", ["DeliveryHandedBack"]),
    ("assigned", "ask"): ("assigned", ["PickUpOverdue"]),
    ("picked_up", "ask"): ("picked_up", ["ArrivalOverdue"]),
    ("collectable", "ask"): ("collectable", ["DeliveryUncollected"]),
    ("collectable", "confirm"): ("delivered", ["Delivered"]),
    **{
        (state, "take_away"): ("offered", ["DeliveryTakenAway"])
        for state in ("assigned", "picked_up")
    },
    **{
        (state, "bring"): ("assigned", ["StoreBringsIt"])
        for state in ("offered", "assigned", "picked_up", "collectable")
    },
    ("picked_up", "stop"): ("stopped", ["ProblemReported"]),
    ("stopped", "deliver"): ("delivered", ["Delivered"]),
    ("stopped", "ask"): ("stopped", ["ProblemUnanswered"]),
    ("stopped", "bring_again"): ("offered", ["AnotherTripDecided"]),
    **{
        (state, "fail"): ("failed", ["DeliveryFailed"])
        for state in ("offered", "picked_up", "collectable", "stopped")
    },
    **{
        (state, "confirm"): ("delivered", ["Delivered"])
        for state in ("offered", "assigned", "picked_up", "stopped")
    },
    **{
        (state, "cancel"): ("cancelled", ["DeliveryCancelled"])
        for state in ("scheduled", "offered", "assigned", "picked_up", "collectable", "stopped")
    },
}


def fails_after_a_trip(delivery: Delivery) -> None:
    """Somebody has set out before, and then did not answer."""
    delivery.trips, delivery.asked = 1, 2
    delivery.fail(OWNER, Settlement.KEEP)


DELIVERY_ACTIONS: dict[str, Callable[[Delivery], Any]] = {
    "offer": Delivery.offer,
    "take": lambda delivery: delivery.assign(COURIER, "Dan"),
    "pick_up": lambda delivery: delivery.pick_up(COURIER),
    "deliver": lambda delivery: delivery.deliver(COURIER),
    "cancel": Delivery.cancel,
    "hand_back": lambda delivery: delivery.hand_back(COURIER),
    "ask": lambda delivery: delivery.ask(NOON),
    "offer_again": lambda delivery: delivery.offer_again(OWNER),
    "let_collect": lambda delivery: delivery.let_collect(OWNER),
    "take_away": lambda delivery: delivery.take_away(OWNER),
    "bring": lambda delivery: delivery.bring(OWNER, "Sora"),
    "confirm": lambda delivery: delivery.confirm(OWNER),
    "stop": lambda delivery: delivery.stop(COURIER, Problem.REFUSED),
    "bring_again": lambda delivery: delivery.bring_again(OWNER),
    "fail": fails_after_a_trip,
}

COURIER_MOVES: dict[tuple[str, str], tuple[str, list[str]]] = {
    ("on_shift", "go_off"): ("off_shift", []),
    ("off_shift", "go_on"): ("on_shift", []),
}
COURIER_ACTIONS: dict[str, Callable[[Courier], Any]] = {
    "go_on": Courier.go_on,
    "go_off": Courier.go_off,
}

WITHOUT_COURIER = {DeliveryState.SCHEDULED, DeliveryState.OFFERED, DeliveryState.COLLECTABLE}


@pytest.mark.parametrize(
    ("table", "moves"),
    [
        (order_model.TRANSITIONS, ORDER_MOVES),
        (ticket_model.TRANSITIONS, TICKET_MOVES),
        (delivery_model.TRANSITIONS, DELIVERY_MOVES),
        (courier_model.TRANSITIONS, COURIER_MOVES),
    ],
)
def test_table_of_an_aggregate_says_all_that_it_does(
    table: Mapping[Any, Mapping[str, Any]], moves: dict[tuple[str, str], tuple[str, list[str]]]
) -> None:
    assert flat(table) == wherever(moves)


@pytest.mark.parametrize(("state", "action"), pairs(OrderState, ORDER_ACTIONS))
def test_order_action_in_every_state_moves_or_is_refused(state: str, action: str) -> None:
    order = an_order()
    order.take_events()
    order.state = OrderState(state)
    check(order, ORDER_ACTIONS[action], ORDER_MOVES.get((state, action)))


@pytest.mark.parametrize(("state", "action"), pairs(TicketState, TICKET_ACTIONS))
def test_ticket_action_in_every_state_moves_or_is_refused(state: str, action: str) -> None:
    ticket = a_ticket()
    ticket.state, ticket.ready_at = TicketState(state), NOON
    check(ticket, TICKET_ACTIONS[action], TICKET_MOVES.get((state, action)))


@pytest.mark.parametrize(("state", "action"), pairs(DeliveryState, DELIVERY_ACTIONS))
def test_delivery_action_in_every_state_moves_or_is_refused(state: str, action: str) -> None:
    delivery = a_delivery()
    delivery.state = DeliveryState(state)
    if delivery.state not in WITHOUT_COURIER:
        delivery.courier_id, delivery.courier_name = COURIER, "Dan"
    if delivery.state is DeliveryState.STOPPED:
        delivery.problem = Problem.REFUSED
    check(delivery, DELIVERY_ACTIONS[action], DELIVERY_MOVES.get((state, action)))


@pytest.mark.parametrize(("state", "action"), pairs(ShiftState, COURIER_ACTIONS))
def test_courier_action_in_every_state_moves_or_is_refused(state: str, action: str) -> None:
    courier = Courier(courier_id=COURIER, state=ShiftState(state))
    check(courier, COURIER_ACTIONS[action], COURIER_MOVES.get((state, action)))


@pytest.mark.parametrize(
    ("state", "trips", "asked"),
    [
        ("offered", 0, ["DeliveryOfferedAgain", "DeliveryUntaken", "DeliveryGivenUp"]),
        ("offered", 1, ["DeliveryOfferedAgain", "DeliveryUntaken", "DeliveryUntaken"]),
        ("assigned", 0, ["PickUpOverdue", "PickUpUnanswered", "PickUpUnanswered"]),
        ("picked_up", 1, ["ArrivalOverdue", "ArrivalUnanswered", "ArrivalUnanswered"]),
        ("collectable", 0, ["DeliveryUncollected"] * 3),
        ("stopped", 1, ["ProblemUnanswered"] * 3),
    ],
)
def test_delivery_asked_about_again_asks_somebody_further_up(
    state: str, trips: int, asked: list[str]
) -> None:
    delivery = a_delivery()
    delivery.state, delivery.trips = DeliveryState(state), trips
    if delivery.state not in WITHOUT_COURIER:
        delivery.courier_id, delivery.courier_name = COURIER, "Dan"
    for _ in asked:
        delivery.ask(NOON)
    assert [type(event).__name__ for event in delivery.take_events()] == asked


@pytest.mark.parametrize(
    ("state", "trips", "asked"),
    [("offered", 0, 9), ("picked_up", 1, 1), ("assigned", 1, 9), ("collectable", 1, 0)],
)
def test_delivery_fails_only_where_nothing_else_is_left(
    state: str, trips: int, asked: int
) -> None:
    delivery = a_delivery()
    delivery.state, delivery.trips, delivery.asked = DeliveryState(state), trips, asked
    assert not delivery.can_fail
    with pytest.raises(WrongState):
        delivery.fail(OWNER, Settlement.KEEP)
    assert (delivery.state, delivery.take_events()) == (DeliveryState(state), [])
