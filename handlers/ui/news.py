"""What a card begins with: the newest event that its reader had to notice, while that is news."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from domain.customer import OrderView
from domain.delivery import (
    AnotherTripDecided,
    Delivered,
    DeliveryCollectable,
    DeliveryStarted,
    DeliveryTakenAway,
    ProblemReported,
    StoreBringsIt,
)
from domain.order import (
    OrderCancelled,
    OrderExpired,
    OrderFailed,
    OrderReleased,
    OrderState,
)
from domain.payment import PaymentResumed
from domain.shared.messages import Event
from domain.store import (
    CancellationOvertaken,
    CancellationRefused,
    CancellationUnanswered,
    CookingOverdue,
    DishesLeftOut,
    OrderAccepted,
    OrderCalledOff,
    OrderPutOff,
    OrderRejected,
    StoreReminded,
    TicketCancelled,
    TicketState,
    TicketView,
)
from handlers.ui.notices.customer import customer_notice
from handlers.ui.notices.store import store_notice
from handlers.ui.translator import Translator

_S, _T = OrderState, TicketState
_TO_BRING = (_S.COOKED, _S.ON_THE_WAY)
CUSTOMER_NEWS: Mapping[type[Event], Collection[OrderState]] = {
    OrderReleased: (_S.PLACED,),
    PaymentResumed: (_S.PLACED,),
    OrderAccepted: (_S.ACCEPTED,),
    OrderPutOff: (_S.ACCEPTED,),
    CookingOverdue: (_S.ACCEPTED,),
    DishesLeftOut: (_S.ACCEPTED,),
    CancellationRefused: (_S.ACCEPTED, _S.COOKED),
    CancellationUnanswered: (_S.ACCEPTED, _S.COOKED),
    CancellationOvertaken: _TO_BRING,
    DeliveryStarted: (_S.ON_THE_WAY,),
    ProblemReported: (_S.ON_THE_WAY,),
    AnotherTripDecided: (_S.ON_THE_WAY,),
    DeliveryCollectable: _TO_BRING,
    StoreBringsIt: _TO_BRING,
    DeliveryTakenAway: _TO_BRING,
    Delivered: (_S.DELIVERED,),
    OrderRejected: (_S.REJECTED,),
    OrderCalledOff: (_S.CANCELLED,),
    OrderCancelled: (_S.CANCELLED,),
    OrderExpired: (_S.EXPIRED,),
    OrderFailed: (_S.FAILED,),
}
"""What a customer has to notice, and in which states of the order it still is news."""
STORE_NEWS: Mapping[type[Event], Collection[TicketState]] = {
    StoreReminded: (_T.RECEIVED,),
    TicketCancelled: (_T.CANCELLED,),
    CancellationUnanswered: (_T.ACCEPTED, _T.COOKED),
    DishesLeftOut: (_T.ACCEPTED,),
}
"""The same, for owners and their tickets."""


def customer_news(event: Event | None, view: OrderView, translate: Translator) -> str:
    """What a customer's card begins with; empty when the state says it all."""
    if event is None or view.state not in CUSTOMER_NEWS.get(type(event), ()):
        return ""
    return customer_notice(event, translate).text if _still_holds(event, view) else ""


def _still_holds(event: Event, view: OrderView) -> bool:
    match event:
        case ProblemReported():
            return view.problem is not None
        case DeliveryCollectable():
            return bool(view.collect_at)
        case OrderReleased() | PaymentResumed():
            return view.can_pay
    return view.is_late == isinstance(event, CookingOverdue)


def ticket_news(event: Event | None, ticket: TicketView, translate: Translator) -> str:
    """What an owner's ticket begins with; empty when the state says it all."""
    if event is None or ticket.state not in STORE_NEWS.get(type(event), ()) or ticket.is_late:
        return ""
    return store_notice(event, translate).text
