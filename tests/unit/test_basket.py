"""The basket, money and delivery details."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.order.basket import MAX_LINES, MAX_OF_ONE_DISH, Basket, ChangeKind
from domain.order.details import checked_address, checked_phone
from domain.order.menu import MenuItem
from domain.shared.errors import InvalidInput
from domain.shared.money import Money
from tests.support.samples import WON_9000, a_basket, a_menu

ITEM = MenuItem("bibimbap", "Bibimbap", WON_9000, available=True)


def test_add_same_dish_twice_makes_one_line() -> None:
    basket = Basket("hanok", "KRW").add(ITEM, 2).add(ITEM, 3)
    assert [(line.quantity, line.amount) for line in basket.lines] == [(5, WON_9000 * 5)]


@pytest.mark.parametrize("quantity", [0, -1, MAX_OF_ONE_DISH + 1])
def test_add_quantity_out_of_range_is_refused(quantity: int) -> None:
    with pytest.raises(InvalidInput):
        Basket("hanok", "KRW").add(ITEM, quantity)


def test_add_beyond_the_limit_in_steps_is_refused() -> None:
    with pytest.raises(InvalidInput):
        Basket("hanok", "KRW").add(ITEM, MAX_OF_ONE_DISH).add(ITEM, 1)


def test_take_away_last_one_removes_the_line() -> None:
    assert a_basket().take_away("bibimbap").take_away("bibimbap").lines == ()


def test_take_away_unknown_dish_changes_nothing() -> None:
    assert a_basket().take_away("pizza") == a_basket()


@given(st.lists(st.sampled_from(["add", "take"]), max_size=40))
def test_any_sequence_of_adding_and_taking_keeps_the_total_right(steps: list[str]) -> None:
    basket, count = Basket("hanok", "KRW"), 0
    for step in steps:
        if step == "add" and count < MAX_OF_ONE_DISH:
            basket, count = basket.add(ITEM, 1), count + 1
        elif step == "take":
            basket, count = basket.take_away("bibimbap"), max(0, count - 1)
        assert basket.count == count
        assert basket.total == WON_9000 * count


def test_changes_since_name_price_sold_out_and_gone() -> None:
    dearer = MenuItem("bibimbap", "Bibimbap", Money(9_500, "KRW"), available=True)
    sold_out = MenuItem("bibimbap", "Bibimbap", WON_9000, available=False)
    for items, kind in (
        ({"bibimbap": dearer}, ChangeKind.PRICE),
        ({"bibimbap": sold_out}, ChangeKind.SOLD_OUT),
        ({}, ChangeKind.GONE),
    ):
        (change,) = a_basket().changes_since(a_menu(items=items))
        assert change.kind is kind


def test_brought_up_to_menu_has_no_changes_left() -> None:
    dearer = MenuItem("bibimbap", "Bibimbap", Money(9_500, "KRW"), available=True)
    menu = a_menu(items={"bibimbap": dearer})
    assert a_basket().brought_up_to(menu).changes_since(menu) == ()


def test_money_of_two_currencies_cannot_be_added() -> None:
    with pytest.raises(ValueError, match="cannot add USD to KRW"):
        Money(1, "KRW") + Money(1, "USD")


@pytest.mark.parametrize("currency", ["krw", "WON!", "", "원"])
def test_money_with_a_wrong_currency_is_refused(currency: str) -> None:
    with pytest.raises(ValueError, match="three capital letters"):
        Money(1, currency)


@pytest.mark.parametrize(
    "typed",
    ["", "123", "call me", "+1234567890123456", "+٨٢١٠١٢٣٤٥٦٧٨", "01012345678", "+0123456"],
)
def test_checked_phone_refuses_what_is_not_written_as_e164(typed: str) -> None:
    with pytest.raises(InvalidInput):
        checked_phone(typed)


def test_checked_address_folds_white_space() -> None:
    assert checked_address("  5  Gahoe-ro\n Jongno ") == "5 Gahoe-ro Jongno"


def test_add_one_dish_too_many_says_which_limit_it_is() -> None:
    basket = Basket("hanok", "KRW")
    for number in range(MAX_LINES):
        basket = basket.add(MenuItem(f"dish{number}", "Dish", WON_9000, available=True), 20)
    told = {}
    for dish, quantity in (("another", 1), ("dish0", 1), ("another", 21), ("dish0", 0)):
        with pytest.raises(InvalidInput) as refused:
            basket.add(MenuItem(dish, "Dish", WON_9000, available=True), quantity)
        error = refused.value
        told[dish, quantity] = (error.field, error.problem, error.limit)
    assert told == {
        ("another", 1): ("basket", "too_many", 30),
        ("dish0", 1): ("quantity", "too_many", 20),
        ("another", 21): ("quantity", "out_of_range", 20),
        ("dish0", 0): ("quantity", "out_of_range", 20),
    }
