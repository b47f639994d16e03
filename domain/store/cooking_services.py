"""What happens to an order between its acceptance and the moment in which it is cooked."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from domain.shared.deadlines import DeadlineKind
from domain.shared.errors import WrongState
from domain.store import commands
from domain.store.owners import owned_ticket
from domain.store.reasons import CALL_OFF_REASONS, RejectionReason, checked_reason
from domain.store.ticket_states import TicketState

if TYPE_CHECKING:
    from datetime import datetime

    from domain.shared.messages import Services
    from domain.shared.money import Money
    from domain.store.ports import OrderGateway, StoreUnitOfWork
    from domain.store.ticket import Ticket


def stop_answer_clock(order_id: str, uow: StoreUnitOfWork) -> None:
    """Wait for the store's answer no more."""
    uow.deadlines.clear(DeadlineKind.REMIND_STORE, order_id)
    uow.deadlines.clear(DeadlineKind.ANSWER_BY, order_id)


def start_cooking_clock(ticket: Ticket, uow: StoreUnitOfWork) -> None:
    """Let the promise of a ticket that is being cooked be looked after, from its new time on."""
    assert ticket.ready_at is not None  # noqa: S101 - it was promised when it was accepted
    uow.deadlines.set(DeadlineKind.COOK_BY, ticket.order_id, ticket.ready_at)


def stop_cooking_clock(order_id: str, ready_at: datetime | None, uow: StoreUnitOfWork) -> None:
    """Look after a promise no more; ``ready_at`` (UTC) is when it was due, if there was one."""
    if ready_at is None:
        return
    uow.deadlines.clear(DeadlineKind.COOK_BY, order_id)
    if ready_at <= uow.now:
        # Only a promise that has passed is asked about.
        _stop_asking(order_id, uow)


def _stop_asking(order_id: str, uow: StoreUnitOfWork) -> None:
    uow.deadlines.clear(DeadlineKind.ESCALATE_COOKING, order_id)
    uow.deadlines.clear(DeadlineKind.CALL_OFF_COOKING, order_id)


def put_off(command: commands.PutOff, uow: StoreUnitOfWork) -> datetime:
    """Promise the food later than before; the customer is told by event.

    Raises:
        NotFound: There is no such ticket.
        NotAllowed: Not an owner of this store.
        InvalidInput: The minutes are out of range, or the reason is too long.
        WrongState: It is not being cooked.
    """
    ticket = owned_ticket(command.order_id, command.user_id, "put_off", uow)
    ticket.put_off(command.minutes, uow.now, command.words, command.user_id)
    uow.tickets.save(ticket)
    # The old promise may have passed, and be ahead again of a clock that was put back.
    _stop_asking(ticket.order_id, uow)
    start_cooking_clock(ticket, uow)
    assert ticket.ready_at is not None  # noqa: S101 - put_off() has just set it
    return ticket.ready_at


def call_off(command: commands.CallOff, uow: StoreUnitOfWork, order: OrderGateway) -> None:
    """Call an accepted order off; refund, delivery and messages follow by event.

    Raises:
        NotFound: There is no such ticket.
        NotAllowed: Not an owner of this store.
        InvalidInput: There is no such reason, or the words are missing or too long.
        WrongState: It is not accepted yet, has ended, or a courier has the food.
    """
    ticket = owned_ticket(command.order_id, command.user_id, "call_off", uow)
    if ticket.can("accept"):
        # It can be rejected, which says something else to the customer.
        raise WrongState(ticket.kind, ticket.order_id, ticket.state, "call_off")
    reason = checked_reason(command.reason, CALL_OFF_REASONS)
    end_off(ticket, command.user_id, reason, command.words, uow, order)


def remind_to_cook(command: commands.RemindToCook, uow: StoreUnitOfWork) -> None:
    """Tell owners and customer that the promised time has come.

    Raises:
        NotFound: There is no such ticket.
    """
    ticket = uow.tickets.get(command.order_id)
    if ticket.state is TicketState.ACCEPTED:
        ticket.remind_to_cook(_ends_at(uow))
        uow.tickets.save(ticket)
        uow.deadlines.set(
            DeadlineKind.ESCALATE_COOKING,
            ticket.order_id,
            uow.now + uow.limits.escalate_cooking_after,
        )


def escalate_cooking(command: commands.EscalateCooking, uow: StoreUnitOfWork) -> None:
    """Ask the operators to act.

    Raises:
        NotFound: There is no such ticket.
    """
    ticket = uow.tickets.get(command.order_id)
    if ticket.state is TicketState.ACCEPTED:
        ends_at = uow.now + uow.limits.call_off_cooking_after
        ticket.escalate_cooking(ends_at)
        uow.tickets.save(ticket)
        uow.deadlines.set(DeadlineKind.CALL_OFF_COOKING, ticket.order_id, ends_at)


def call_off_uncooked(
    command: commands.CallOffUncooked, uow: StoreUnitOfWork, order: OrderGateway
) -> None:
    """Call an order off that nobody says is cooked.

    Raises:
        NotFound: There is no such ticket.
        WrongState: It has ended this very moment.
    """
    ticket = uow.tickets.get(command.order_id)
    if ticket.state is TicketState.ACCEPTED:
        end_off(ticket, None, RejectionReason.NOT_COOKED, "", uow, order)


def call_off_untaken(
    command: commands.CallOffUntaken, uow: StoreUnitOfWork, order: OrderGateway
) -> None:
    """Call an order off that nobody brings; what was picked up this very moment goes on.

    Raises:
        NotFound: There is no such ticket.
    """
    ticket = uow.tickets.get(command.order_id)
    with suppress(WrongState):
        end_off(ticket, None, RejectionReason.NO_COURIER, "", uow, order)


def end_off(
    ticket: Ticket,
    by: int | None,
    reason: RejectionReason,
    words: str,
    uow: StoreUnitOfWork,
    order: OrderGateway,
    kept: Money | None = None,
) -> None:
    """Call a paid order off, whoever decided so. Raises InvalidInput, WrongState.

    Only an operator may do so while a courier carries it.
    """
    ticket.call_off(by, reason, uow.now, words, kept)
    claim = (
        order.claim_ending if reason is RejectionReason.BY_OPERATOR else order.claim_calling_off
    )
    claim(ticket.order_id)
    uow.tickets.save(ticket)
    stop_answer_clock(ticket.order_id, uow)
    uow.deadlines.clear(DeadlineKind.ANSWER_REQUEST_BY, ticket.order_id)
    uow.deadlines.clear(DeadlineKind.CHOOSE_BY, ticket.order_id)
    stop_cooking_clock(ticket.order_id, ticket.ready_at, uow)


def _ends_at(uow: StoreUnitOfWork) -> datetime:
    limits = uow.limits
    return uow.now + limits.escalate_cooking_after + limits.call_off_cooking_after


SERVICES: Services = {
    commands.PutOff: put_off,
    commands.CallOff: call_off,
    commands.RemindToCook: remind_to_cook,
    commands.EscalateCooking: escalate_cooking,
    commands.CallOffUncooked: call_off_uncooked,
    commands.CallOffUntaken: call_off_untaken,
}
