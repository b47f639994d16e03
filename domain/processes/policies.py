"""Who reacts to what: for each consumer, the events it wants and what it does about them.

A consumer belongs to one context and handles each event once, in its own transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from domain.customer.events import PersonUnreachable, UpdateSetAside
from domain.delivery import commands as delivery
from domain.delivery import services as delivery_services
from domain.delivery import shifts as delivery_shifts
from domain.delivery.events import (
    Delivered,
    DeliveryFailed,
    DeliveryGivenUp,
    DeliveryStarted,
    DeliveryTakenAway,
)
from domain.order import admission
from domain.order import commands as order
from domain.order import services as order_services
from domain.order.events import (
    OrderCancelled,
    OrderExpired,
    OrderFailed,
    OrderPaid,
)
from domain.order.model import CALLED_OFF
from domain.payment import commands as payment
from domain.payment import services as payment_services
from domain.payment.events import (
    PaymentApproved,
    PaymentRested,
)
from domain.payment.reasons import RefundReason
from domain.processes.context_gateways import ToOrder, ToStore, fetch_destination
from domain.processes.viewed import VIEWED, project_order, project_unpaid
from domain.shared.errors import WrongState
from domain.store import commands as store
from domain.store import cooking_services, ticket_services
from domain.store import services as store_services
from domain.store.events import (
    CapacityChanged,
    DishesLeftOut,
    OrderAccepted,
    OrderCalledOff,
    OrderCooked,
    OrderRejected,
    StoreOpened,
)
from domain.store.ticket_requests import TicketLine

if TYPE_CHECKING:
    from domain.delivery.trip import Destination
    from domain.processes.context_gateways import FullUnitOfWork
    from domain.shared.messages import Event, OrderEvent

Policy = Callable[..., None]

STEPS: Mapping[type[OrderEvent], order.OrderStep] = {
    OrderCooked: order.OrderStep.COOK,
    DeliveryStarted: order.OrderStep.SEND_OUT,
}
REASONS: Mapping[type[OrderEvent], RefundReason] = {
    OrderCancelled: RefundReason.CANCELLED,
    OrderExpired: RefundReason.EXPIRED,
    OrderRejected: RefundReason.REJECTED,
    OrderCalledOff: RefundReason.CALLED_OFF,
}


def settle_order(event: PaymentApproved, uow: FullUnitOfWork) -> None:
    """Payment approved → the order is paid; too late, and the money goes back."""
    try:
        paid = order.PayOrder(event.order_id, event.method, event.tip)
        order_services.pay_order(paid, uow)
    except WrongState as error:
        if error.state not in CALLED_OFF or uow.tickets.has(event.order_id):
            # Paid by this very event before: its payment is not late and must not go back. Of one
            # that was called off since, the store may keep a part.
            return
        payment_services.give_back(payment.GiveBack(event.order_id, RefundReason.LATE), uow)


def advance_order(event: OrderEvent, uow: FullUnitOfWork) -> None:
    """Cooked, started, delivered → the order follows."""
    order_services.advance_order(
        order.AdvanceOrder(event.order_id, STEPS[type(event)]), uow, ToStore(uow)
    )


def end_order(event: Delivered, uow: FullUnitOfWork) -> None:
    """Delivered → the order has ended, whether anybody said before that it was on its way."""
    was_seen = event.was_started and not event.was_collected
    step = order.OrderStep.DELIVER if was_seen else order.OrderStep.HAND_OVER
    order_services.advance_order(order.AdvanceOrder(event.order_id, step), uow, ToStore(uow))


def fail_order(event: DeliveryFailed, uow: FullUnitOfWork) -> None:
    """Delivery failed → so has the order, unless it was called off meanwhile."""
    order_services.fail_order(order.FailOrder(event.order_id, event.failure), uow)


def make_room(event: PaymentRested, uow: FullUnitOfWork) -> None:
    """A payment rests → its order stands in nobody's way; it is let in when it is paid."""
    store_id = uow.orders.get(event.order_id).store_id
    admission.release_next(store_id, uow, ToStore(uow))


def let_the_next_in(event: CapacityChanged | StoreOpened, uow: FullUnitOfWork) -> None:
    """More room in the kitchen, or open again → the next held orders go on."""
    admission.release_next(event.store_id, uow, ToStore(uow))


def give_back(event: OrderEvent, uow: FullUnitOfWork) -> None:
    """The order ended without food → void or refund, but for what the store keeps of it."""
    kept = event.kept if isinstance(event, OrderCalledOff) else None
    payment_services.give_back(payment.GiveBack(event.order_id, REASONS[type(event)], kept), uow)


def collect_cash(event: Delivered, uow: FullUnitOfWork) -> None:
    """Delivered → cash that was due is collected."""
    payment_services.collect_cash(payment.CollectCash(event.order_id, event.collected), uow)


def settle_payment(event: OrderFailed, uow: FullUnitOfWork) -> None:
    """Order failed → its money is kept, goes back or is waived, as was decided."""
    payment_services.settle_payment(payment.SettlePayment(event.order_id, event.failure), uow)


def reduce_payment(event: DishesLeftOut, uow: FullUnitOfWork) -> None:
    """Dishes left out → the order costs less, and what was paid for them goes back."""
    payment_services.reduce_payment(payment.ReducePayment(event.order_id, event.total), uow)


def book_stray(event: UpdateSetAside, uow: FullUnitOfWork) -> None:
    """Update set aside → the charge that it reports is booked, at least as a stray one."""
    if event.charge is not None:
        payment_services.book_stray(event.charge, uow)


def open_ticket(event: OrderPaid, uow: FullUnitOfWork) -> None:
    """Order paid → its ticket opens at the store (seed: "입점상점주인에게 전달된다")."""
    location = event.details.location
    lines = tuple(TicketLine(line.name, line.quantity, line.amount) for line in event.lines)
    ticket_services.open_ticket(
        store.OpenTicket(
            order_id=event.order_id,
            store_id=event.store_id,
            customer_name=event.customer_name,
            customer_phone=event.details.phone,
            address=event.details.address,
            lines=lines,
            total=event.total,
            method=event.method,
            delivery_fee=event.delivery_fee,
            latitude=location.latitude if location else None,
            longitude=location.longitude if location else None,
            tip=event.tip,
        ),
        uow,
    )


def cancel_ticket(event: OrderCancelled, uow: FullUnitOfWork) -> None:
    """Order cancelled → the store learns of it, if the order ever went there."""
    if event.was_paid:
        ticket_services.cancel_ticket(store.CancelTicket(event.order_id), uow)


def end_ticket(event: Delivered, uow: FullUnitOfWork) -> None:
    """Delivered → the ticket has ended, too."""
    ticket_services.end_ticket(store.EndTicket(event.order_id), uow)


def hand_over(event: DeliveryStarted, uow: FullUnitOfWork) -> None:
    """Somebody has the food → the kitchen has not, and it is too late for what was asked."""
    ticket_services.hand_over(store.HandOver(event.order_id), uow)


def fail_ticket(event: OrderFailed, uow: FullUnitOfWork) -> None:
    """Order failed → the ticket has ended, too."""
    ticket_services.fail_ticket(store.FailTicket(event.order_id), uow)


def suspend_unreachable(event: PersonUnreachable, uow: FullUnitOfWork) -> None:
    """Owner unreachable → a store without any reachable owner takes no more orders."""
    for owned in uow.stores.owned_by(event.user_id):
        if not uow.people.reachable(owned.owners):
            store_services.suspend_store(store.SuspendStore(owned.id), uow)


def schedule_delivery(event: OrderAccepted, uow: FullUnitOfWork, destination: Destination) -> None:
    """Order accepted → its delivery is saved with details fetched from the order."""
    delivery_services.schedule_delivery(
        delivery.ScheduleDelivery(event.order_id, event.store_id), uow, destination
    )


def offer_delivery(event: OrderCooked, uow: FullUnitOfWork, couriers: frozenset[int]) -> None:
    """Order cooked → the delivery is offered to the couriers of the store."""
    offered = delivery.OfferDelivery(event.order_id, event.total)
    delivery_services.offer_delivery(offered, uow, couriers)


def skip_to_deciders(
    event: DeliveryTakenAway, uow: FullUnitOfWork, couriers: frozenset[int]
) -> None:
    """Taken away by time → where no courier is left to ask, owners and operators are."""
    if event.by is None:
        delivery_shifts.skip_to_deciders(delivery.SkipToDeciders(event.order_id), uow, couriers)


def cancel_delivery(event: OrderCalledOff, uow: FullUnitOfWork) -> None:
    """Order called off → so is its delivery, if it has one."""
    if event.was_accepted:
        delivery_services.cancel_delivery(delivery.CancelDelivery(event.order_id), uow)


def call_off_untaken(event: DeliveryGivenUp, uow: FullUnitOfWork) -> None:
    """Nobody brings it → its order is called off."""
    cooking_services.call_off_untaken(store.CallOffUntaken(event.order_id), uow, ToOrder(uow))


POLICIES: Mapping[str, Mapping[type[Event], Policy]] = {
    "order": {
        PaymentApproved: settle_order,
        OrderCooked: advance_order,
        DeliveryStarted: advance_order,
        Delivered: end_order,
        DeliveryFailed: fail_order,
        PaymentRested: make_room,
        CapacityChanged: let_the_next_in,
        StoreOpened: let_the_next_in,
    },
    "payment": {
        OrderCancelled: give_back,
        OrderExpired: give_back,
        OrderRejected: give_back,
        OrderCalledOff: give_back,
        OrderFailed: settle_payment,
        DishesLeftOut: reduce_payment,
        Delivered: collect_cash,
        UpdateSetAside: book_stray,
    },
    "store": {
        OrderPaid: open_ticket,
        OrderCancelled: cancel_ticket,
        DeliveryStarted: hand_over,
        Delivered: end_ticket,
        OrderFailed: fail_ticket,
        DeliveryGivenUp: call_off_untaken,
        PersonUnreachable: suspend_unreachable,
    },
    "delivery": {
        OrderAccepted: schedule_delivery,
        OrderCooked: offer_delivery,
        DeliveryTakenAway: skip_to_deciders,
        OrderCalledOff: cancel_delivery,
    },
    "customer": {
        **dict.fromkeys(VIEWED, project_order),
        OrderCalledOff: project_unpaid,
        OrderFailed: project_unpaid,
    },
}

ASKED_BEFORE: Mapping[tuple[str, type[Event]], Callable[[Any, FullUnitOfWork], Any]] = {
    ("delivery", OrderAccepted): lambda event, uow: fetch_destination(event.order_id, uow),
    ("delivery", OrderCooked): lambda event, uow: uow.stores.get(event.store_id).couriers,
    ("delivery", DeliveryTakenAway): lambda event, uow: uow.stores.get(event.store_id).couriers,
}
"""What is asked before the transaction of a consumer; its policy gets the answer last."""


def asked_before(consumer: str, event: Event, uow: FullUnitOfWork) -> tuple[Any, ...]:
    """What a consumer's policy gets besides the event: another context's answer, or nothing."""
    question = ASKED_BEFORE.get((consumer, type(event)))
    return (question(event, uow),) if question else ()
