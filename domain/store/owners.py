"""Whose tickets are whose."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.store.ports import StoreUnitOfWork
    from domain.store.ticket import Ticket


def owned_ticket(order_id: str, user_id: int, action: str, uow: StoreUnitOfWork) -> Ticket:
    """Load a ticket for an owner of its store. Raises NotFound, NotAllowed."""
    ticket = uow.tickets.get(order_id)
    uow.stores.get(ticket.store_id).require_owner(user_id, action)
    return ticket
