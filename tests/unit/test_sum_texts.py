"""What people read about sums that no card can pay, and invoices that Telegram refused."""

from __future__ import annotations

from datetime import UTC

import pytest

from domain.order.errors import SumNotPayable
from domain.order.menu import CardLimits, Menu
from domain.shared.errors import WrongState
from domain.shared.money import Money
from handlers.ui.errors import refusal
from handlers.ui.terms import sum_hint
from handlers.ui.translator import LANGUAGES, Translator, order_code
from tests.support.samples import CUSTOMER, ORDER, WON_18000, a_basket, a_menu

SMALL = CardLimits(Money(20_000, "KRW"), Money(90_000, "KRW"))
LARGE = CardLimits(Money(1_000, "KRW"), Money(17_000, "KRW"))


@pytest.fixture(params=LANGUAGES)
def translate(request: pytest.FixtureRequest) -> Translator:
    return Translator(request.param, UTC)


@pytest.mark.parametrize(("limits", "size"), [(SMALL, "small"), (LARGE, "large")])
def test_hint_of_a_sum_says_what_is_possible(
    translate: Translator, limits: CardLimits, size: str
) -> None:
    values = {"size": size, "least": limits.least, "most": limits.most}

    def hint(*methods: str) -> list[str]:
        menu: Menu = a_menu(methods=methods, card_limits=limits)
        return sum_hint(a_basket(), menu, translate)

    assert hint("card", "cash") == [translate("basket-cash-only", **values)]
    assert hint("card") == [translate("basket-not-payable", **values)]
    assert hint("cash") == []


def test_hint_of_a_sum_that_a_card_can_pay_is_none(translate: Translator) -> None:
    for limits in (None, CardLimits(WON_18000, WON_18000)):
        assert sum_hint(a_basket(), a_menu(card_limits=limits), translate) == []
    dollars = CardLimits(Money(100, "USD"), Money(200, "USD"))
    assert sum_hint(a_basket(), a_menu(currency="USD", card_limits=dollars), translate) == []


@pytest.mark.parametrize("limits", [SMALL, LARGE])
def test_refusal_of_a_sum_names_the_sum_and_both_limits(
    translate: Translator, limits: CardLimits
) -> None:
    error = SumNotPayable(WON_18000, limits.least, limits.most, a_basket())
    text = refusal(error, translate, CUSTOMER)
    for amount in (WON_18000, limits.least, limits.most):
        assert translate.money(amount) in text


def test_refusals_of_a_card_for_small_and_large_sums_advise_the_opposite(
    translate: Translator,
) -> None:
    advice = {
        refusal(SumNotPayable(WON_18000, it.least, it.most, a_basket()), translate, CUSTOMER)
        .splitlines()[-1]
        .rpartition(": " if translate.language == "en" else "요. ")[-1]
        for it in (SMALL, LARGE)
    }
    assert len(advice) == 2


def test_refusal_of_a_card_says_that_only_cash_is_left(translate: Translator) -> None:
    text = refusal(WrongState("payment", ORDER, "no_card", "pay"), translate, CUSTOMER)
    assert order_code(ORDER) in text
    assert text != refusal(WrongState("payment", ORDER, "no_cash", "pay"), translate, CUSTOMER)
    assert text != refusal(WrongState("payment", ORDER, "anything", "pay"), translate, CUSTOMER)
