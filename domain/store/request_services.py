"""What a customer asks of the store after the acceptance, and how that ends."""

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


def ask_to_cancel(
    command: commands.AskToCancel, uow: StoreUnitOfWork, order: OrderGateway
) -> datetime:
    """Ask the owners to call an accepted order off, and start the clock for their answer.

    Raises:
        NotFound: There is no such order, or it is not with the store yet.
        NotAllowed: It is somebody else's.
        InvalidInput: The words are too long, or none that can be seen.
        TooLateToCancel: A courier has the food, or the order has ended.
        WrongState: It is not accepted yet, or the customer has asked already.
    """
    order.claim_request(command.order_id, command.customer_id)
    ticket = uow.tickets.get(command.order_id)
    answer_by = uow.now + uow.limits.answer_request_within
    ticket.ask_to_cancel(answer_by, command.words)
    uow.tickets.save(ticket)
    uow.deadlines.set(DeadlineKind.ANSWER_REQUEST_BY, ticket.order_id, answer_by)
    return answer_by


def agree_to_cancel(
    command: commands.AgreeToCancel, uow: StoreUnitOfWork, order: OrderGateway
) -> None:
    """Call the order off, as its customer asked; refund, delivery and messages follow by event.

    Raises:
        NotFound: There is no such ticket.
        NotAllowed: Not an owner of this store.
        InvalidInput: The part that is kept is not above nothing and at most what was paid.
        WrongState: Nobody asks (any more), a courier has the food, or a part is kept of what is
            not paid by card.
    """
    ticket = owned_ticket(command.order_id, command.user_id, "agree_to_cancel", uow)
    ticket.require_request("agree_to_cancel")
    reason = RejectionReason.CUSTOMER_ASKED
    end_off(ticket, command.user_id, reason, "", uow, order, command.kept)


def refuse_to_cancel(command: commands.RefuseToCancel, uow: StoreUnitOfWork) -> None:
    """Let the order go on; the customer is told by event.

    Raises:
        NotFound: There is no such ticket.
        NotAllowed: Not an owner of this store.
        WrongState: Nobody asks (any more).
    """
    ticket = owned_ticket(command.order_id, command.user_id, "refuse_request", uow)
    ticket.refuse_request(command.user_id)
    _request_ended(ticket, uow)


def let_request_lapse(command: commands.LetRequestLapse, uow: StoreUnitOfWork) -> None:
    """Let the order go on, because no owner has answered; both sides are told by event.

    Raises:
        NotFound: There is no such ticket.
    """
    ticket = uow.tickets.get(command.order_id)
    if ticket.request:
        ticket.let_request_lapse()
        _request_ended(ticket, uow)


def _request_ended(ticket: Ticket, uow: StoreUnitOfWork) -> None:
    uow.tickets.save(ticket)
    uow.deadlines.clear(DeadlineKind.ANSWER_REQUEST_BY, ticket.order_id)


SERVICES: Services = {
    commands.AskToCancel: ask_to_cancel,
    commands.AgreeToCancel: agree_to_cancel,
    commands.RefuseToCancel: refuse_to_cancel,
    commands.LetRequestLapse: let_request_lapse,
}
