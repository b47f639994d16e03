"""What customers are told of: their card follows every event, and comes anew when they must notice."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.notifications.watched import show_watched
from bot.persistence.queues.promises import Priority
from domain.delivery import DeliveryTakenAway, StoreBringsIt
from domain.order import OrderCancelled, OrderPaid, OrderPlaced, OrderReleased, OrderState
from domain.payment import (
    STRAY_CHARGES,
    PaymentApproved,
    PaymentRefunded,
    PaymentResumed,
    RefundReason,
    RefundRequested,
)
from domain.processes.order_file import decider
from domain.shared.audience import Audience
from domain.shared.messages import OrderEvent
from domain.store import CancellationRequested, DishesReportedMissing
from handlers.ui.news import CUSTOMER_NEWS

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import UnitOfWork

# Money that comes back though the order goes on, or that was never wanted: the card does not say why.
_OTHER_MONEY = STRAY_CHARGES | {RefundReason.LATE, RefundReason.BY_OPERATOR}


def tell_customer(event: OrderEvent, seq: int, uow: UnitOfWork) -> None:
    """The customer's card follows every event; what must be noticed comes as a new message.

    What they did themselves is shown where they tapped.
    """
    view = uow.views.get(event.order_id)
    customer_id = view.customer_id
    has_acted = _is_by_customer(event, customer_id)
    card = partial(uow.messages.card, customer_id, Audience.CUSTOMER, event.order_id)
    if _is_news_to_customer(event):
        card(Priority.REPLY if has_acted else Priority.ORDER_STEP, is_new=not has_acted, news=seq)
    elif has_acted:
        card(Priority.REPLY)
    elif not _is_told_with_the_next(event, uow):
        card(Priority.QUIET, not_before=uow.now + uow.limits.quiet_for)
    if _is_told_of_money(event):
        uow.messages.notice(
            customer_id, Audience.CUSTOMER, event.subject, seq, Priority.ORDER_STEP
        )
    if view.is_watched:
        show_watched(event.order_id, uow)


def _is_told_of_money(event: OrderEvent) -> bool:
    match event:
        case RefundRequested():
            return event.reason in _OTHER_MONEY
        case PaymentRefunded():
            # The card tells when money is back, but nothing of what was never owed.
            return event.reason in STRAY_CHARGES
    return False


def _is_news_to_customer(event: OrderEvent) -> bool:
    match event:
        case StoreBringsIt():
            return event.was_collectable
        case DeliveryTakenAway():
            return event.had_food
        case OrderCancelled():
            return event.by is not None
    return type(event) in CUSTOMER_NEWS


def _is_by_customer(event: OrderEvent, customer_id: int) -> bool:
    match event:
        case OrderPlaced() | OrderPaid() | CancellationRequested():
            return True
        case OrderCancelled():
            return event.by is None
    return decider(event) == customer_id


def _is_told_with_the_next(event: OrderEvent, uow: UnitOfWork) -> bool:
    """Whether another event of the same moment says more: a card that skips one is quieter."""
    match event:
        case PaymentApproved():
            return True
        case OrderPlaced():
            return uow.orders.get(event.order_id).state is OrderState.HELD
    return False


def ask_customer(event: DishesReportedMissing, _seq: int, uow: UnitOfWork) -> None:
    """The customer has the card with the choice at the end of the chat, and so notices it."""
    customer_id = uow.views.get(event.order_id).customer_id
    uow.messages.move_down(customer_id, Audience.CUSTOMER, event.order_id)


def tell_resumed(event: OrderReleased | PaymentResumed, seq: int, uow: UnitOfWork) -> None:
    """Whoever waited to pay has the card with its Pay button at the end of the chat."""
    if uow.views.get(event.order_id).can_pay:
        uow.messages.move_down(event.customer_id, Audience.CUSTOMER, event.order_id, news=seq)
