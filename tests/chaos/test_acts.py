"""What people do with buttons: also with those that nobody has told them about."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from handlers.ui.callback_data import Button, OrderButton
from handlers.ui.callbacks import AcceptOrder, ChooseStore, MarkCooked
from handlers.ui.translator import LANGUAGES
from tests.chaos.acts import COURIERS, CUSTOMERS, OPERATORS, OWNERS, Acts, act_for, asked
from tests.chaos.presser import Town
from tests.chaos.texts import text

_TABLES = (OWNERS, COURIERS, CUSTOMERS, OPERATORS)


class NewButton(OrderButton):
    """One that has no row."""


def a_town(share: float = 1.0) -> Town:
    return Town(Random(1), asyncio.Event(), share=share)


@pytest.mark.parametrize("acts", _TABLES)
def test_button_of_an_order_without_a_row_is_pressed_all_the_same(acts: Acts) -> None:
    act = act_for(NewButton(order_id="a1"), acts)
    assert 0 < act.weight < 10
    assert act.is_needed


@pytest.mark.parametrize("acts", _TABLES)
def test_button_of_the_menu_is_left_to_the_plays(acts: Acts) -> None:
    assert act_for(ChooseStore(store_id="hanok"), acts).weight == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_question_of_a_row_is_a_text_that_names_the_order(language: str) -> None:
    rows = [act for acts in _TABLES for act in acts.values() if act.question]
    assert rows
    for row in rows:
        assert row.question
        values = asked(row.question, NewButton(order_id="a1b2c" * 5))
        assert "#A1B2C" in text(language, row.question.key, **values)
        assert row.question.answer(values["code"], Random(1))


def test_order_that_is_forgotten_is_so_for_a_role_and_what_it_asks_for() -> None:
    town = a_town()
    cook: list[Button] = [MarkCooked(order_id="a1")]
    assert town.forgets("owner", "a1", cook)
    town.share = 0.0
    assert town.forgets("owner", "a1", cook)
    assert not town.forgets("owner", "a1", [AcceptOrder(order_id="a1", minutes=15)])
    assert not town.forgets("courier", "a1", cook)
    assert not town.forgets("owner", "", cook)


def test_nothing_is_forgotten_when_the_evening_ends() -> None:
    town = a_town()
    town.is_late.set()
    assert not town.forgets("owner", "a1", [MarkCooked(order_id="a1")])
