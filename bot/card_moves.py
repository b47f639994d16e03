"""Commands that bring cards to the end of a chat: the domain says of which orders.

The cards move in the transaction of the command. They are no matter of the domain, which knows
no chats.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.persistence.queues.promises import Priority
from domain.customer import ShowMyOrder
from domain.delivery import SetShift, ShowDeliveries
from domain.order import CancelOrder, PlaceOrder
from domain.processes.operating import ShowOrderFile
from domain.shared.audience import Audience
from domain.store import AskToCancel, ShowTickets

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import UnitOfWork
    from domain.shared.messages import Command

CARD_MOVES: Mapping[type[Command[Any]], Audience] = {
    ShowMyOrder: Audience.CUSTOMER,
    ShowTickets: Audience.STORE,
    ShowDeliveries: Audience.COURIER,
    SetShift: Audience.COURIER,
    ShowOrderFile: Audience.OPERATOR,
}
"""Whose cards a command moves; it is given by a ``user_id`` and answers the orders' ids."""


def move_cards(command: Command[Any], answer: Any, uow: UnitOfWork) -> None:
    """Move the cards of the orders that a command answered, if it is one that moves any."""
    if audience := CARD_MOVES.get(type(command)):
        for order_id in answer:
            uow.messages.move_down(command.user_id, audience, order_id, Priority.REPLY)  # type: ignore[attr-defined]


def note_card(command: Command[Any], message_id: int, uow: UnitOfWork) -> None:
    """Let the customer's tapped message be the card of the order that is placed or cancelled there.

    Raises:
        TypeError: Nothing comes of this command that has a card.
    """
    match command:
        case PlaceOrder():
            uow.cards.note(command.customer_id, Audience.CUSTOMER, command.order_id, message_id)
        case CancelOrder() | AskToCancel():
            uow.cards.move(command.customer_id, Audience.CUSTOMER, command.order_id, message_id)
        case _:
            raise TypeError(type(command).__name__)
