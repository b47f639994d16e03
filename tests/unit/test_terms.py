"""Delivery fee, minimum order and tips: what an order costs and what may be paid for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.customer.model import OrderView
from domain.customer.projection import projected
from domain.order.basket import Basket, ChangeKind
from domain.order.errors import BasketChanged, BasketEmpty, BelowMinimum
from domain.order.events import OrderPlaced
from domain.order.queries import CheckBasket
from domain.payment.charge import ChargeState
from domain.payment.commands import GiveBack, RecordCharge
from domain.payment.errors import AmountMismatch
from domain.payment.events import PaymentApproved, RefundRequested
from domain.payment.reasons import RefundReason
from domain.payment.states import PaymentState
from domain.processes.checkout import CheckPayment, InvoiceFor
from domain.processes.context_gateways import ToStore
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.shared.terms import Terms
from domain.store.commands import ImportStore
from domain.store.queries import GetStore
from tests.support.fakes import NOON, FakeUnitOfWork, carry_out
from tests.support.samples import (
    CUSTOMER,
    ORDER,
    WON_18000,
    a_basket,
    a_charge,
    a_menu,
    a_payment,
    a_store_file,
    place,
)


def won(amount: int) -> Money:
    return Money(amount, "KRW")


TERMS = Terms(
    fee=won(3_000),
    free_above=won(30_000),
    minimum=won(12_000),
    tips=(won(1_000), won(2_000)),
    most_tip=won(2_500),
)
DUE = won(21_000)


def run(command: Any, uow: FakeUnitOfWork) -> Any:
    return carry_out(command, uow)


@pytest.fixture
def shop(uow: FakeUnitOfWork) -> FakeUnitOfWork:
    run(ImportStore(a_store_file(terms=TERMS)), uow)
    uow.published()
    return uow


def shown(uow: FakeUnitOfWork, basket: Basket | None = None) -> Any:
    """The command of a customer who has seen the fee."""
    return replace(place(), basket=(basket or a_basket()).with_fee_of(ToStore(uow).menu("hanok")))


def test_import_store_keeps_its_terms_and_shows_them(shop: FakeUnitOfWork) -> None:
    assert run(GetStore("hanok"), shop).terms == TERMS
    assert ToStore(shop).menu("hanok").terms == TERMS


@pytest.mark.parametrize(("dishes", "fee"), [(29_999, 3_000), (30_000, 0), (50_000, 0)])
def test_fee_for_dishes_is_flat_and_free_from_an_amount_on(dishes: int, fee: int) -> None:
    assert TERMS.fee_for(won(dishes)) == won(fee)
    assert Terms().fee_for(won(dishes)) == won(0)


@pytest.mark.parametrize(("dishes", "lack"), [(9_000, won(3_000)), (12_000, None)])
def test_missing_is_what_dishes_lack_to_the_minimum(dishes: int, lack: Money | None) -> None:
    assert TERMS.missing(won(dishes)) == lack
    assert Terms().missing(won(dishes)) is None


def test_place_order_adds_the_fee_to_total_payment_and_event(shop: FakeUnitOfWork) -> None:
    assert run(shown(shop), shop).total == DUE
    order, payment = shop.orders.get(ORDER), shop.payments.get(ORDER)
    assert (order.total, order.delivery_fee) == (DUE, won(3_000))
    assert (payment.amount, payment.most_tip) == (DUE, won(2_500))
    (placed,) = shop.events
    assert isinstance(placed, OrderPlaced)
    assert (placed.total, placed.delivery_fee) == (DUE, won(3_000))


def test_place_order_with_a_fee_that_was_never_shown_shows_it_first(
    shop: FakeUnitOfWork,
) -> None:
    with pytest.raises(BasketChanged) as refused:
        run(place(), shop)
    (change,) = refused.value.changes
    assert (change.kind, change.before, change.now) == (ChangeKind.FEE, won(0), won(3_000))
    assert refused.value.basket.to_pay == DUE
    assert shop.payments.rows == {}
    assert run(replace(place(), basket=refused.value.basket), shop).total == DUE


def test_place_order_after_the_fee_fell_shows_that_too(shop: FakeUnitOfWork) -> None:
    command = shown(shop)
    run(ImportStore(a_store_file()), shop)
    with pytest.raises(BasketChanged) as refused:
        run(command, shop)
    assert refused.value.basket.to_pay == WON_18000


def test_fee_of_a_placed_order_is_not_touched_by_new_terms(shop: FakeUnitOfWork) -> None:
    run(shown(shop), shop)
    run(ImportStore(a_store_file()), shop)
    invoice = run(InvoiceFor(ORDER, CUSTOMER), shop)
    assert (invoice.total, invoice.delivery_fee, invoice.tips) == (DUE, won(3_000), ())


def test_changes_since_of_an_empty_basket_name_no_fee() -> None:
    assert Basket("hanok", "KRW").changes_since(a_menu(terms=TERMS)) == ()


def test_order_below_the_minimum_is_refused_at_checkout_and_at_placing(
    shop: FakeUnitOfWork,
) -> None:
    little = a_basket().take_away("bibimbap")
    for command in (CheckBasket(little), shown(shop, little)):
        with pytest.raises(BelowMinimum) as refused:
            run(command, shop)
        assert refused.value.minimum == won(12_000)
        assert refused.value.basket.lines == little.lines
    assert shop.orders.rows == {}


def test_check_basket_tells_enough_from_nothing(shop: FakeUnitOfWork) -> None:
    run(CheckBasket(a_basket()), shop)
    with pytest.raises(BasketEmpty):
        run(CheckBasket(Basket("hanok", "KRW")), shop)


def test_basket_in_a_currency_that_the_store_left_is_not_added_up_with_its_fee() -> None:
    dollars = Terms(fee=Money(299, "USD"), minimum=Money(10**6, "USD"))
    menu = a_menu(currency="USD", terms=dollars)
    assert a_basket().with_fee_of(menu).to_pay == WON_18000
    assert dollars.missing(a_basket().total) is None


def test_invoice_suggests_tips_up_to_the_limit_of_the_order(shop: FakeUnitOfWork) -> None:
    run(shown(shop), shop)
    more = replace(TERMS, tips=(won(500), won(5_000)), most_tip=won(5_000))
    run(ImportStore(a_store_file(terms=more)), shop)
    invoice = run(InvoiceFor(ORDER, CUSTOMER), shop)
    assert (invoice.tips, invoice.most_tip) == ((won(500),), won(2_500))


@pytest.mark.parametrize(
    ("asked", "right"),
    [(won(20_999), False), (DUE, True), (won(22_000), True), (won(23_500), True),
     (won(23_501), False), (Money(21_000, "USD"), False)],
)  # fmt: skip
def test_check_payment_takes_the_price_with_at_most_the_largest_tip(
    shop: FakeUnitOfWork, asked: Money, *, right: bool
) -> None:
    run(shown(shop), shop)
    query = CheckPayment(ORDER, CUSTOMER, asked)
    if right:
        run(query, shop)
        return
    with pytest.raises(AmountMismatch):
        run(query, shop)


@given(amount=st.integers(0, 40_000), most=st.none() | st.integers(0, 5_000))
def test_take_keeps_a_charge_only_between_price_and_largest_tip(
    amount: int, most: int | None
) -> None:
    payment = a_payment()
    payment.most_tip = None if most is None else won(most)
    charge = payment.take(a_charge(amount=won(amount)))
    (event,) = payment.take_events()
    if 18_000 <= amount <= 18_000 + (most or 0):
        tip = amount - 18_000
        assert isinstance(event, PaymentApproved)
        assert (event.amount, event.tip) == (WON_18000, won(tip) if tip else None)
        assert (charge.state, payment.state) == (ChargeState.TAKEN, PaymentState.PAID)
    else:
        assert isinstance(event, RefundRequested)
        assert (event.reason, event.amount) == ("wrong_amount", won(amount))
        assert payment.state is PaymentState.PENDING


def test_give_back_returns_the_whole_charge_with_its_tip(shop: FakeUnitOfWork) -> None:
    run(shown(shop), shop)
    charge = RecordCharge(ORDER, "simulated", "ch_1", "tg_1", won(23_000), CUSTOMER)
    assert run(charge, shop) is True
    run(GiveBack(ORDER, RefundReason.REJECTED), shop)
    (due,) = shop.payments.due_refunds()
    assert due.amount == won(23_000)


def test_view_follows_fee_and_tip(shop: FakeUnitOfWork) -> None:
    run(shown(shop), shop)
    (placed,) = shop.events
    assert isinstance(placed, OrderPlaced)
    view = OrderView.of(placed, NOON)
    approved = PaymentApproved(
        order_id=ORDER, customer_id=CUSTOMER, method=PaymentMethod.CARD, amount=DUE, tip=won(2_000)
    )
    view = projected(view, approved, NOON)
    assert (view.delivery_fee, view.tip, view.payment) == (won(3_000), won(2_000), "paid")
