"""What happens to a paid order in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.shared.deadlines import DeadlineKind
from domain.shared.terms import TipRecipient
from domain.store import commands, queries
from domain.store.cooking_services import (
    start_cooking_clock,
    stop_answer_clock,
    stop_cooking_clock,
)
from domain.store.owners import owned_ticket
from domain.store.queries import TicketView
from domain.store.reasons import REASONS, RejectionReason, checked_reason
from domain.store.ticket import Ticket
from domain.store.ticket_states import ENDS, TicketState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from domain.shared.messages import Services
    from domain.store.ports import OrderGateway, StoreUnitOfWork


def open_ticket(command: commands.OpenTicket, uow: StoreUnitOfWork) -> None:
    """Put a paid order in front of the store and start the clock for its answer; once."""
    if uow.tickets.has(command.order_id):
        return
    ticket = Ticket(
        order_id=command.order_id,
        store_id=command.store_id,
        customer_name=command.customer_name,
        customer_phone=command.customer_phone,
        address=command.address,
        lines=command.lines,
        total=command.total,
        method=command.method,
        received_at=uow.now,
        delivery_fee=command.delivery_fee,
        latitude=command.latitude,
        longitude=command.longitude,
        tip=command.tip if _tips_kitchen(command.store_id, uow) else None,
    )
    ticket.receive()
    uow.tickets.add(ticket)
    uow.deadlines.set(
        DeadlineKind.REMIND_STORE, ticket.order_id, uow.now + uow.limits.remind_every
    )
    uow.deadlines.set(DeadlineKind.ANSWER_BY, ticket.order_id, uow.now + uow.limits.answer_within)


def cancel_ticket(command: commands.CancelTicket, uow: StoreUnitOfWork) -> None:
    """Take a cancelled order away from the store.

    Raises:
        NotFound: The ticket is still on its way; it would stay if this were not tried again.
        WrongState: The store has decided.
    """
    ticket = uow.tickets.get(command.order_id)
    if ticket.state is TicketState.CANCELLED:
        return
    ticket.cancel(uow.happened_at)
    uow.tickets.save(ticket)
    stop_answer_clock(ticket.order_id, uow)


def hand_over(command: commands.HandOver, uow: StoreUnitOfWork) -> None:
    """Note that somebody has set out with the food. Raises as ``end_ticket``."""
    _leave(command.order_id, uow, Ticket.hand_over)


def end_ticket(command: commands.EndTicket, uow: StoreUnitOfWork) -> None:
    """Note that the food has arrived; once.

    Raises:
        NotFound: There is no such ticket.
        WrongState: It was not cooked.
    """
    _leave(command.order_id, uow, lambda ticket: ticket.deliver(uow.happened_at))


def fail_ticket(command: commands.FailTicket, uow: StoreUnitOfWork) -> None:
    """Note that the food is not brought again. Raises as ``end_ticket``."""
    _leave(command.order_id, uow, lambda ticket: ticket.fail(uow.happened_at))


def _leave(order_id: str, uow: StoreUnitOfWork, step: Callable[[Ticket], None]) -> None:
    ticket = uow.tickets.get(order_id)
    if ticket.state in ENDS:
        # Told of it before, or called off in the moment in which it was picked up.
        return
    if ticket.request:
        uow.deadlines.clear(DeadlineKind.ANSWER_REQUEST_BY, ticket.order_id)
    step(ticket)
    uow.tickets.save(ticket)


def accept_order(
    command: commands.AcceptOrder, uow: StoreUnitOfWork, order: OrderGateway
) -> datetime:
    """Accept and start cooking (seed: "상점주인이 확인하여 주문을 접수하여 조리를 시작한다").

    Raises:
        NotFound: There is no such ticket.
        NotAllowed: Not an owner of this store.
        InvalidInput: The promise is out of range.
        WrongState: Decided already, or the customer cancelled a moment ago.
    """
    ticket = owned_ticket(command.order_id, command.user_id, "accept", uow)
    ticket.accept(command.user_id, command.minutes, uow.now)
    order.claim_acceptance(ticket.order_id)
    uow.tickets.save(ticket)
    _note_answer(ticket, uow)
    stop_answer_clock(ticket.order_id, uow)
    start_cooking_clock(ticket, uow)
    assert ticket.ready_at is not None  # noqa: S101 - accept() has just set it
    return ticket.ready_at


def reject_order(command: commands.RejectOrder, uow: StoreUnitOfWork, order: OrderGateway) -> None:
    """Reject; the refund follows by event.

    Raises:
        NotFound, NotAllowed, InvalidInput: As for ``accept_order``.
        WrongState: Decided already, or the customer cancelled a moment ago.
    """
    ticket = owned_ticket(command.order_id, command.user_id, "reject", uow)
    reason = checked_reason(command.reason, REASONS)
    ticket.reject(command.user_id, reason, uow.now, command.words)
    order.claim_rejection(ticket.order_id)
    uow.tickets.save(ticket)
    _note_answer(ticket, uow)
    stop_answer_clock(ticket.order_id, uow)


def mark_cooked(command: commands.MarkCooked, uow: StoreUnitOfWork) -> None:
    """Say that the food is ready, which offers the delivery.

    Raises:
        NotFound: There is no such ticket.
        NotAllowed: Not an owner of this store.
        WrongState: It is not being cooked.
    """
    ticket = owned_ticket(command.order_id, command.user_id, "cook", uow)
    ticket.cook(command.user_id)
    uow.tickets.save(ticket)
    stop_cooking_clock(ticket.order_id, ticket.ready_at, uow)


def remind_store(command: commands.RemindStore, uow: StoreUnitOfWork) -> None:
    """Remind the store of an unanswered ticket, and again after the same time.

    Raises:
        NotFound: There is no such ticket.
    """
    ticket = uow.tickets.get(command.order_id)
    if ticket.state is not TicketState.RECEIVED:
        return
    ticket.remind(ticket.received_at + uow.limits.answer_within)
    uow.tickets.save(ticket)
    uow.deadlines.set(
        DeadlineKind.REMIND_STORE, ticket.order_id, uow.now + uow.limits.remind_every
    )


def give_up_on_store(
    command: commands.GiveUpOnStore, uow: StoreUnitOfWork, order: OrderGateway
) -> None:
    """Reject in the name of a store that never answered; the refund follows by event.

    A store that answers several orders in a row with nothing takes no more of them.

    Raises:
        NotFound: There is no such ticket.
        WrongState: The customer cancelled a moment ago.
    """
    ticket = uow.tickets.get(command.order_id)
    if ticket.state is not TicketState.RECEIVED:
        return
    ticket.reject(None, RejectionReason.NO_ANSWER, uow.now)
    order.claim_rejection(ticket.order_id)
    uow.tickets.save(ticket)
    stop_answer_clock(ticket.order_id, uow)
    store = uow.stores.get(ticket.store_id)
    store.miss_answer(uow.limits.unanswered_before_pause)
    uow.stores.save(store)


def get_ticket(query: queries.GetTicket, uow: StoreUnitOfWork) -> TicketView:
    """A ticket for one of its owners. Raises NotFound, NotAllowed."""
    return TicketView.of(owned_ticket(query.order_id, query.user_id, "read", uow), uow.now)


def show_tickets(command: commands.ShowTickets, uow: StoreUnitOfWork) -> tuple[str, ...]:
    """Answer an owner's orders that still have to be answered or cooked, oldest first."""
    stores = [store.id for store in uow.stores.owned_by(command.user_id)]
    return tuple(ticket.order_id for ticket in uow.tickets.unfinished(stores))


def _note_answer(ticket: Ticket, uow: StoreUnitOfWork) -> None:
    store = uow.stores.get(ticket.store_id)
    # Nearly always it has answered the one before, too.
    if store.unanswered:
        store.note_answer()
        uow.stores.save(store)


def _tips_kitchen(store_id: str, uow: StoreUnitOfWork) -> bool:
    return uow.stores.get(store_id).terms.tips_to is TipRecipient.KITCHEN


SERVICES: Services = {
    commands.OpenTicket: open_ticket,
    commands.CancelTicket: cancel_ticket,
    commands.HandOver: hand_over,
    commands.EndTicket: end_ticket,
    commands.FailTicket: fail_ticket,
    commands.AcceptOrder: accept_order,
    commands.RejectOrder: reject_order,
    commands.MarkCooked: mark_cooked,
    commands.RemindStore: remind_store,
    commands.GiveUpOnStore: give_up_on_store,
    queries.GetTicket: get_ticket,
    commands.ShowTickets: show_tickets,
}
