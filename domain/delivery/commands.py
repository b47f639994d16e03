"""What can be asked of the delivery context."""

from __future__ import annotations

from dataclasses import dataclass

from domain.delivery.model import Delivery
from domain.shared.messages import Command, Query


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
class GetDelivery(Query[Delivery]):
    """A delivery, for a courier of its store."""

    order_id: str
    user_id: int


@dataclass(frozen=True, slots=True)
class IsCourier(Query[bool]):
    """Whether this person delivers for any store."""

    user_id: int


@dataclass(frozen=True, slots=True)
class ShowDeliveries(Command[int]):
    """The cards of what a courier may take or carries move to the end of their chat.

    Answers how many there are.
    """

    user_id: int
