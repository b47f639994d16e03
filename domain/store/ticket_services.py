"""What happens to a paid order in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.shared.deadlines import ANSWER_BY, REMIND_STORE
from domain.store import commands
from domain.store.ticket import NO_ANSWER, Ticket, TicketState

if TYPE_CHECKING:
    from datetime import datetime

    from domain.shared.messages import Services
    from domain.store.ports import StoreTransaction


def open_ticket(command: commands.OpenTicket, tx: StoreTransaction) -> None:
    """Put a paid order in front of the store and start the clock for its answer; once."""
    if tx.tickets.find(command.order_id) is not None:
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
        received_at=tx.now,
        delivery_fee=command.delivery_fee,
    )
    ticket.receive()
    tx.tickets.add(ticket)
    tx.deadlines.set(REMIND_STORE, ticket.order_id, tx.now + tx.policy.remind_every)
    tx.deadlines.set(ANSWER_BY, ticket.order_id, tx.now + tx.policy.answer_within)


def cancel_ticket(command: commands.CancelTicket, tx: StoreTransaction) -> None:
    """Take a cancelled order away from the store.

    Raises:
        NotFound: The ticket is still on its way; it would stay if this were not tried again.
    """
    ticket = tx.tickets.get(command.order_id)
    if ticket.state is TicketState.CANCELLED:
        return
    ticket.cancel()
    tx.tickets.save(ticket)
    _stop_clock(ticket, tx)


def accept_order(command: commands.AcceptOrder, tx: StoreTransaction) -> datetime:
    """Accept and start cooking (seed: "상점주인이 확인하여 주문을 접수하여 조리를 시작한다").

    Raises:
        NotFound: There is no such ticket.
        NotAllowed: Not an owner of this store.
        InvalidInput: The promise is out of range.
        WrongState: Decided already, or the customer cancelled a moment ago.
    """
    ticket = _owned(command.order_id, command.user_id, "accept", tx)
    ticket.accept(command.user_id, command.minutes, tx.now)
    tx.claim_acceptance(ticket.order_id)
    tx.tickets.save(ticket)
    _stop_clock(ticket, tx)
    assert ticket.ready_at is not None  # noqa: S101 - accept() has just set it
    return ticket.ready_at


def reject_order(command: commands.RejectOrder, tx: StoreTransaction) -> None:
    """Reject; the refund follows by event.

    Raises:
        NotFound, NotAllowed, InvalidInput: As for ``accept_order``.
        WrongState: Decided already, or the customer cancelled a moment ago.
    """
    ticket = _owned(command.order_id, command.user_id, "reject", tx)
    ticket.reject(command.user_id, command.reason, command.words)
    tx.claim_rejection(ticket.order_id)
    tx.tickets.save(ticket)
    _stop_clock(ticket, tx)


def mark_cooked(command: commands.MarkCooked, tx: StoreTransaction) -> None:
    """Say that the food is ready, which offers the delivery. Raises as ``accept_order``."""
    ticket = _owned(command.order_id, command.user_id, "cook", tx)
    ticket.cook()
    tx.tickets.save(ticket)


def remind_store(command: commands.RemindStore, tx: StoreTransaction) -> None:
    """Remind the store of an unanswered ticket, and again after the same time."""
    ticket = tx.tickets.get(command.order_id)
    if ticket.state is not TicketState.RECEIVED:
        return
    ticket.remind(ticket.received_at + tx.policy.answer_within)
    tx.tickets.save(ticket)
    tx.deadlines.set(REMIND_STORE, ticket.order_id, tx.now + tx.policy.remind_every)


def give_up_on_store(command: commands.GiveUpOnStore, tx: StoreTransaction) -> None:
    """Reject in the name of a store that never answered; the refund follows by event."""
    ticket = tx.tickets.get(command.order_id)
    if ticket.state is not TicketState.RECEIVED:
        return
    ticket.reject(None, NO_ANSWER)
    tx.claim_rejection(ticket.order_id)
    tx.tickets.save(ticket)
    _stop_clock(ticket, tx)


def get_ticket(query: commands.GetTicket, tx: StoreTransaction) -> Ticket:
    """A ticket for one of its owners. Raises NotFound, NotAllowed."""
    return _owned(query.order_id, query.user_id, "read", tx)


def show_tickets(command: commands.ShowTickets, tx: StoreTransaction) -> int:
    """Show an owner what still has to be answered or cooked, oldest first."""
    stores = [store.id for store in tx.stores.owned_by(command.user_id)]
    tickets = tx.tickets.unfinished(stores)
    for ticket in tickets:
        tx.cards.move_down(command.user_id, "store", ticket.order_id)
    return len(tickets)


def _owned(order_id: str, user_id: int, action: str, tx: StoreTransaction) -> Ticket:
    ticket = tx.tickets.get(order_id)
    tx.stores.get(ticket.store_id).require_owner(user_id, action)
    return ticket


def _stop_clock(ticket: Ticket, tx: StoreTransaction) -> None:
    tx.deadlines.clear(REMIND_STORE, ticket.order_id)
    tx.deadlines.clear(ANSWER_BY, ticket.order_id)


SERVICES: Services = {
    commands.OpenTicket: open_ticket,
    commands.CancelTicket: cancel_ticket,
    commands.AcceptOrder: accept_order,
    commands.RejectOrder: reject_order,
    commands.MarkCooked: mark_cooked,
    commands.RemindStore: remind_store,
    commands.GiveUpOnStore: give_up_on_store,
    commands.GetTicket: get_ticket,
    commands.ShowTickets: show_tickets,
}
