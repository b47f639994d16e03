"""Each service carries out one command or query of the delivery context in one transaction.

What it has to know of orders and stores is asked before that, and is an argument: ``destination``
of an order, ``couriers`` of a store, or the ``duties`` of whoever acts. This context may have a database
of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.delivery import commands, decisions, failing, queries, shifts
from domain.delivery.clock import start_clock, stop_clock
from domain.delivery.duties import carried_by, is_nobody_left
from domain.delivery.errors import OffShift
from domain.delivery.model import Delivery
from domain.delivery.queries import DeliveryView
from domain.delivery.states import DeliveryState
from domain.shared.errors import NotAllowed, WrongState

if TYPE_CHECKING:
    from domain.delivery.duties import Duties
    from domain.delivery.ports import DeliveryUnitOfWork
    from domain.delivery.trip import Destination
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


def offer_delivery(
    command: commands.OfferDelivery, uow: DeliveryUnitOfWork, couriers: frozenset[int]
) -> None:
    """Offer the delivery to the couriers (seed: "조리가 끝나면 배달이 시작된다").

    A store without couriers brings it itself.

    Raises:
        NotFound: There is no such delivery.
    """
    delivery = uow.deliveries.get(command.order_id)
    if delivery.state is DeliveryState.SCHEDULED:
        to_nobody = is_nobody_left(couriers, uow)
        delivery.offer(command.total, to_nobody=to_nobody)
        uow.deliveries.save(delivery)
        start_clock(delivery, uow, at_once=to_nobody and bool(couriers))


def cancel_delivery(command: commands.CancelDelivery, uow: DeliveryUnitOfWork) -> None:
    """Call the delivery off; one that has arrived meanwhile stays as it is.

    Raises:
        NotFound: It is still on its way; it would stay if this were not tried again.
    """
    delivery = uow.deliveries.get(command.order_id)
    if delivery.can("cancel"):
        delivery.cancel()
        uow.deliveries.save(delivery)
        stop_clock(delivery, uow)


def take_delivery(command: commands.TakeDelivery, uow: DeliveryUnitOfWork, duties: Duties) -> None:
    """Assign the delivery to the first courier who asks.

    Raises:
        NotFound: There is no such delivery.
        NotAllowed: Not a courier of this store.
        AlreadyTaken: Somebody was faster.
        OffShift: This courier is off shift.
        WrongState: It is not offered yet.
    """
    courier_id = command.courier_id
    delivery = uow.deliveries.get(command.order_id)
    if delivery.store_id not in duties.delivers_for:
        raise NotAllowed(courier_id, "take")
    if delivery.can("take") and uow.couriers.off_shift(frozenset({courier_id})):
        raise OffShift(courier_id)
    delivery.assign(courier_id, command.courier_name)
    uow.deliveries.save(delivery)
    start_clock(delivery, uow)


def hand_back(command: commands.HandBack, uow: DeliveryUnitOfWork, duties: Duties) -> None:
    """Let its courier give it back before the pick-up; the others are offered it.

    Raises:
        NotFound: There is no such delivery.
        NotAllowed: Neither a courier nor an owner of this store.
        NotTheirs: Somebody else has it.
        WrongState: Nobody has it, or it is picked up.
    """
    courier_id = command.courier_id
    delivery = carried_by(command.order_id, courier_id, "hand_back", duties, uow)
    to_nobody = is_nobody_left(duties.colleagues, uow, courier_id, *delivery.declined)
    delivery.hand_back(courier_id, to_nobody=to_nobody)
    uow.deliveries.save(delivery)
    start_clock(delivery, uow, at_once=to_nobody)


def pick_up(command: commands.PickUp, uow: DeliveryUnitOfWork, duties: Duties) -> None:
    """Note that the courier has the food; an owner may set out with what nobody has taken.

    Raises:
        NotFound: There is no such delivery.
        NotAllowed: Neither a courier nor an owner of this store.
        NotTheirs: Somebody else has it.
        WrongState: It is not assigned, or picked up already.
    """
    courier_id = command.courier_id
    delivery = carried_by(command.order_id, courier_id, "pick_up", duties, uow)
    if delivery.state is DeliveryState.OFFERED and delivery.store_id not in duties.owns:
        raise WrongState(delivery.kind, delivery.order_id, delivery.state, "pick_up")
    delivery.pick_up(courier_id, command.courier_name)
    uow.deliveries.save(delivery)
    start_clock(delivery, uow)


def deliver(command: commands.Deliver, uow: DeliveryUnitOfWork, duties: Duties) -> None:
    """Note that the customer has the food.

    Raises:
        NotFound: There is no such delivery.
        NotAllowed: Neither a courier nor an owner of this store.
        NotTheirs: Somebody else has it.
        WrongState: It is not picked up, or delivered already.
    """
    delivery = carried_by(command.order_id, command.courier_id, "deliver", duties, uow)
    delivery.deliver(command.courier_id)
    uow.deliveries.save(delivery)
    stop_clock(delivery, uow)


def get_delivery(
    query: queries.GetDelivery, uow: DeliveryUnitOfWork, duties: Duties
) -> DeliveryView:
    """A delivery, for a courier of its store. Raises NotFound, NotAllowed."""
    delivery = carried_by(query.order_id, query.user_id, "read", duties, uow)
    return DeliveryView.of(delivery, query.user_id)


def show_deliveries(
    command: commands.ShowDeliveries, uow: DeliveryUnitOfWork, store_ids: frozenset[str]
) -> tuple[str, ...]:
    """Answer the orders that a courier may take, on shift, or carries; none for anybody else."""
    is_off = uow.couriers.off_shift(frozenset({command.user_id}))
    found = uow.deliveries.open_for([] if is_off else sorted(store_ids), command.user_id)
    return tuple(delivery.order_id for delivery in found)


SERVICES: Services = {
    commands.ScheduleDelivery: schedule_delivery,
    commands.OfferDelivery: offer_delivery,
    commands.CancelDelivery: cancel_delivery,
    commands.TakeDelivery: take_delivery,
    commands.HandBack: hand_back,
    commands.PickUp: pick_up,
    commands.Deliver: deliver,
    queries.GetDelivery: get_delivery,
    commands.ShowDeliveries: show_deliveries,
    **decisions.SERVICES,
    **failing.SERVICES,
    **shifts.SERVICES,
}
