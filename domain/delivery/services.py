"""Each service carries out one command or query of the delivery context in one transaction.

What it has to know of orders and stores is asked before that, and is an argument: ``destination``
of an order, or ``store_ids``, the stores that whoever acts delivers for. This context may have a
database of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.delivery import commands, queries
from domain.delivery.model import Delivery, DeliveryState
from domain.delivery.queries import DeliveryView
from domain.shared.errors import NotAllowed

if TYPE_CHECKING:
    from domain.delivery.model import Destination
    from domain.delivery.ports import DeliveryUnitOfWork
    from domain.shared.messages import Services


def schedule_delivery(
    command: commands.ScheduleDelivery, uow: DeliveryUnitOfWork, destination: Destination
) -> None:
    """Save the delivery with the details that were fetched from the order.

    Seed: "상점주인이 주문을 승인하면 배달되어질 정보를 Order에서 가져와 저장한다".
    """
    if uow.deliveries.has(command.order_id):
        return
    delivery = Delivery(
        order_id=command.order_id,
        store_id=command.store_id,
        destination=destination,
    )
    delivery.schedule()
    uow.deliveries.add(delivery)


def offer_delivery(command: commands.OfferDelivery, uow: DeliveryUnitOfWork) -> None:
    """Offer the delivery to the couriers (seed: "조리가 끝나면 배달이 시작된다").

    Raises:
        NotFound: There is no such delivery.
    """
    delivery = uow.deliveries.get(command.order_id)
    if delivery.state is DeliveryState.SCHEDULED:
        delivery.offer()
        uow.deliveries.save(delivery)


def cancel_delivery(command: commands.CancelDelivery, uow: DeliveryUnitOfWork) -> None:
    """Call the delivery off; one that has arrived meanwhile stays as it is.

    Raises:
        NotFound: It is still on its way; it would stay if this were not tried again.
    """
    delivery = uow.deliveries.get(command.order_id)
    if delivery.can("cancel"):
        delivery.cancel()
        uow.deliveries.save(delivery)


def take_delivery(
    command: commands.TakeDelivery, uow: DeliveryUnitOfWork, store_ids: frozenset[str]
) -> None:
    """Assign the delivery to the first courier who asks.

    Raises:
        NotFound: There is no such delivery.
        NotAllowed: Not a courier of this store.
        AlreadyTaken: Somebody was faster.
        WrongState: It is not offered yet.
    """
    delivery = _for_courier(command.order_id, command.courier_id, "take", uow, store_ids)
    delivery.assign(command.courier_id, command.courier_name)
    uow.deliveries.save(delivery)


def pick_up(command: commands.PickUp, uow: DeliveryUnitOfWork, store_ids: frozenset[str]) -> None:
    """Note that the courier has the food.

    Raises:
        NotFound: There is no such delivery.
        NotAllowed: Somebody else carries it, or this is no courier of its store.
        WrongState: It is not assigned, or picked up already.
    """
    delivery = _for_courier(command.order_id, command.courier_id, "pick_up", uow, store_ids)
    delivery.pick_up(command.courier_id)
    uow.deliveries.save(delivery)


def deliver(command: commands.Deliver, uow: DeliveryUnitOfWork, store_ids: frozenset[str]) -> None:
    """Note that the customer has the food.

    Raises:
        NotFound: There is no such delivery.
        NotAllowed: Somebody else carries it, or this is no courier of its store.
        WrongState: It is not picked up, or delivered already.
    """
    delivery = _for_courier(command.order_id, command.courier_id, "deliver", uow, store_ids)
    delivery.deliver(command.courier_id)
    uow.deliveries.save(delivery)


def get_delivery(
    query: queries.GetDelivery, uow: DeliveryUnitOfWork, store_ids: frozenset[str]
) -> DeliveryView:
    """A delivery, for a courier of its store. Raises NotFound, NotAllowed."""
    delivery = _for_courier(query.order_id, query.user_id, "read", uow, store_ids)
    return DeliveryView.of(delivery, query.user_id)


def is_courier(
    _query: queries.IsCourier, _uow: DeliveryUnitOfWork, store_ids: frozenset[str]
) -> bool:
    """Whether somebody delivers for any store."""
    return bool(store_ids)


def show_deliveries(
    command: commands.ShowDeliveries, uow: DeliveryUnitOfWork, store_ids: frozenset[str]
) -> tuple[str, ...]:
    """Answer the orders that a courier may take or carries; none for anybody else."""
    found = uow.deliveries.open_for(sorted(store_ids), command.user_id)
    return tuple(delivery.order_id for delivery in found)


def _for_courier(
    order_id: str,
    user_id: int,
    action: str,
    uow: DeliveryUnitOfWork,
    store_ids: frozenset[str],
) -> Delivery:
    delivery = uow.deliveries.get(order_id)
    # Whoever carries the food finishes the trip, even if the store's list changed meanwhile.
    if user_id != delivery.courier_id and delivery.store_id not in store_ids:
        raise NotAllowed(user_id, action)
    return delivery


SERVICES: Services = {
    commands.ScheduleDelivery: schedule_delivery,
    commands.OfferDelivery: offer_delivery,
    commands.CancelDelivery: cancel_delivery,
    commands.TakeDelivery: take_delivery,
    commands.PickUp: pick_up,
    commands.Deliver: deliver,
    queries.GetDelivery: get_delivery,
    queries.IsCourier: is_courier,
    commands.ShowDeliveries: show_deliveries,
}
