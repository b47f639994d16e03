"""The stores of the benchmark, as the platform imports them."""

from __future__ import annotations

from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.store.commands import StoreFile
from domain.store.model import Category, Dish
from tests.bench import town


def store_files() -> tuple[StoreFile, ...]:
    """Every store, each with one owner and one courier."""
    return tuple(_store_file(number) for number in range(town.STORES))


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
