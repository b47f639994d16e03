"""Cards come to the end of a chat in the transaction of the command that asks for them."""

from __future__ import annotations

from typing import Any, cast

import pytest

from bot.card_moves import move_cards
from bot.persistence.queues.promises import Priority
from domain.customer.commands import MeetPerson, ShowMyOrder
from domain.delivery.commands import ShowDeliveries
from domain.store.commands import ShowTickets
from tests.support.samples import COURIER, CUSTOMER, ORDER, OWNER


class Unit:
    """A unit of work that notes which cards were moved."""

    def __init__(self) -> None:
        self.messages, self.moved = self, list[tuple[int, str, str, Priority]]()

    def move_down(self, user_id: int, audience: str, order_id: str, priority: Priority) -> None:
        self.moved.append((user_id, audience, order_id, priority))


@pytest.mark.parametrize(
    ("command", "user_id", "audience"),
    [
        (ShowMyOrder(ORDER, CUSTOMER), CUSTOMER, "customer"),
        (ShowTickets(OWNER), OWNER, "store"),
        (ShowDeliveries(COURIER), COURIER, "delivery"),
    ],
)
def test_move_cards_of_the_orders_that_were_answered_moves_each_for_who_asked(
    command: Any, user_id: int, audience: str
) -> None:
    unit = Unit()
    move_cards(command, (ORDER, "b"), cast("Any", unit))
    # Whoever asked is looking at the chat.
    assert unit.moved == [(user_id, audience, it, Priority.REPLY) for it in (ORDER, "b")]


def test_move_cards_after_another_command_moves_none() -> None:
    unit = Unit()
    move_cards(MeetPerson(CUSTOMER, "Mina", "en"), None, cast("Any", unit))
    assert unit.moved == []
