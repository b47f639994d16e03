"""What can be asked of the delivery context, and the view that answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.delivery.model import ENDS, DeliveryState, Destination
from domain.shared.messages import Query

if TYPE_CHECKING:
    from domain.delivery.model import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryView:
    """A delivery as one courier sees it, and what that courier can do with it now.

    ``is_mine``: this courier carries it; ``is_taken``: somebody else does; ``is_over``: the
    customer has it, so that nothing of it leads to them any more.
    """

    order_id: str
    destination: Destination
    state: DeliveryState
    courier_name: str
    is_mine: bool
    is_taken: bool
    can_take: bool
    can_pick_up: bool
    can_deliver: bool
    is_over: bool

    @classmethod
    def of(cls, delivery: Delivery, courier_id: int) -> DeliveryView:
        """Return the view that a courier has of a delivery."""
        is_mine = delivery.courier_id == courier_id
        is_called_off = delivery.state is DeliveryState.CANCELLED
        return cls(
            order_id=delivery.order_id,
            destination=delivery.destination,
            state=delivery.state,
            courier_name=delivery.courier_name,
            is_mine=is_mine,
            is_taken=not is_called_off and delivery.courier_id not in {None, courier_id},
            can_take=delivery.can("take"),
            can_pick_up=is_mine and delivery.can("pick_up"),
            can_deliver=is_mine and delivery.can("deliver"),
            is_over=delivery.state in ENDS,
        )


@dataclass(frozen=True, slots=True)
class GetDelivery(Query[DeliveryView]):
    """A delivery, for a courier of its store."""

    order_id: str
    user_id: int


@dataclass(frozen=True, slots=True)
class IsCourier(Query[bool]):
    """Whether this person delivers for any store."""

    user_id: int
