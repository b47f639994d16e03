"""The store as the order context sees it when an order is placed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.shared.money import Money
from domain.shared.terms import NO_TERMS, Terms


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A dish that could be ordered, with its price now."""

    dish_id: str
    name: str
    price: Money
    available: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """A store's prices and opening state at this moment.

    ``capacity`` is how many orders its kitchen takes at once; None knows no limit.
    """

    store_id: str
    store_name: str
    store_phone: str
    currency: str
    is_open: bool
    items: Mapping[str, MenuItem]
    methods: tuple[str, ...] = ("card", "cash")
    capacity: int | None = None
    terms: Terms = NO_TERMS
