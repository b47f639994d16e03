"""What can go wrong with an order."""

from __future__ import annotations

from dataclasses import dataclass

from domain.order.basket import Basket, Change
from domain.shared.errors import DomainError
from domain.shared.money import Money


@dataclass(eq=False)
class BasketEmpty(DomainError):
    """There is nothing to order."""


@dataclass(eq=False)
class BasketChanged(DomainError):
    """The menu changed since the basket was filled; nothing was ordered or charged.

    Args:
        changes: What is different.
        basket: The basket at the prices of now, without what cannot be had.
    """

    changes: tuple[Change, ...]
    basket: Basket


@dataclass(eq=False)
class DishesMissing(DomainError):
    """Dishes of an order that is not paid yet cannot be had any more; nothing was charged.

    Args:
        order_id: The order.
        dishes: What they are called.
    """

    order_id: str
    dishes: tuple[str, ...]


@dataclass(eq=False)
class BelowMinimum(DomainError):
    """The dishes are worth less than the store delivers for; nothing was ordered.

    Args:
        minimum: What they have to be worth at least.
        basket: The basket as it is.
    """

    minimum: Money
    basket: Basket


@dataclass(eq=False)
class SumNotPayable(DomainError):
    """The store takes cards only, and the order is too small or too large for one.

    Nothing was ordered.

    Args:
        to_pay: What the order comes to, with its delivery.
        least: What a payment by card has to come to at least.
        most: What it may come to at most.
        basket: The basket as it is.
    """

    to_pay: Money
    least: Money
    most: Money
    basket: Basket


@dataclass(eq=False)
class StoreIsClosed(DomainError):
    """The store takes no orders now."""

    store_id: str
    store_name: str


@dataclass(eq=False)
class TooLateToCancel(DomainError):
    """The store has accepted (or the order has ended): seed, "the customer can cancel".

    Args:
        order_id: The order.
        state: The state that it is in.
        store_name: Whom to talk to.
        store_phone: How.
    """

    order_id: str
    state: str
    store_name: str
    store_phone: str


@dataclass(eq=False)
class SeveralOrders(DomainError):
    """The ids of several orders begin with what was typed; newest first."""

    code: str
    order_ids: tuple[str, ...]
