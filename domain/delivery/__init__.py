"""Bringing cooked food to the door."""

from __future__ import annotations

from domain.delivery.commands import (
    CancelDelivery,
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
    DeliveryCancelled,
    DeliveryOffered,
    DeliveryScheduled,
    DeliveryStarted,
)
from domain.delivery.model import DeliveryState, Destination
from domain.delivery.queries import DeliveryView, GetDelivery, IsCourier

__all__ = [
    "AlreadyTaken",
    "CancelDelivery",
    "CourierAssigned",
    "Deliver",
    "Delivered",
    "DeliveryCancelled",
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
