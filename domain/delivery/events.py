"""What happened to deliveries. Every transition publishes exactly one of these."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.messages import OrderEvent


@dataclass(frozen=True, kw_only=True)
class DeliveryScheduled(OrderEvent):
    """The delivery and its details are saved; the food is being cooked."""

    store_id: str


@dataclass(frozen=True, kw_only=True)
class DeliveryOffered(OrderEvent):
    """The food is ready: any courier of the store may take it."""

    store_id: str


@dataclass(frozen=True, kw_only=True)
class CourierAssigned(OrderEvent):
    """One courier won."""

    store_id: str
    courier_id: int
    courier_name: str


@dataclass(frozen=True, kw_only=True)
class DeliveryStarted(OrderEvent):
    """The courier has the food."""

    store_id: str
    courier_id: int
    courier_name: str


@dataclass(frozen=True, kw_only=True)
class DeliveryCancelled(OrderEvent):
    """The order was called off before the customer had the food.

    ``courier_id`` is whoever had taken it, if anybody had; ``was_offered``: couriers have seen it;
    ``had_food``: it was picked up in the very moment in which it was called off.
    """

    store_id: str
    was_offered: bool
    courier_id: int | None
    had_food: bool


@dataclass(frozen=True, kw_only=True)
class Delivered(OrderEvent):
    """The customer has the food."""

    store_id: str
    courier_id: int
