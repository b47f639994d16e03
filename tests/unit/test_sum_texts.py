"""What people read about sums that no card can pay, and invoices that Telegram refused."""

from __future__ import annotations

from datetime import UTC

import pytest

from domain.order.errors import SumNotPayable
from domain.order.menu import CardLimits, Menu
from domain.payment.events import InvoiceRefused
from domain.shared.errors import WrongState
from domain.shared.money import Money
from handlers.ui.errors import refusal
from handlers.ui.notices import operator_notice
from handlers.ui.terms import sum_hint
from handlers.ui.words import LANGUAGES, Words, order_code
from tests.support.samples import CUSTOMER, ORDER, WON_18000, a_basket, a_menu

SMALL = CardLimits(Money(20_000, "KRW"), Money(90_000, "KRW"))
LARGE = CardLimits(Money(1_000, "KRW"), Money(17_000, "KRW"))


@pytest.fixture(params=LANGUAGES)
def words(request: pytest.FixtureRequest) -> Words:
    return Words(request.param, UTC)


@pytest.mark.parametrize(("limits", "size"), [(SMALL, "small"), (LARGE, "large")])
def test_hint_of_a_sum_says_what_is_possible(words: Words, limits: CardLimits, size: str) -> None:
    values = {"size": size, "least": limits.least, "most": limits.most}

    def hint(*methods: str) -> list[str]:
        menu: Menu = a_menu(methods=methods, card_limits=limits)
        return sum_hint(a_basket(), menu, words)

    assert hint("card", "cash") == [words("basket-cash-only", **values)]
    assert hint("card") == [words("basket-not-payable", **values)]
    assert hint("cash") == []


def test_hint_of_a_sum_that_a_card_can_pay_is_none(words: Words) -> None:
    for limits in (None, CardLimits(WON_18000, WON_18000)):
        assert sum_hint(a_basket(), a_menu(card_limits=limits), words) == []
    dollars = CardLimits(Money(100, "USD"), Money(200, "USD"))
    assert sum_hint(a_basket(), a_menu(currency="USD", card_limits=dollars), words) == []


@pytest.mark.parametrize("limits", [SMALL, LARGE])
def test_refusal_of_a_sum_names_the_sum_and_both_limits(words: Words, limits: CardLimits) -> None:
    error = SumNotPayable(WON_18000, limits.least, limits.most, a_basket())
    text = refusal(error, words, CUSTOMER)
    for amount in (WON_18000, limits.least, limits.most):
        assert words.money(amount) in text


def test_refusals_of_a_card_for_small_and_large_sums_advise_the_opposite(words: Words) -> None:
    advice = {
        refusal(SumNotPayable(WON_18000, it.least, it.most, a_basket()), words, CUSTOMER)
        .splitlines()[-1]
        .rpartition(": " if words.language == "en" else "요. ")[-1]
        for it in (SMALL, LARGE)
    }
    assert len(advice) == 2


def test_refusal_of_a_card_says_that_only_cash_is_left(words: Words) -> None:
    text = refusal(WrongState("payment", ORDER, "no_card", "pay"), words, CUSTOMER)
    assert order_code(ORDER) in text
    assert text != refusal(WrongState("payment", ORDER, "no_cash", "pay"), words, CUSTOMER)
    assert text != refusal(WrongState("payment", ORDER, "anything", "pay"), words, CUSTOMER)


def test_operators_read_which_invoice_telegram_refused_and_why(words: Words) -> None:
    event = InvoiceRefused(order_id=ORDER, customer_id=CUSTOMER, problem="A<B")
    text = operator_notice(event, words).text
    assert order_code(ORDER) in text
    assert "<code>A&lt;B</code>" in text
