"""Bringing cooked food to the door."""

from __future__ import annotations

from domain.delivery.commands import (
    Deliver,
    OfferDelivery,
    PickUp,
    ScheduleDelivery,
    ShowDeliveries,
    TakeDelivery,
)
from domain.delivery.errors import AlreadyTaken
from domain.delivery.events import (
    CourierAssigned,
    Delivered,
    DeliveryOffered,
    DeliveryScheduled,
    DeliveryStarted,
)
from domain.delivery.model import DeliveryState, Destination
from domain.delivery.queries import DeliveryView, GetDelivery, IsCourier

__all__ = [
    "AlreadyTaken",
    "CourierAssigned",
    "Deliver",
    "Delivered",
    "DeliveryOffered",
    "DeliveryScheduled",
    "DeliveryStarted",
    "DeliveryState",
    "DeliveryView",
    "Destination",
    "GetDelivery",
    "IsCourier",
    "OfferDelivery",
    "PickUp",
    "ScheduleDelivery",
    "ShowDeliveries",
    "TakeDelivery",
]
