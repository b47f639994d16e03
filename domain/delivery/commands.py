"""What the delivery context can be told to do."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.messages import Command


@dataclass(frozen=True, slots=True)
class ScheduleDelivery(Command[None]):
    """The store accepted: fetch the details and save the delivery."""

    order_id: str
    store_id: str


@dataclass(frozen=True, slots=True)
class OfferDelivery(Command[None]):
    """The food is cooked: offer it to the couriers."""

    order_id: str


@dataclass(frozen=True, slots=True)
class CancelDelivery(Command[None]):
    """The order was called off."""

    order_id: str


@dataclass(frozen=True, slots=True)
class TakeDelivery(Command[None]):
    """A courier wants it."""

    order_id: str
    courier_id: int
    courier_name: str


@dataclass(frozen=True, slots=True)
class PickUp(Command[None]):
    """Its courier has the food."""

    order_id: str
    courier_id: int


@dataclass(frozen=True, slots=True)
class Deliver(Command[None]):
    """Its courier handed it over."""

    order_id: str
    courier_id: int


@dataclass(frozen=True, slots=True)
class ShowDeliveries(Command[tuple[str, ...]]):
    """A courier wants to see what they may take or carry; answers the orders' ids."""

    user_id: int
