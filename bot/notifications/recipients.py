"""Who is told of which event: by a card that is brought up to date, by a notice, or both.

These run in the transaction that marks the event as handled, so a message is promised if,
and only if, the event was handled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bot.notifications.rendering import UNREACHABLE
from bot.notifications.trips import TOLD_COURIERS, TOLD_OWNERS, refresh_owners
from bot.persistence.queues.messages import Priority
from domain.customer import (
    BanLifted,
    CashAllowed,
    CashLimited,
    DraftAbandoned,
    MessageRefused,
    OperatorWrote,
    PersonBanned,
    PersonEvent,
    PersonUnreachable,
    RejectionAbandoned,
    UpdateSetAside,
)
from domain.delivery import (
    ArrivalOverdue,
    CourierAssigned,
    Delivered,
    DeliveryCancelled,
    DeliveryOfferedAgain,
    DeliveryStarted,
    DeliveryTakenAway,
    PickUpOverdue,
    StoreBringsIt,
)
from domain.order import OrderCancelled, OrderFailed, OrderReleased
from domain.payment import InvoiceRefused, PaymentResumed
from domain.processes.operating import be_watched
from domain.processes.order_file import ESCALATIONS
from domain.processes.viewed import VIEWED
from domain.shared.audience import Audience
from domain.shared.messages import Event, OrderEvent
from domain.store import (
    CancellationOvertaken,
    CancellationRefused,
    CancellationRequested,
    CancellationUnanswered,
    CloseReason,
    CookingOverdue,
    CookingUnanswered,
    DishesLeftOut,
    DishesReportedMissing,
    OrderAccepted,
    OrderCalledOff,
    OrderCooked,
    OrderPutOff,
    OrderRejected,
    StoreClosed,
    StoreOpened,
    StoreReminded,
    TicketCancelled,
    TicketReceived,
)
from handlers.ui.notices import CUSTOMER_NOTICES, OPERATOR_NOTICES, STORE_NOTICES

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import UnitOfWork

Notification = Callable[[Any, int, "UnitOfWork"], None]

_TICKET_CARD = (
    TicketReceived,
    TicketCancelled,
    OrderAccepted,
    OrderPutOff,
    OrderRejected,
    OrderCooked,
    DeliveryStarted,
    Delivered,
    OrderFailed,
    CancellationRefused,
    CancellationUnanswered,
    CancellationOvertaken,
    DishesReportedMissing,
    DishesLeftOut,
)

# What the operators' card tells and the customer's does not; whatever else it tells comes with, or
# next to, something that both do.
_ONLY_OPERATORS = (
    StoreReminded,
    DeliveryOfferedAgain,
    PickUpOverdue,
    ArrivalOverdue,
    DeliveryCancelled,
)


def tell_customer(event: OrderEvent, seq: int, uow: UnitOfWork) -> None:
    """The customer's card follows every event; some are worth a new message."""
    view = uow.views.get(event.order_id)
    customer_id = view.customer_id
    uow.messages.card(customer_id, Audience.CUSTOMER, event.order_id)
    is_by_operator = isinstance(event, OrderCancelled) and event.by is not None
    if (isinstance(event, CUSTOMER_NOTICES) and _is_news_to_customer(event)) or is_by_operator:
        uow.messages.notice(
            customer_id, Audience.CUSTOMER, event.subject, seq, Priority.ORDER_STEP
        )
    if view.is_watched:
        _show_operators(event.order_id, uow)


def tell_written(event: OperatorWrote, seq: int, uow: UnitOfWork) -> None:
    """The customer has a message from an operator; the operators' cards say that it was sent."""
    uow.messages.notice(
        event.customer_id, Audience.CUSTOMER, event.subject, seq, Priority.ORDER_STEP
    )
    _show_operators(event.order_id, uow)


def _show_operators(order_id: str, uow: UnitOfWork) -> None:
    for operator_id in sorted(uow.limits.operators):
        uow.messages.refresh(operator_id, Audience.OPERATOR, order_id)


def _is_news_to_customer(event: OrderEvent) -> bool:
    match event:
        case StoreBringsIt():
            return event.was_collectable
        case DeliveryTakenAway():
            return event.had_food
    return True


def ask_customer(event: DishesReportedMissing, _seq: int, uow: UnitOfWork) -> None:
    """The customer has the card with the choice at the end of the chat, and so notices it."""
    customer_id = uow.views.get(event.order_id).customer_id
    uow.messages.move_down(customer_id, Audience.CUSTOMER, event.order_id)


def tell_resumed(event: OrderReleased | PaymentResumed, seq: int, uow: UnitOfWork) -> None:
    """Whoever waited to pay is told, and has the card with its Pay button below that."""
    if uow.views.get(event.order_id).can_pay:
        uow.messages.notice(
            event.customer_id, Audience.CUSTOMER, event.subject, seq, Priority.ORDER_STEP
        )
        uow.messages.move_down(event.customer_id, Audience.CUSTOMER, event.order_id)


def tell_standing(event: PersonEvent, seq: int, uow: UnitOfWork) -> None:
    """Whoever may do less here, or more again, is told."""
    uow.messages.notice(event.user_id, Audience.CUSTOMER, event.subject, seq, Priority.ORDER_STEP)


def tell_person(event: DraftAbandoned | RejectionAbandoned, seq: int, uow: UnitOfWork) -> None:
    """Whoever left something unfinished is told that it was put away."""
    uow.messages.notice(event.user_id, Audience.CUSTOMER, event.subject, seq, Priority.REMINDER)


def apologise(event: UpdateSetAside, seq: int, uow: UnitOfWork) -> None:
    """Whoever sent what could not be handled is told once, with the number to ask about."""
    if event.user_id:
        uow.messages.notice(
            event.user_id, Audience.CUSTOMER, event.subject, seq, Priority.ORDER_STEP
        )


def tell_store(event: Any, seq: int, uow: UnitOfWork) -> None:
    """Every owner of the store has a card of each ticket."""
    if isinstance(event, StoreClosed) and event.reason is CloseReason.OWNER:
        return
    if isinstance(event, StoreOpened) and event.by is None and event.opened_by is None:
        return
    # Whoever opened it knows.
    done_by = {event.opened_by} if isinstance(event, StoreOpened) else set()
    priority = Priority.REMINDER if isinstance(event, StoreReminded) else Priority.ORDER_STEP
    for owner_id in sorted(uow.stores.get(event.store_id).owners - done_by):
        if isinstance(event, _TICKET_CARD):
            uow.messages.card(owner_id, Audience.STORE, event.subject)
        if isinstance(event, STORE_NOTICES):
            uow.messages.notice(owner_id, Audience.STORE, event.subject, seq, priority)
    if isinstance(event, CourierAssigned | DeliveryStarted | Delivered):
        refresh_owners(event, seq, uow)


def ask_store(
    event: CookingOverdue | CookingUnanswered | CancellationRequested, _seq: int, uow: UnitOfWork
) -> None:
    """Owners have the card with its buttons at the end of the chat, and so notice it."""
    for owner_id in sorted(uow.stores.get(event.store_id).owners):
        uow.messages.move_down(owner_id, Audience.STORE, event.subject)


def tell_store_of_end(event: OrderCalledOff, _seq: int, uow: UnitOfWork) -> None:
    """Whoever called the order off knows; the other owners notice it."""
    for owner_id in sorted(uow.stores.get(event.store_id).owners):
        tell = uow.messages.card if owner_id == event.by else uow.messages.move_down
        tell(owner_id, Audience.STORE, event.subject)


def tell_operators(event: Event, seq: int, uow: UnitOfWork) -> None:
    """Operators are told what only they can mend."""
    if isinstance(event, StoreClosed) and event.reason is CloseReason.OWNER:
        return
    if isinstance(event, StoreOpened) and event.by is None and event.opened_by is None:
        return
    # Whoever did it knows.
    done_by = {event.by} if isinstance(event, StoreClosed | StoreOpened) else set()
    for operator_id in sorted(uow.limits.operators - done_by):
        uow.messages.notice(
            operator_id, Audience.OPERATOR, event.subject, seq, Priority.ORDER_STEP
        )


def tell_of_lost_person(event: PersonUnreachable, seq: int, uow: UnitOfWork) -> None:
    """Operators have one card of all the staff whom nothing reaches; of others, a notice each.

    A store that begins may have ten couriers who have not sent ``/start`` yet.
    """
    if not any(event.user_id in it.owners | it.couriers for it in uow.stores.all()):
        tell_operators(event, seq, uow)
        return
    for operator_id in sorted(uow.limits.operators):
        uow.messages.move_down(operator_id, Audience.OPERATOR, UNREACHABLE)


def ask_operators(event: OrderEvent, _seq: int, uow: UnitOfWork) -> None:
    """Each operator has the order's card at the end of the chat, and decides there."""
    be_watched(event.order_id, uow)
    for operator_id in sorted(uow.limits.operators):
        uow.messages.move_down(operator_id, Audience.OPERATOR, event.order_id)


def show_operators(event: OrderEvent, _seq: int, uow: UnitOfWork) -> None:
    """Operators who have a card of the order see how it goes on."""
    if uow.views.get(event.order_id).is_watched:
        _show_operators(event.order_id, uow)


def ask_operators_once(event: OrderEvent, seq: int, uow: UnitOfWork) -> None:
    """The first time it happens: a customer may tap again."""
    if uow.event_store.is_first_of_its_kind(event, seq):
        ask_operators(event, seq, uow)


def tell_operators_once(event: Event, seq: int, uow: UnitOfWork) -> None:
    """The first time it happens: a card is meant for many."""
    if uow.event_store.is_first_of_its_kind(event, seq):
        tell_operators(event, seq, uow)


# Couriers are told by a consumer of their own: the delivery context may have another database one
# day, and messages lie in the main one.
COURIERS = "couriers"

NOTIFICATIONS: Mapping[str, Mapping[type[Event], Notification]] = {
    Audience.CUSTOMER: {
        **dict.fromkeys(VIEWED, tell_customer),
        DishesReportedMissing: ask_customer,
        OrderReleased: tell_resumed,
        PaymentResumed: tell_resumed,
        DraftAbandoned: tell_person,
        RejectionAbandoned: tell_person,
        UpdateSetAside: apologise,
        OperatorWrote: tell_written,
        **dict.fromkeys((PersonBanned, BanLifted, CashLimited, CashAllowed), tell_standing),
    },
    Audience.STORE: {
        **dict.fromkeys((*_TICKET_CARD, *STORE_NOTICES), tell_store),
        CookingOverdue: ask_store,
        CookingUnanswered: ask_store,
        CancellationRequested: ask_store,
        OrderCalledOff: tell_store_of_end,
        **TOLD_OWNERS,
    },
    COURIERS: {
        **TOLD_COURIERS,
    },
    Audience.OPERATOR: {
        **dict.fromkeys(OPERATOR_NOTICES, tell_operators),
        **dict.fromkeys(_ONLY_OPERATORS, show_operators),
        **dict.fromkeys(ESCALATIONS, ask_operators),
        InvoiceRefused: ask_operators_once,
        MessageRefused: tell_operators_once,
        PersonUnreachable: tell_of_lost_person,
    },
}
