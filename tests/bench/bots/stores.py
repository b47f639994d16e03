"""The stores of the benchmark, as the platform imports them."""

from __future__ import annotations

from uuid import uuid4

from domain.order.basket import Basket, Line
from domain.order.commands import PlaceOrder
from domain.order.details import DeliveryDetails
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.store.commands import StoreFile
from domain.store.model import Category, Dish
from tests.bench import town


def store_files(stores: int = town.STORES) -> tuple[StoreFile, ...]:
    """Every store, each with one owner and one courier."""
    return tuple(_store_file(number) for number in range(stores))


def an_order(store_id: str, customer_id: int) -> PlaceOrder:
    """What a customer orders there; an order of its own each time."""
    line = Line("bibimbap", "Bibimbap 비빔밥", Money(9_000, "KRW"), 2)
    basket = Basket(store_id, "KRW", (line,))
    details = DeliveryDetails(town.ADDRESS, town.PHONE, None)
    return PlaceOrder(uuid4().hex, customer_id, "Mina", basket, details)


def _store_file(number: int) -> StoreFile:
    return StoreFile(
        id=town.store_id(number),
        name=f"Kitchen {number} 식당",
        currency="KRW",
        phone="+82 2 735 0101",
        address="12 Insadong-gil, Jongno-gu, Seoul",
        is_open=True,
        categories=tuple(
            Category(
                id=id,
                name=name,
                dishes=tuple(
                    Dish(id=dish, name=label, price=Money(price, "KRW"), description=label)
                    for dish, label, price in dishes
                ),
            )
            for id, name, dishes in town.CATEGORIES
        ),
        owners=frozenset({town.FIRST_OWNER + number}),
        couriers=frozenset({town.FIRST_COURIER + number}),
        methods=(PaymentMethod.CARD, PaymentMethod.CASH),
    )
