"""What owners are told of: their tickets, and their stores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.notifications.trips import refresh_owners
from bot.persistence.queues.promises import Priority
from domain.delivery import Delivered
from domain.order import OrderFailed
from domain.processes.order_file import decider
from domain.shared.audience import Audience
from domain.shared.messages import OrderEvent
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
from handlers.ui.news import STORE_NEWS

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import UnitOfWork

TICKET_CARD = (
    TicketReceived,
    StoreReminded,
    TicketCancelled,
    OrderAccepted,
    OrderPutOff,
    OrderRejected,
    OrderCooked,
    Delivered,
    OrderFailed,
    CancellationRefused,
    CancellationUnanswered,
    CancellationOvertaken,
    DishesReportedMissing,
    DishesLeftOut,
)

_URGENCY = {TicketReceived: Priority.ORDER_STEP, StoreReminded: Priority.REMINDER}
# After these there is nothing that another owner would do next.
_NO_BUTTON_LEFT = (OrderCooked, Delivered)


def tell_store(event: OrderEvent, seq: int, uow: UnitOfWork) -> None:
    """Every owner of the store has a card of each ticket; what must be noticed comes anew.

    Whoever did it sees it where they tapped: at the end of the chat, if that was a question or the
    card of the trip, which go. The others have nothing to do then, and wait for it where new tickets come
    faster than their chat takes them; who taps meanwhile sees it at once.
    """
    by, is_news = decider(event), type(event) in STORE_NEWS
    priority = _URGENCY.get(type(event), Priority.ORDER_STEP if is_news else Priority.QUIET)
    quiet = uow.now + uow.limits.quiet_for if isinstance(event, _NO_BUTTON_LEFT) else None
    for owner_id in sorted(_owners(event, uow)):
        has_acted = owner_id == by
        is_elsewhere = has_acted and _was_decided_elsewhere(event, owner_id, uow)
        uow.messages.card(
            owner_id,
            Audience.STORE,
            event.order_id,
            Priority.REPLY if has_acted else priority,
            is_new=is_elsewhere or (is_news and not has_acted),
            news=seq if is_news else None,
            not_before=None if has_acted else quiet,
            is_settled=not is_news,
        )
    if isinstance(event, Delivered):
        refresh_owners(event, seq, uow)


def tell_of_store(event: StoreClosed | StoreOpened, seq: int, uow: UnitOfWork) -> None:
    """Owners are told when their store takes orders no more, or again; whoever did it knows."""
    done_by = {event.opened_by} if isinstance(event, StoreOpened) else set()
    if isinstance(event, StoreClosed) and event.reason is CloseReason.OWNER:
        return
    if isinstance(event, StoreOpened) and event.by is None and event.opened_by is None:
        return
    for owner_id in sorted(_owners(event, uow) - done_by):
        uow.messages.notice(owner_id, Audience.STORE, event.subject, seq, Priority.ORDER_STEP)


def ask_store(
    event: CookingOverdue | CookingUnanswered | CancellationRequested, _seq: int, uow: UnitOfWork
) -> None:
    """Owners have the card with its buttons at the end of the chat, and so notice it."""
    for owner_id in sorted(_owners(event, uow)):
        uow.messages.move_down(owner_id, Audience.STORE, event.subject)


def tell_store_of_end(event: OrderCalledOff, _seq: int, uow: UnitOfWork) -> None:
    """Owners notice it; whoever called the order off reads it where the question was."""
    for owner_id in sorted(_owners(event, uow)):
        priority = Priority.REPLY if owner_id == event.by else Priority.ORDER_STEP
        uow.messages.move_down(owner_id, Audience.STORE, event.subject, priority)


def _was_decided_elsewhere(event: OrderEvent, owner_id: int, uow: UnitOfWork) -> bool:
    """Whether an owner who decided did not tap the ticket."""
    if isinstance(event, Delivered):
        return uow.messages.has_card(owner_id, Audience.TRIP, event.order_id)
    return isinstance(event, OrderRejected | OrderFailed)


def _owners(event: Any, uow: UnitOfWork) -> frozenset[int]:
    return uow.stores.get(event.store_id).owners
