"""What operators do about an order, and which order they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.customer.events import OperatorWrote
from domain.order import ending
from domain.order.errors import SeveralOrders
from domain.processes.context_gateways import ToOrder, ToStore
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.messages import Command, Services
from domain.shared.typed import seen, tidied
from domain.store import cooking_services
from domain.store.reasons import RejectionReason, checked_words

if TYPE_CHECKING:
    from domain.order.model import Order
    from domain.processes.context_gateways import FullUnitOfWork

MAX_MESSAGE = 1_000
_CODE = re.compile(r"#?([0-9a-f]{5,32})")
_MOST = 5


@dataclass(frozen=True, slots=True)
class ShowOrderFile(Command[tuple[str, ...]]):
    """An operator wants to see the order that ``code`` means; answers its id."""

    user_id: int
    code: str


@dataclass(frozen=True, slots=True)
class EndOrder(Command[None]):
    """An operator ends an order wherever it is; ``words`` tell its people why, or are empty."""

    order_id: str
    user_id: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class WriteToCustomer(Command[None]):
    """An operator has something to say to whoever ordered."""

    order_id: str
    user_id: int
    words: str


def show_order_file(command: ShowOrderFile, uow: FullUnitOfWork) -> tuple[str, ...]:
    """Find the order that an operator means; from now on its file is kept up to date.

    Raises:
        NotAllowed: Not an operator.
        NotFound: No order's id begins so, or this is no code.
        SeveralOrders: The ids of several orders do.
    """
    uow.limits.require_operator(command.user_id, "show_order_file")
    order = order_meant(command.code, uow)
    be_watched(order.id, uow)
    return (order.id,)


def be_watched(order_id: str, uow: FullUnitOfWork) -> None:
    """Let the operators' cards of an order follow what happens to it. Raises NotFound."""
    view = uow.views.get_for_update(order_id)
    if not view.is_watched:
        uow.views.put(replace(view, is_watched=True))


def order_meant(typed: str, uow: FullUnitOfWork) -> Order:
    """Find the one order whose id begins with a code.

    Raises:
        NotFound: No order's id begins so, or this is no code.
        SeveralOrders: The ids of several orders do.
    """
    code = _CODE.fullmatch(typed.lower())
    found = uow.orders.beginning_with(code[1], _MOST) if code else []
    if not found:
        raise NotFound("order_code", typed)
    if len(found) > 1:
        raise SeveralOrders(typed, tuple(order.id for order in found))
    return found[0]


def end_order(command: EndOrder, uow: FullUnitOfWork) -> None:
    """Cancel an order that is not paid; call off one that is, even while it is carried.

    Voiding or refunding, and telling everybody, follow by event.

    Raises:
        NotAllowed: Not an operator.
        NotFound: There is no such order.
        InvalidInput: The words are too long.
        WrongState: It has ended.
    """
    uow.limits.require_operator(command.user_id, "end_order")
    words = checked_words(command.words) if command.words else ""
    ticket = uow.tickets.find(command.order_id)
    if ticket is None:
        # It is not paid, or so lately that the store does not know of it.
        store = ToStore(uow)
        ending.cancel_for_operator(command.order_id, command.user_id, words, uow, store)
        return
    reason = RejectionReason.BY_OPERATOR
    cooking_services.end_off(ticket, command.user_id, reason, words, uow, ToOrder(uow))


def write_to_customer(command: WriteToCustomer, uow: FullUnitOfWork) -> None:
    """Send words to whoever ordered, in the platform's name.

    Raises:
        NotAllowed: Not an operator.
        NotFound: There is no such order.
        InvalidInput: There are no words that can be seen, or more than 1,000 characters.
    """
    uow.limits.require_operator(command.user_id, "write_to_customer")
    customer_id = uow.orders.get(command.order_id).customer_id
    words = checked_message(command.words)
    uow.publish(
        OperatorWrote(
            order_id=command.order_id, customer_id=customer_id, by=command.user_id, words=words
        )
    )


def checked_message(typed: str) -> str:
    """Tidy a message as its reader will see it.

    Raises:
        InvalidInput: There are no words that can be seen, or more than 1,000 characters.
    """
    words = tidied(typed)
    if not seen(words):
        raise InvalidInput("message", "missing")
    if len(words) > MAX_MESSAGE:
        raise InvalidInput("message", "too_long", MAX_MESSAGE)
    return words


SERVICES: Services = {
    ShowOrderFile: show_order_file,
    EndOrder: end_order,
    WriteToCustomer: write_to_customer,
}
