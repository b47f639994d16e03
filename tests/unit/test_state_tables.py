"""Every state × action pair of every aggregate: what it leads to, and what it publishes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from domain.delivery import courier as courier_model
from domain.delivery import states as delivery_model
from domain.delivery.courier import Courier, ShiftState
from domain.delivery.errors import AlreadyTaken
from domain.delivery.model import Delivery
from domain.delivery.states import DeliveryState
from domain.order import model as order_model
from domain.order.errors import TooLateToCancel
from domain.order.model import Order, OrderState
from domain.payment import states as payment_states
from domain.payment.charge import ChargeState
from domain.payment.model import Payment
from domain.payment.reasons import RefundReason
from domain.payment.states import PaymentState
from domain.shared.errors import DomainError, NotFound, WrongState
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.store import ticket_states as ticket_model
from domain.store.reasons import RejectionReason
from domain.store.ticket import Ticket
from domain.store.ticket_requests import CancelRequest, MissingDishes
from domain.store.ticket_states import TicketState
from tests.support.fakes import NOON
from tests.support.samples import (
    COURIER,
    OWNER,
    WON_9000,
    a_charge,
    a_delivery,
    a_payment,
    a_ticket,
    an_order,
)

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
}
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
}

TICKET_MOVES = {
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
    ("cooked", "deliver"): ("delivered", []),
    ("cooked", "call_off"): ("cancelled", ["OrderCalledOff"]),
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
    **{
        (state, "confirm"): ("delivered", ["Delivered"])
        for state in ("offered", "assigned", "picked_up")
    },
    **{
        (state, "cancel"): ("cancelled", ["DeliveryCancelled"])
        for state in ("scheduled", "offered", "assigned", "picked_up", "collectable")
    },
}
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
}

COURIER_MOVES: dict[tuple[str, str], tuple[str, list[str]]] = {
    ("on_shift", "go_off"): ("off_shift", []),
    ("off_shift", "go_on"): ("on_shift", []),
}
COURIER_ACTIONS: dict[str, Callable[[Courier], Any]] = {
    "go_on": Courier.go_on,
    "go_off": Courier.go_off,
}

# give_back, take and confirm_refund are never refused where money is already settled: they
# answer facts or repeats, so they stay in the state that they find.
PAYMENT_MOVES = {
    ("pending", "promise_cash"): ("due", ["PaymentApproved"]),
    ("pending", "take"): ("paid", ["PaymentApproved"]),
    ("pending", "void"): ("voided", ["PaymentVoided"]),
    ("pending", "give_back"): ("voided", ["PaymentVoided"]),
    ("pending", "rest"): ("pending", ["PaymentRested"]),
    ("pending", "resume"): ("pending", []),
    ("due", "take"): ("due", ["RefundRequested"]),
    ("due", "void"): ("voided", ["PaymentVoided"]),
    ("due", "give_back"): ("voided", ["PaymentVoided"]),
    ("due", "collect"): ("collected", ["CashCollected"]),
    ("paid", "take"): ("paid", ["RefundRequested"]),
    ("paid", "refund"): ("refunding", ["RefundRequested"]),
    ("paid", "give_back"): ("refunding", ["RefundRequested"]),
    ("paid", "refund_part"): ("paid", ["RefundRequested"]),
    ("refunding", "take"): ("refunding", ["RefundRequested"]),
    ("refunding", "give_back"): ("refunding", []),
    ("refunding", "confirm_refund"): ("refunded", ["PaymentRefunded"]),
    ("refunding", "fail_refund"): ("refunding", ["RefundFailed"]),
    ("refunded", "take"): ("refunded", ["RefundRequested"]),
    ("refunded", "give_back"): ("refunded", []),
    ("refunded", "confirm_refund"): ("refunded", []),
    ("voided", "take"): ("voided", ["RefundRequested"]),
    ("voided", "give_back"): ("voided", []),
    ("collected", "take"): ("collected", ["RefundRequested"]),
    ("collected", "give_back"): ("collected", []),
    # Resuming is about all payments at once; one that does not rest has nothing to resume.
    **{(state, "resume"): (state, []) for state in
       ("due", "paid", "refunding", "refunded", "voided", "collected")},
}  # fmt: skip
# What a pending payment does while it rests: (state, events, whether it still rests).
RESTING_MOVES = {
    "promise_cash": ("due", ["PaymentApproved"], False),
    "take": ("paid", ["PaymentApproved"], False),
    "take_wrong": ("pending", ["RefundRequested"], True),
    "void": ("voided", ["PaymentVoided"], False),
    "give_back": ("voided", ["PaymentVoided"], False),
    "rest": ("pending", [], True),
    "resume": ("pending", ["PaymentResumed"], False),
}
PAYMENT_ACTIONS: dict[str, Callable[[Payment], Any]] = {
    "promise_cash": Payment.promise_cash,
    "take": lambda payment: payment.take(a_charge("ch_new")),
    "void": lambda payment: payment.void(RefundReason.CANCELLED),
    "refund": lambda payment: payment.refund(RefundReason.REJECTED),
    "give_back": lambda payment: payment.give_back(RefundReason.REJECTED),
    "confirm_refund": lambda payment: payment.confirm_refund("ch_1"),
    "fail_refund": lambda payment: payment.fail_refund("ch_1", "no"),
    "settle_by_hand": lambda payment: payment.settle_by_hand(a_charge("ch_1").code),
    "collect": Payment.collect,
    "rest": Payment.rest,
    "resume": Payment.resume,
    "refund_part": lambda payment: payment.refund_part(WON_9000, RefundReason.BY_OPERATOR),
}


WITHOUT_COURIER = {DeliveryState.SCHEDULED, DeliveryState.OFFERED, DeliveryState.COLLECTABLE}


def pairs(states: type[Any], actions: dict[str, Any]) -> list[tuple[str, str]]:
    return [(state.value, action) for state in states for action in actions]


def check(
    aggregate: Any, action: Callable[[Any], Any], expected: tuple[str, list[str]] | None
) -> None:
    before = aggregate.state
    if expected is None:
        with pytest.raises(DomainError) as refused:
            action(aggregate)
        assert isinstance(refused.value, WrongState | TooLateToCancel | AlreadyTaken)
        assert aggregate.state == before
        assert aggregate.take_events() == []
        return
    action(aggregate)
    state, events = expected
    assert aggregate.state.value == state
    assert [type(event).__name__ for event in aggregate.take_events()] == events


def wherever(moves: dict[tuple[str, str], tuple[str, list[str]]]) -> dict[tuple[str, str], str]:
    return {pair: state for pair, (state, _events) in moves.items()}


def flat(table: Mapping[Any, Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    return {(at, action): to for at, moves in table.items() for action, to in moves.items()}


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


def test_table_of_the_payment_says_all_but_facts_and_repeats() -> None:
    # Those stay in the state that they find; giving back is voiding or refunding.
    said = flat(payment_states.TRANSITIONS)
    done = wherever(PAYMENT_MOVES)
    assert said.items() <= done.items()
    more = {pair: to for pair, to in done.items() if pair not in said}
    assert {action for _state, action in more} == {
        "take", "give_back", "confirm_refund", "fail_refund", "resume",
    }  # fmt: skip
    assert {pair for pair, to in more.items() if pair[0] != to} == {
        (state, "give_back") for state in ("pending", "due", "paid")
    }


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


@pytest.mark.parametrize(("state", "action"), pairs(PaymentState, PAYMENT_ACTIONS))
def test_payment_action_in_every_state_moves_or_is_refused(state: str, action: str) -> None:
    payment = a_payment()
    payment.state = PaymentState(state)
    charges = {
        PaymentState.PAID: ChargeState.TAKEN,
        PaymentState.REFUNDING: ChargeState.REFUNDING,
        PaymentState.REFUNDED: ChargeState.REFUNDED,
    }
    charge = a_charge()
    # In the other states the charge is one that was sent back and whose refund is done with,
    # or there is none: then confirming and failing have nothing to be about.
    charge.state = charges.get(payment.state, ChargeState.TAKEN)
    charge.reason = RefundReason.REJECTED
    charge.refunds = int(charge.state is not ChargeState.TAKEN)
    charge.asked = charge.amount.amount if charge.state is ChargeState.REFUNDING else 0
    charge.refunded = charge.amount.amount if charge.state is ChargeState.REFUNDED else 0
    payment.charges = [charge]
    check(payment, PAYMENT_ACTIONS[action], PAYMENT_MOVES.get((state, action)))


def take_wrong(payment: Payment) -> None:
    payment.take(a_charge(amount=Money(1, "KRW")))


@pytest.mark.parametrize("action", [*PAYMENT_ACTIONS, "take_wrong"])
def test_payment_action_while_resting_moves_or_is_refused(action: str) -> None:
    payment = a_payment()
    payment.rest()
    payment.take_events()
    act = (PAYMENT_ACTIONS | {"take_wrong": take_wrong})[action]
    if action not in RESTING_MOVES:
        # About a charge that it does not have, or not possible before it is paid.
        with pytest.raises((WrongState, NotFound)):
            act(payment)
        assert payment.is_resting
        return
    state, events, is_resting = RESTING_MOVES[action]
    check(payment, act, (state, events))
    assert payment.is_resting is is_resting
