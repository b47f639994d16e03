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

    STOPPED = "stopped"
    """Something is wrong at the door: an owner or an operator decides what now."""

    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    FAILED = "failed"
    """Somebody decided that there is no other trip."""


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
        "fail": DeliveryState.FAILED,
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
        "stop": DeliveryState.STOPPED,
        "ask": DeliveryState.PICKED_UP,
        "take_away": DeliveryState.OFFERED,
        "bring": DeliveryState.ASSIGNED,
        "confirm": DeliveryState.DELIVERED,
        "fail": DeliveryState.FAILED,
        "cancel": DeliveryState.CANCELLED,
    },
    DeliveryState.COLLECTABLE: {
        "ask": DeliveryState.COLLECTABLE,
        "bring": DeliveryState.ASSIGNED,
        "confirm": DeliveryState.DELIVERED,
        "fail": DeliveryState.FAILED,
        "cancel": DeliveryState.CANCELLED,
    },
    DeliveryState.STOPPED: {
        "deliver": DeliveryState.DELIVERED,
        "ask": DeliveryState.STOPPED,
        "bring_again": DeliveryState.OFFERED,
        "confirm": DeliveryState.DELIVERED,
        "fail": DeliveryState.FAILED,
        "cancel": DeliveryState.CANCELLED,
    },
}
"""What can be done in each state, and where it leads; everything else is refused."""

ENDS = frozenset({DeliveryState.DELIVERED, DeliveryState.CANCELLED, DeliveryState.FAILED})
WITH_FOOD = frozenset({DeliveryState.PICKED_UP, DeliveryState.STOPPED})
"""Somebody has set out with the food and has it still."""
