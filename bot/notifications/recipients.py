"""Who is told of which event: by a card that is brought up to date, by a notice, or both.

These run in the transaction that marks the event as handled, so a message is promised if,
and only if, the event was handled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bot.notifications.customers import ask_customer, tell_customer, tell_resumed
from bot.notifications.owners import (
    TICKET_CARD,
    ask_store,
    tell_of_store,
    tell_store,
    tell_store_of_end,
)
from bot.notifications.trips import TOLD_COURIERS, TOLD_OWNERS, refresh_owners
from bot.notifications.watched import show_watched
from bot.persistence.queues.promises import UNREACHABLE, Priority
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
    DeliveryCancelled,
    DeliveryOfferedAgain,
    DeliveryStarted,
    PickUpOverdue,
)
from domain.order import OrderReleased
from domain.payment import InvoiceRefused, PaymentResumed
from domain.processes.operating import be_watched
from domain.processes.order_file import ESCALATIONS
from domain.processes.viewed import VIEWED
from domain.shared.audience import Audience
from domain.shared.messages import Event, OrderEvent
from domain.store import (
    CancellationRequested,
    CloseReason,
    CookingOverdue,
    CookingUnanswered,
    DishesReportedMissing,
    OrderCalledOff,
    StoreClosed,
    StoreOpened,
    StoreReminded,
)
from handlers.ui.notices import OPERATOR_NOTICES

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import UnitOfWork

Notification = Callable[[Any, int, "UnitOfWork"], None]

# What the operators' card tells and the customer's does not; whatever else it tells comes with, or
# next to, something that both do.
_ONLY_OPERATORS = (
    StoreReminded,
    DeliveryOfferedAgain,
    PickUpOverdue,
    ArrivalOverdue,
    DeliveryCancelled,
)


def tell_written(event: OperatorWrote, seq: int, uow: UnitOfWork) -> None:
    """The customer has a message from an operator; the operators' cards say that it was sent."""
    uow.messages.notice(
        event.customer_id, Audience.CUSTOMER, event.subject, seq, Priority.ORDER_STEP
    )
    show_watched(event.order_id, uow)


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
        show_watched(event.order_id, uow)


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
        **dict.fromkeys(TICKET_CARD, tell_store),
        **dict.fromkeys((StoreClosed, StoreOpened), tell_of_store),
        **dict.fromkeys((CourierAssigned, DeliveryStarted), refresh_owners),
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
