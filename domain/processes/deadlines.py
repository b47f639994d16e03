"""What happens when a deadline passes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.order import admission
from domain.order import commands as order
from domain.order import services as order_services
from domain.shared.errors import WrongState
from domain.shared.messages import Command, Services
from domain.store import commands as store
from domain.store import ticket_services

if TYPE_CHECKING:
    from domain.processes.context_gateways import FullUnitOfWork


@dataclass(frozen=True, slots=True)
class FireDeadline(Command[bool]):
    """A deadline is due. Answers whether it had anything left to do."""

    kind: str
    order_id: str


def fire_deadline(command: FireDeadline, uow: FullUnitOfWork) -> bool:
    """Forget the deadline and do what it asks for, in one transaction.

    One that was met, put off or fired since it was read does nothing; an order that moved on in
    the very same moment makes it void, not wrong.
    """
    if not uow.deadlines.take(command.kind, command.order_id, uow.now):
        return False
    try:
        match command.kind:
            case "pay_by" | "rest_until":
                order_services.expire_order(order.ExpireOrder(command.order_id), uow)
            case "resume_held":
                admission.resume_held(command.order_id, uow)
            case "remind_store":
                ticket_services.remind_store(store.RemindStore(command.order_id), uow)
            case "answer_by":
                ticket_services.give_up_on_store(store.GiveUpOnStore(command.order_id), uow)
            case unknown:
                raise ValueError(f"unknown deadline {unknown!r}")
    except WrongState:
        return False
    return True


SERVICES: Services = {FireDeadline: fire_deadline}
