"""What happens when a dish of an accepted order cannot be had after all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.shared.deadlines import DeadlineKind
from domain.store import request_commands as commands
from domain.store.cooking_services import end_off
from domain.store.owners import owned_ticket
from domain.store.reasons import RejectionReason

if TYPE_CHECKING:
    from datetime import datetime

    from domain.shared.messages import Services
    from domain.store.ports import OrderGateway, StoreUnitOfWork
    from domain.store.ticket import Ticket


def report_missing(
    command: commands.ReportMissing, uow: StoreUnitOfWork, order: OrderGateway
) -> datetime | None:
    """Ask the customer about dishes that cannot be had; without any left, call the order off.

    Raises:
        NotFound: There is no such ticket.
        NotAllowed: Not an owner of this store.
        InvalidInput: No line is marked, or one that is not in the order (any more).
        WrongState: It is not being cooked, or the customer is being asked already.
    """
    ticket = owned_ticket(command.order_id, command.user_id, "report_missing", uow)
    marked = ticket.checked_missing(command.lines)
    if ticket.leaves_nothing(marked):
        end_off(ticket, command.user_id, RejectionReason.SOLD_OUT, "", uow, order)
        return None
    choose_by = uow.now + uow.limits.choose_within
    ticket.report_missing(marked, choose_by)
    uow.tickets.save(ticket)
    uow.deadlines.set(DeadlineKind.CHOOSE_BY, ticket.order_id, choose_by)
    return choose_by


def leave_out(command: commands.LeaveOut, uow: StoreUnitOfWork, order: OrderGateway) -> None:
    """Bring the rest, as the customer chose; the refund and the messages follow by event.

    Raises:
        NotFound: There is no such order, or it is not with the store yet.
        NotAllowed: It is somebody else's.
        WrongState: That is not asked (any more).
    """
    order.require_customer(command.order_id, command.customer_id, "leave_out")
    ticket = uow.tickets.get(command.order_id)
    ticket.leave_out(command.number, command.customer_id)
    _chosen(ticket, uow)


def cancel_for_missing(
    command: commands.CancelForMissing, uow: StoreUnitOfWork, order: OrderGateway
) -> None:
    """Call the order off, as the customer chose; everything goes back by event.

    Raises:
        NotFound, NotAllowed, WrongState: As for ``leave_out``.
    """
    order.require_customer(command.order_id, command.customer_id, "cancel_for_missing")
    ticket = uow.tickets.get(command.order_id)
    ticket.require_missing(command.number, "cancel_for_missing")
    end_off(ticket, command.customer_id, RejectionReason.DISH_MISSING, "", uow, order)


def leave_out_unanswered(command: commands.LeaveOutUnanswered, uow: StoreUnitOfWork) -> None:
    """Bring the rest, because the customer has not chosen: what the checkout said.

    Raises:
        NotFound: There is no such ticket.
    """
    ticket = uow.tickets.get(command.order_id)
    if ticket.missing:
        ticket.leave_out(ticket.missing.number, None)
        _chosen(ticket, uow)


def _chosen(ticket: Ticket, uow: StoreUnitOfWork) -> None:
    uow.tickets.save(ticket)
    uow.deadlines.clear(DeadlineKind.CHOOSE_BY, ticket.order_id)


SERVICES: Services = {
    commands.ReportMissing: report_missing,
    commands.LeaveOut: leave_out,
    commands.CancelForMissing: cancel_for_missing,
    commands.LeaveOutUnanswered: leave_out_unanswered,
}
