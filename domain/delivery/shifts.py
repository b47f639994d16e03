"""Couriers go on shift and off; whoever is off shift is offered nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.delivery import commands, queries
from domain.delivery.clock import start_clock
from domain.delivery.courier import Courier, ShiftState
from domain.delivery.duties import is_nobody_left
from domain.delivery.states import DeliveryState
from domain.shared.errors import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.delivery.model import Delivery
    from domain.delivery.ports import DeliveryUnitOfWork
    from domain.shared.messages import Services


def set_shift(
    command: commands.SetShift, uow: DeliveryUnitOfWork, crews: Mapping[str, frozenset[int]]
) -> tuple[str, ...]:
    """Go on shift or off; answers the orders that a courier who goes on may take now.

    ``crews`` are the couriers of each store that they deliver for. What is offered where nobody is
    left on shift is asked about at once.

    Raises:
        NotAllowed: This person delivers for no store.
    """
    user_id = command.user_id
    if not crews:
        raise NotAllowed(user_id, "set_shift")
    _switch(user_id, uow, on=command.on)
    waiting = [
        it
        for it in uow.deliveries.open_for(sorted(crews), user_id)
        if it.state is DeliveryState.OFFERED
    ]
    if command.on:
        return tuple(it.order_id for it in waiting)
    for delivery in waiting:
        _ask_at_once_if_nobody_is_left(delivery, crews[delivery.store_id], uow)
    return ()


def skip_to_deciders(
    command: commands.SkipToDeciders, uow: DeliveryUnitOfWork, couriers: frozenset[int]
) -> None:
    """Ask owners and operators at once, if none of the ``couriers`` is left to ask.

    Raises:
        NotFound: There is no such delivery.
    """
    _ask_at_once_if_nobody_is_left(uow.deliveries.get(command.order_id), couriers, uow)


def _ask_at_once_if_nobody_is_left(
    delivery: Delivery, couriers: frozenset[int], uow: DeliveryUnitOfWork
) -> None:
    is_waiting = delivery.state is DeliveryState.OFFERED and delivery.asked == 0
    if is_waiting and is_nobody_left(couriers, uow, *delivery.declined):
        delivery.skip_asking_again()
        uow.deliveries.save(delivery)
        start_clock(delivery, uow, at_once=True)


def _switch(user_id: int, uow: DeliveryUnitOfWork, *, on: bool) -> None:
    found = uow.couriers.find(user_id)
    courier = found or Courier(courier_id=user_id)
    if not courier.can("go_on" if on else "go_off"):
        return
    if on:
        courier.go_on()
    else:
        courier.go_off()
    keep = uow.couriers.save if found else uow.couriers.add
    keep(courier)


def get_shift(query: queries.GetShift, uow: DeliveryUnitOfWork, store_ids: frozenset[str]) -> bool:
    """Whether a courier is on shift. Raises NotAllowed for anybody else."""
    if not store_ids:
        raise NotAllowed(query.user_id, "read")
    courier = uow.couriers.find(query.user_id)
    return courier is None or courier.state is ShiftState.ON_SHIFT


SERVICES: Services = {
    commands.SetShift: set_shift,
    commands.SkipToDeciders: skip_to_deciders,
    queries.GetShift: get_shift,
}
