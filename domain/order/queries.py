"""What can be asked of the order context, and the view that answers."""

from __future__ import annotations

from dataclasses import dataclass

from domain.order.basket import Basket
from domain.order.details import Location
from domain.order.menu import Menu
from domain.shared.messages import Query


@dataclass(frozen=True, slots=True)
class LastDetails:
    """The address and phone of a customer's newest order, offered again."""

    address: str
    phone: str
    location: Location | None


@dataclass(frozen=True, slots=True)
class CurrentMenu(Query[Menu]):
    """The prices and the opening state of a store now."""

    store_id: str


@dataclass(frozen=True, slots=True)
class CheckBasket(Query[None]):
    """May this basket go on to the checkout? Answered by raising, or not."""

    basket: Basket


@dataclass(frozen=True, slots=True)
class MyLastDetails(Query["LastDetails | None"]):
    """Where this customer's last order went."""

    customer_id: int
