"""What a card begins with: the newest event that its reader had to notice, while that is news."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

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
    DeliverySilent,
    OrderCancelled,
    OrderExpired,
    OrderFailed,
    OrderReleased,
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
from handlers.ui.cards import taken_head
from handlers.ui.notices.customer import customer_notice
from handlers.ui.notices.store import store_notice
from handlers.ui.translator import Translator

CUSTOMER_NEWS = frozenset[type[Event]](
    {
        OrderReleased,
        PaymentResumed,
        OrderAccepted,
        OrderRejected,
        OrderPutOff,
        CookingOverdue,
        DishesLeftOut,
        OrderCalledOff,
        OrderCancelled,
        OrderExpired,
        CancellationRefused,
        CancellationUnanswered,
        CancellationOvertaken,
        DeliveryCollectable,
        StoreBringsIt,
        DeliveryTakenAway,
        DeliveryStarted,
        ProblemReported,
        AnotherTripDecided,
        Delivered,
        OrderFailed,
        DeliverySilent,
    }
)
"""What a customer has to notice; it is news until the order is a step further."""
STORE_NEWS: Mapping[type[Event], Collection[TicketState]] = {
    StoreReminded: (TicketState.RECEIVED,),
    TicketCancelled: (TicketState.CANCELLED,),
    CancellationUnanswered: (TicketState.ACCEPTED, TicketState.COOKED),
    DishesLeftOut: (TicketState.ACCEPTED,),
    OrderFailed: (TicketState.FAILED,),
}
"""What owners have to notice, and in which states of the ticket it still is news."""


def customer_news(
    event: Event | None, at: datetime | None, view: OrderView, translate: Translator
) -> str:
    """What a customer's card begins with; empty when the state says it all.

    Args:
        event: What they had to notice last.
        at: When it happened (UTC).
        view: The order as it stands.
        translate: Their language.
    """
    if event is None or at is None or view.steps[-1].at > at:
        return ""
    if isinstance(event, AnotherTripDecided | DeliveryTakenAway) and view.courier_id:
        # Nobody is looked for any more.
        return taken_head(view, translate)
    is_to_pay = isinstance(event, OrderReleased | PaymentResumed)
    return customer_notice(event, translate).text if view.can_pay or not is_to_pay else ""


def ticket_news(event: Event | None, ticket: TicketView, translate: Translator) -> str:
    """What an owner's ticket begins with; empty when the state says it all."""
    if event is None or ticket.state not in STORE_NEWS.get(type(event), ()) or ticket.is_late:
        return ""
    is_cooked = ticket.state is TicketState.COOKED
    return store_notice(event, translate, is_cooked=is_cooked).text
