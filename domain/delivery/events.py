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
class Delivered(OrderEvent):
    """The customer has the food."""

    store_id: str
    courier_id: int
