"""What the store asks of an order within its own transaction: what races a cancellation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.order.admission import release_next
from domain.order.errors import TooLateToCancel
from domain.order.under_way import await_delivery
from domain.shared.errors import NotAllowed, WrongState

if TYPE_CHECKING:
    from domain.order.model import Order
    from domain.order.ports import OrderUnitOfWork, StoreGateway


def claim_acceptance(order_id: str, uow: OrderUnitOfWork) -> None:
    """Answer the store's synchronous call: the order is accepted, unless it is too late.

    Acceptance and cancellation race; the order decides, so that only one of them wins.

    Raises:
        NotFound: There is no such order.
        WrongState: The order was cancelled meanwhile.
    """
    order = uow.orders.get(order_id)
    order.accept()
    uow.orders.save(order)


def claim_rejection(order_id: str, uow: OrderUnitOfWork, store: StoreGateway) -> None:
    """Answer the store's synchronous call: the order is rejected, unless it ended already.

    Raises:
        NotFound: There is no such order.
        WrongState: The order was cancelled meanwhile.
    """
    order = uow.orders.get(order_id)
    order.reject()
    uow.orders.save(order)
    release_next(order.store_id, uow, store)


def claim_request(order_id: str, customer_id: int, uow: OrderUnitOfWork) -> None:
    """Answer the store's synchronous call: the customer may ask to cancel their accepted order.

    Raises:
        NotFound: There is no such order.
        NotAllowed: It is somebody else's.
        TooLateToCancel: A courier has the food, or the order has ended.
        WrongState: It is not accepted yet: it can be cancelled without asking.
    """
    order = own(uow.orders.get(order_id), customer_id, "ask_to_cancel")
    if order.can("cancel"):
        raise WrongState(order.kind, order.id, order.state, "ask_to_cancel")
    if not order.can("call_off"):
        raise TooLateToCancel(order.id, order.state, order.store_name, order.store_phone)


def claim_calling_off(order_id: str, uow: OrderUnitOfWork, store: StoreGateway) -> None:
    """Answer the store's synchronous call: the paid order is called off, unless it has ended.

    Raises:
        NotFound: There is no such order.
        WrongState: It has ended, or is not paid.
    """
    order = uow.orders.get(order_id)
    order.call_off()
    uow.orders.save(order)
    await_delivery(order, uow)
    release_next(order.store_id, uow, store)


def own(order: Order, customer_id: int, action: str) -> Order:
    """Return the order, if it is this customer's. Raises NotAllowed."""
    if order.customer_id != customer_id:
        raise NotAllowed(customer_id, action)
    return order
