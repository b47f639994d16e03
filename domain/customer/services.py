"""Each service carries out one command or query of the customer context in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.customer import commands, queries
from domain.customer.events import PersonUnreachable
from domain.customer.model import OrderView
from domain.customer.projection import projected
from domain.order.events import OrderPlaced
from domain.shared.errors import NotAllowed

if TYPE_CHECKING:
    from domain.customer.ports import CustomerUnitOfWork
    from domain.shared.messages import Services


def project_order(command: commands.ProjectOrder, uow: CustomerUnitOfWork) -> None:
    """Update the one row of an order (seed: "주문상태가 이벤트 발생시 마다 업데이트되어")."""
    if isinstance(command.event, OrderPlaced):
        if uow.views.find(command.event.order_id) is None:
            uow.views.put(OrderView.of(command.event, command.at))
        return
    view = uow.views.get_for_update(command.event.order_id)
    uow.views.put(projected(view, command.event, command.at))


def meet_person(command: commands.MeetPerson, uow: CustomerUnitOfWork) -> None:
    """Remember somebody who talked to us."""
    uow.people.meet(command.user_id, command.name, command.language, command.username)


def lose_person(command: commands.LosePerson, uow: CustomerUnitOfWork) -> None:
    """Note that somebody cannot be reached; they are met again when they write."""
    if uow.people.lose(command.user_id):
        uow.publish(PersonUnreachable(user_id=command.user_id))


def my_orders(query: queries.MyOrders, uow: CustomerUnitOfWork) -> tuple[OrderView, ...]:
    """A customer's newest orders."""
    return tuple(uow.views.newest_of(query.customer_id, query.limit))


def show_my_order(command: commands.ShowMyOrder, uow: CustomerUnitOfWork) -> tuple[str, ...]:
    """Answer the order whose card the customer wants to see. Raises NotFound, NotAllowed."""
    view = get_my_order(queries.GetMyOrder(command.order_id, command.user_id), uow)
    return (view.order_id,)


def get_my_order(query: queries.GetMyOrder, uow: CustomerUnitOfWork) -> OrderView:
    """One of the customer's own orders. Raises NotFound, NotAllowed."""
    view = uow.views.get(query.order_id)
    if view.customer_id != query.customer_id:
        raise NotAllowed(query.customer_id, "read")
    return view


SERVICES: Services = {
    commands.ProjectOrder: project_order,
    commands.MeetPerson: meet_person,
    commands.LosePerson: lose_person,
    commands.ShowMyOrder: show_my_order,
    queries.MyOrders: my_orders,
    queries.GetMyOrder: get_my_order,
}
