"""The deadlines: for each kind, what happens when it passes and how far ahead it is ever set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.delivery import commands as delivery
from domain.delivery import decisions as delivery_decisions
from domain.delivery.clock import longest_wait
from domain.order import admission
from domain.order import commands as order
from domain.order import services as order_services
from domain.processes import under_way
from domain.processes.context_gateways import ToOrder, ToStore
from domain.shared.deadlines import DeadlineKind
from domain.shared.errors import WrongState
from domain.shared.limits import OperatingLimits
from domain.shared.messages import Command, Services
from domain.store import commands as store
from domain.store import cooking_services, missing_services, request_services, ticket_services
from domain.store import request_commands as request
from domain.store.ticket import LONGEST_PROMISE

if TYPE_CHECKING:
    from domain.processes.context_gateways import FullUnitOfWork


@dataclass(frozen=True, slots=True)
class FireDeadline(Command[bool]):
    """A deadline is due. Answers whether it had anything left to do."""

    kind: str
    order_id: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """What one kind of deadline is about.

    Args:
        passes: Does what has to be done to the order when it passes.
        longest_wait: How far ahead it is ever set. One that lies further ahead was set before
            the clock was put back.
    """

    passes: Callable[[str, FullUnitOfWork], None]
    longest_wait: Callable[[OperatingLimits], timedelta]


def expire_order(order_id: str, uow: FullUnitOfWork) -> None:
    """Nobody paid → the order expires."""
    order_services.expire_order(order.ExpireOrder(order_id), uow, ToStore(uow))


def resume_held(order_id: str, uow: FullUnitOfWork) -> None:
    """A held order's line is looked at → it goes on, waits on, or expires."""
    admission.resume_held(order_id, uow, ToStore(uow))


def remind_store(order_id: str, uow: FullUnitOfWork) -> None:
    """No answer yet → the store is reminded."""
    ticket_services.remind_store(store.RemindStore(order_id), uow)


def give_up_on_store(order_id: str, uow: FullUnitOfWork) -> None:
    """No answer at all → the order is rejected in the store's name."""
    ticket_services.give_up_on_store(store.GiveUpOnStore(order_id), uow, ToOrder(uow))


def remind_to_cook(order_id: str, uow: FullUnitOfWork) -> None:
    """The promised time has come → owners are asked, the customer is told."""
    cooking_services.remind_to_cook(store.RemindToCook(order_id), uow)


def escalate_cooking(order_id: str, uow: FullUnitOfWork) -> None:
    """No answer to that → operators are asked."""
    cooking_services.escalate_cooking(store.EscalateCooking(order_id), uow)


def call_off_uncooked(order_id: str, uow: FullUnitOfWork) -> None:
    """No answer at all → the order is called off."""
    cooking_services.call_off_uncooked(store.CallOffUncooked(order_id), uow, ToOrder(uow))


def ask_about_delivery(order_id: str, uow: FullUnitOfWork) -> None:
    """The next step of a delivery is late → whoever can take it is asked."""
    delivery_decisions.ask_about_delivery(delivery.AskAboutDelivery(order_id), uow)


def let_request_lapse(order_id: str, uow: FullUnitOfWork) -> None:
    """No answer to what the customer asked → the order goes on, and both sides are told."""
    request_services.let_request_lapse(request.LetRequestLapse(order_id), uow)


def leave_out_unanswered(order_id: str, uow: FullUnitOfWork) -> None:
    """No choice about missing dishes → they are left out."""
    missing_services.leave_out_unanswered(request.LeaveOutUnanswered(order_id), uow)


DEADLINES: Mapping[DeadlineKind, Deadline] = {
    DeadlineKind.PAY_BY: Deadline(expire_order, lambda limits: limits.pay_within),
    DeadlineKind.REST_UNTIL: Deadline(expire_order, lambda limits: limits.rest_within),
    # Looking at a line too early does no harm.
    DeadlineKind.RESUME_HELD: Deadline(resume_held, lambda _limits: timedelta(minutes=1)),
    DeadlineKind.REMIND_STORE: Deadline(remind_store, lambda limits: limits.remind_every),
    DeadlineKind.ANSWER_BY: Deadline(give_up_on_store, lambda limits: limits.answer_within),
    DeadlineKind.COOK_BY: Deadline(remind_to_cook, lambda _limits: LONGEST_PROMISE),
    DeadlineKind.ESCALATE_COOKING: Deadline(
        escalate_cooking, lambda limits: limits.escalate_cooking_after
    ),
    DeadlineKind.CALL_OFF_COOKING: Deadline(
        call_off_uncooked, lambda limits: limits.call_off_cooking_after
    ),
    DeadlineKind.DELIVERY_STEP: Deadline(ask_about_delivery, longest_wait),
    DeadlineKind.UNDER_WAY_BY: Deadline(under_way.miss_delivery, under_way.longest_wait),
    DeadlineKind.ANSWER_REQUEST_BY: Deadline(
        let_request_lapse, lambda limits: limits.answer_request_within
    ),
    DeadlineKind.CHOOSE_BY: Deadline(leave_out_unanswered, lambda limits: limits.choose_within),
}


def fire_deadline(command: FireDeadline, uow: FullUnitOfWork) -> bool:
    """Forget the deadline and do what it asks for, in one transaction.

    One that was met, put off or fired since it was read does nothing; an order that moved on in
    the very same moment makes it void, not wrong.

    Raises:
        ValueError: There is no such kind.
    """
    kind = DeadlineKind(command.kind)
    if not uow.deadlines.take(kind, command.order_id, uow.now):
        return False
    try:
        DEADLINES[kind].passes(command.order_id, uow)
    except WrongState:
        return False
    return True


SERVICES: Services = {FireDeadline: fire_deadline}
