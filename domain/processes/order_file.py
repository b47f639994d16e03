"""Everything about one order, for operators: its file, across all contexts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from domain.customer.model import OrderView
from domain.delivery.events import (
    AnotherTripDecided,
    ArrivalUnanswered,
    CourierAssigned,
    Delivered,
    DeliveryCollectable,
    DeliveryFailed,
    DeliveryHandedBack,
    DeliveryOfferedAgain,
    DeliveryStarted,
    DeliveryTakenAway,
    DeliveryUncollected,
    DeliveryUntaken,
    PickUpUnanswered,
    ProblemReported,
    ProblemUnanswered,
    StoreBringsIt,
)
from domain.order.events import DeliverySilent, OrderCancelled, OrderFailed
from domain.order.model import OrderState
from domain.payment.charge import ChargeState
from domain.payment.events import (
    InvoiceRefused,
    PaymentApproved,
    PaymentRefunded,
    PaymentVoided,
    RefundFailed,
)
from domain.payment.states import PaymentState
from domain.processes.under_way import SIGNS
from domain.shared.deadlines import DeadlineKind
from domain.shared.messages import Event, Query, Services
from domain.store.events import CookingUnanswered, OrderCalledOff, OrderCooked, OrderPutOff

if TYPE_CHECKING:
    from domain.payment.model import Payment
    from domain.processes.context_gateways import FullUnitOfWork

ESCALATIONS: Mapping[type[Event], tuple[type[Event], ...]] = {
    CookingUnanswered: (OrderPutOff, OrderCooked, OrderCalledOff, Delivered),
    DeliveryUntaken: (
        DeliveryOfferedAgain,
        CourierAssigned,
        DeliveryStarted,
        StoreBringsIt,
        DeliveryCollectable,
        OrderCalledOff,
        DeliveryFailed,
        Delivered,
    ),
    PickUpUnanswered: (
        DeliveryStarted,
        DeliveryHandedBack,
        DeliveryTakenAway,
        StoreBringsIt,
        OrderCalledOff,
        Delivered,
    ),
    ArrivalUnanswered: (
        ProblemReported,
        DeliveryTakenAway,
        StoreBringsIt,
        OrderCalledOff,
        DeliveryFailed,
        Delivered,
    ),
    DeliveryUncollected: (StoreBringsIt, OrderCalledOff, DeliveryFailed, Delivered),
    ProblemUnanswered: (AnotherTripDecided, DeliveryFailed, Delivered, OrderCalledOff),
    DeliverySilent: (*SIGNS, DeliveryStarted, OrderCalledOff, DeliveryFailed, Delivered),
    InvoiceRefused: (PaymentApproved, PaymentVoided, OrderCancelled),
    RefundFailed: (PaymentRefunded,),
}
"""What calls for an operator, and which events decide it, whoever caused them."""

_BY_COURIER = (
    CourierAssigned,
    DeliveryHandedBack,
    DeliveryStarted,
    ProblemReported,
    StoreBringsIt,
    Delivered,
)


@dataclass(frozen=True, slots=True)
class Happened:
    """An event and its time (UTC)."""

    event: Event
    at: datetime


@dataclass(frozen=True, slots=True)
class Escalation:
    """What operators were asked; ``decision`` is there once somebody has decided it."""

    asked: Happened
    decision: Happened | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFile:
    """An order with its people, its money, its past and what it waits for.

    Args:
        view: The order as its customer sees it.
        phone: How to reach the customer (E.164).
        payment: The state of the payment.
        history: What happened, oldest first.
        waits: What will happen by itself, and when (UTC), the next first.
        names: What the people are called who are spoken of, by their ids.
        escalation: What operators were asked last and is still open, or what was decided last.
        can_end: Whether it can be cancelled or called off.
        can_refund_part: Whether a part of what was paid can be given back.
        can_confirm: Whether it can be marked as delivered.
        can_call_again: Whether its couriers can be asked once more.
        can_let_collect: Whether the customer can be asked to come for it.
        can_take_away: Whether it can be taken from whoever has it, and offered anew.
        can_bring_again: Whether something stopped its delivery, so that it can be brought again.
        can_fail: Whether somebody may decide against another trip.
        has_photo: Whether there is a photo of what stopped it.
        failed_refunds: Those that somebody still has to make by hand.
    """

    view: OrderView
    phone: str
    payment: PaymentState
    history: tuple[Happened, ...]
    waits: tuple[tuple[DeadlineKind, datetime], ...]
    names: Mapping[int, str]
    escalation: Escalation | None
    can_end: bool
    can_refund_part: bool
    can_confirm: bool
    can_call_again: bool
    can_let_collect: bool
    can_take_away: bool
    can_bring_again: bool
    can_fail: bool
    has_photo: bool
    failed_refunds: tuple[RefundFailed, ...] = ()


@dataclass(frozen=True, slots=True)
class GetOrderFile(Query[OrderFile]):
    """The file of an order, for an operator."""

    order_id: str
    user_id: int


@dataclass(frozen=True, slots=True)
class IsOperator(Query[bool]):
    """Whether this person runs the platform."""

    user_id: int


def is_operator(query: IsOperator, uow: FullUnitOfWork) -> bool:
    """Whether somebody is one of those who run the platform."""
    return query.user_id in uow.limits.operators


def get_order_file(query: GetOrderFile, uow: FullUnitOfWork) -> OrderFile:
    """The file of an order. Raises NotAllowed, NotFound."""
    uow.limits.require_operator(query.user_id, "read")
    return order_file(query.order_id, uow)


def order_file(order_id: str, uow: FullUnitOfWork) -> OrderFile:
    """Put the file of an order together, whoever reads it. Raises NotFound."""
    order, view = uow.orders.get(order_id), uow.views.get(order_id)
    payment, delivery = uow.payments.get(order_id), uow.deliveries.find(order_id)
    history = tuple(Happened(event, at) for at, event in uow.history(order_id))
    is_standing = any(order.can(action) for action in ("cancel", "call_off", "recall"))
    is_to_bring = order.state in {OrderState.COOKED, OrderState.ON_THE_WAY}
    brought = delivery if is_to_bring else None
    has_couriers = bool(uow.stores.get(view.store_id).couriers)
    return OrderFile(
        view=view,
        phone=order.details.phone,
        payment=payment.state,
        history=history,
        waits=tuple(uow.deadlines.of(order_id)),
        names=_names(view, history, uow),
        escalation=_escalation(history),
        can_end=is_standing,
        can_refund_part=_has_something_left(payment),
        can_confirm=brought is not None and brought.can("confirm"),
        can_call_again=has_couriers and brought is not None and brought.can("offer_again"),
        can_let_collect=brought is not None and brought.can("let_collect"),
        can_take_away=brought is not None and brought.can("take_away"),
        can_bring_again=brought is not None and brought.can("bring_again"),
        can_fail=brought is not None and brought.can_fail,
        has_photo=brought is not None and bool(brought.photo),
        failed_refunds=_failed_refunds(history, payment),
    )


def decider(event: Event) -> int | None:
    """Who caused an event (a Telegram user id), where it says so."""
    if isinstance(event, OrderFailed | DeliveryFailed):
        return event.failure.by
    for said in ("by", "accepted_by"):
        if isinstance(found := getattr(event, said, None), int):
            return found
    return event.courier_id if isinstance(event, _BY_COURIER) else None


def _escalation(history: tuple[Happened, ...]) -> Escalation | None:
    waiting: dict[tuple[str, ...], Happened] = {}
    settled: Escalation | None = None
    for it in history:
        if type(it.event) in ESCALATIONS:
            # Asked again, it comes last.
            waiting.pop(_question(it.event), None)
            waiting[_question(it.event)] = it
            continue
        for asked in [was for was in waiting.values() if _decides(it.event, was.event)]:
            del waiting[_question(asked.event)]
            settled = Escalation(asked, it)
    return Escalation(list(waiting.values())[-1], None) if waiting else settled


def _question(asked: Event) -> tuple[str, ...]:
    return (type(asked).__name__, asked.charge_id if isinstance(asked, RefundFailed) else "")


def _decides(event: Event, asked: Event) -> bool:
    if isinstance(asked, RefundFailed) and getattr(event, "charge_id", "") != asked.charge_id:
        return False
    return isinstance(event, ESCALATIONS[type(asked)])


def _failed_refunds(history: tuple[Happened, ...], payment: Payment) -> tuple[RefundFailed, ...]:
    owed = {
        (charge.charge_id, charge.refunds)
        for charge in payment.charges
        if charge.state is ChargeState.REFUND_FAILED
    }
    failed = (it.event for it in history if isinstance(it.event, RefundFailed))
    found = {(it.charge_id, it.number): it for it in failed}
    return tuple(it for key, it in found.items() if key in owed)


def _has_something_left(payment: Payment) -> bool:
    return payment.state is PaymentState.PAID and any(
        charge.state is ChargeState.TAKEN and charge.left.amount for charge in payment.charges
    )


def _names(
    view: OrderView, history: tuple[Happened, ...], uow: FullUnitOfWork
) -> Mapping[int, str]:
    spoken_of = {view.customer_id, view.courier_id, *(decider(it.event) for it in history)}
    return {it: uow.people.name_of(it) for it in spoken_of if it is not None}


SERVICES: Services = {GetOrderFile: get_order_file, IsOperator: is_operator}
