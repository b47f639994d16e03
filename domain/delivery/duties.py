"""What the delivery context must know of the people of the stores; it is asked beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.shared.errors import NotAllowed

if TYPE_CHECKING:
    from domain.delivery.model import Delivery
    from domain.delivery.ports import DeliveryUnitOfWork


@dataclass(frozen=True, slots=True)
class Duties:
    """For which stores somebody works.

    Args:
        owns: The stores that they own.
        delivers_for: The stores that they deliver for.
        colleagues: The couriers of the store that they ask about, where that matters.
    """

    owns: frozenset[str] = frozenset()
    delivers_for: frozenset[str] = frozenset()
    colleagues: frozenset[int] = frozenset()


def is_nobody_left(
    couriers: frozenset[int], uow: DeliveryUnitOfWork, *without: int | None
) -> bool:
    """Return whether none of them is on shift but those who are not to be asked."""
    return not couriers - uow.couriers.off_shift(couriers) - {*without}


def carried_by(
    order_id: str, user_id: int, action: str, duties: Duties, uow: DeliveryUnitOfWork
) -> Delivery:
    """Load a delivery for whoever carries it, or works for its store.

    Raises:
        NotFound: There is no such delivery.
        NotAllowed: It does not concern this person.
    """
    delivery = uow.deliveries.get(order_id)
    # Whoever carries the food finishes the trip, even if the store's list changed meanwhile.
    is_theirs = user_id == delivery.courier_id
    if not is_theirs and delivery.store_id not in duties.owns | duties.delivers_for:
        raise NotAllowed(user_id, action)
    return delivery


def decided_by(
    order_id: str, user_id: int, action: str, duties: Duties, uow: DeliveryUnitOfWork
) -> Delivery:
    """Load a delivery for an owner of its store, or an operator. Raises NotFound, NotAllowed."""
    delivery = uow.deliveries.get(order_id)
    if delivery.store_id not in duties.owns:
        uow.limits.require_operator(user_id, action)
    return delivery
