"""The states of a delivery, and what leads from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    SCHEDULED = "scheduled"
    OFFERED = "offered"
    ASSIGNED = "assigned"
    PICKED_UP = "picked_up"
    COLLECTABLE = "collectable"
    """The customer was told to come for it."""

    DELIVERED = "delivered"
    CANCELLED = "cancelled"


TRANSITIONS: Mapping[DeliveryState, Mapping[str, DeliveryState]] = {
    DeliveryState.SCHEDULED: {
        "offer": DeliveryState.OFFERED,
        "cancel": DeliveryState.CANCELLED,
    },
    DeliveryState.OFFERED: {
        "take": DeliveryState.ASSIGNED,
        "pick_up": DeliveryState.PICKED_UP,
        "ask": DeliveryState.OFFERED,
        "offer_again": DeliveryState.OFFERED,
        "bring": DeliveryState.ASSIGNED,
        "let_collect": DeliveryState.COLLECTABLE,
        "confirm": DeliveryState.DELIVERED,
        "cancel": DeliveryState.CANCELLED,
    },
    DeliveryState.ASSIGNED: {
        "pick_up": DeliveryState.PICKED_UP,
        "hand_back": DeliveryState.OFFERED,
        "ask": DeliveryState.ASSIGNED,
        "take_away": DeliveryState.OFFERED,
        "bring": DeliveryState.ASSIGNED,
        "confirm": DeliveryState.DELIVERED,
        "cancel": DeliveryState.CANCELLED,
    },
    DeliveryState.PICKED_UP: {
        "deliver": DeliveryState.DELIVERED,
        "ask": DeliveryState.PICKED_UP,
        "take_away": DeliveryState.OFFERED,
        "bring": DeliveryState.ASSIGNED,
        "confirm": DeliveryState.DELIVERED,
        "cancel": DeliveryState.CANCELLED,
    },
    DeliveryState.COLLECTABLE: {
        "ask": DeliveryState.COLLECTABLE,
        "bring": DeliveryState.ASSIGNED,
        "confirm": DeliveryState.DELIVERED,
        "cancel": DeliveryState.CANCELLED,
    },
}
"""What can be done in each state, and where it leads; everything else is refused."""

ENDS = frozenset({DeliveryState.DELIVERED, DeliveryState.CANCELLED})
