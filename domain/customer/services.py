"""Each service carries out one command or query of the customer context in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.customer import commands
from domain.customer.events import PersonUnreachable
from domain.customer.follow import followed
from domain.customer.model import OrderView
from domain.order.events import OrderPlaced
from domain.shared.errors import NotAllowed

if TYPE_CHECKING:
    from domain.customer.ports import CustomerTransaction
    from domain.shared.messages import Services


def follow_order(command: commands.FollowOrder, tx: CustomerTransaction) -> None:
    """Update the one row of an order (seed: "주문상태가 이벤트 발생시 마다 업데이트되어")."""
    if isinstance(command.event, OrderPlaced):
        if tx.views.find(command.event.order_id) is None:
            tx.views.put(OrderView.of(command.event, command.at))
        return
    view = tx.views.get(command.event.order_id)
    tx.views.put(followed(view, command.event, command.at))


def meet_person(command: commands.MeetPerson, tx: CustomerTransaction) -> None:
    """Remember somebody who talked to us."""
    tx.people.meet(command.user_id, command.name, command.language)


def lose_person(command: commands.LosePerson, tx: CustomerTransaction) -> None:
    """Note that somebody cannot be reached; they are met again when they write."""
    if tx.people.lose(command.user_id):
        tx.publish(PersonUnreachable(user_id=command.user_id))


def my_orders(query: commands.MyOrders, tx: CustomerTransaction) -> tuple[OrderView, ...]:
    """A customer's newest orders."""
    return tuple(tx.views.newest_of(query.customer_id, query.limit))


def show_my_order(command: commands.ShowMyOrder, tx: CustomerTransaction) -> None:
    """Move an order's card to the end of its customer's chat. Raises NotFound, NotAllowed."""
    view = get_my_order(commands.GetMyOrder(command.order_id, command.customer_id), tx)
    tx.cards.move_down(command.customer_id, "customer", view.order_id)


def get_my_order(query: commands.GetMyOrder, tx: CustomerTransaction) -> OrderView:
    """One of the customer's own orders. Raises NotFound, NotAllowed."""
    view = tx.views.get(query.order_id)
    if view.customer_id != query.customer_id:
        raise NotAllowed(query.customer_id, "read")
    return view


SERVICES: Services = {
    commands.FollowOrder: follow_order,
    commands.MeetPerson: meet_person,
    commands.LosePerson: lose_person,
    commands.ShowMyOrder: show_my_order,
    commands.MyOrders: my_orders,
    commands.GetMyOrder: get_my_order,
}
