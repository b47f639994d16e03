"""Sums that cannot be paid by card: known before the order, and offered in cash where it can be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.order.basket import Basket
from domain.order.errors import StoreIsClosed, SumNotPayable
from domain.order.events import OrderPlaced
from domain.order.queries import CheckBasket
from domain.payment.commands import NoteRefusedInvoice
from domain.payment.events import InvoiceRefused
from domain.payment.states import PaymentState
from domain.processes.checkout import CheckPayment, ChooseCash, InvoiceFor
from domain.processes.context_gateways import ToStore
from domain.shared.errors import NotAllowed, NotFound, WrongState
from domain.shared.limits import OperatingLimits
from domain.shared.money import Money
from domain.shared.terms import NO_TERMS, Terms
from domain.store.commands import ImportStore
from tests.support.fakes import FakeUnitOfWork, carry_out
from tests.support.samples import (
    CUSTOMER,
    ORDER,
    STRANGER,
    WON_18000,
    a_basket,
    a_store_file,
    place,
)

BOTH, CARD = ("card", "cash"), ("card",)


def won(amount: int) -> Money:
    return Money(amount, "KRW")


def run(command: Any, uow: FakeUnitOfWork) -> Any:
    return carry_out(command, uow)


def a_shop(
    least: int, most: int, methods: tuple[str, ...] = BOTH, terms: Terms = NO_TERMS
) -> FakeUnitOfWork:
    """A store whose platform takes cards from ``least`` to ``most`` won; two dishes are 18,000."""
    uow = FakeUnitOfWork(OperatingLimits(card_limits={"KRW": (least, most)}))
    run(ImportStore(a_store_file(methods=methods, terms=terms)), uow)
    uow.published()
    return uow


def shown(uow: FakeUnitOfWork) -> Any:
    return replace(place(), basket=a_basket().with_fee_of(ToStore(uow).menu("hanok")))


@pytest.mark.parametrize(
    ("least", "most", "methods"),
    [
        (18_000, 10**7, BOTH),
        (18_001, 10**7, ("cash",)),
        (1, 18_000, BOTH),
        (1, 17_999, ("cash",)),
    ],
)
def test_place_order_takes_cards_only_for_sums_within_the_limits(
    least: int, most: int, methods: tuple[str, ...]
) -> None:
    uow = a_shop(least, most)
    run(CheckBasket(a_basket()), uow)
    run(place(), uow)
    assert uow.payments.get(ORDER).methods == methods
    (placed,) = uow.events
    assert isinstance(placed, OrderPlaced)
    assert placed.methods == methods


@pytest.mark.parametrize(("least", "most"), [(18_001, 10**7), (1, 17_999)])
def test_order_that_only_a_card_could_pay_and_cannot_is_refused_and_nothing_ordered(
    least: int, most: int
) -> None:
    uow = a_shop(least, most, CARD)
    for command in (CheckBasket(a_basket()), shown(uow)):
        with pytest.raises(SumNotPayable) as refused:
            run(command, uow)
        error = refused.value
        assert (error.to_pay, error.least, error.most) == (WON_18000, won(least), won(most))
        assert error.basket.lines == a_basket().lines
    assert (uow.orders.rows, uow.payments.rows, uow.events) == ({}, {}, [])


@pytest.mark.parametrize(("most", "is_taken"), [(21_000, True), (20_999, False)])
def test_delivery_fee_counts_for_the_limit(most: int, *, is_taken: bool) -> None:
    uow = a_shop(1, most, CARD, Terms(fee=won(3_000)))
    commands = (CheckBasket(a_basket()), shown(uow))
    for command in commands:
        if is_taken:
            run(command, uow)
            continue
        with pytest.raises(SumNotPayable) as refused:
            run(command, uow)
        assert refused.value.to_pay == won(21_000)


@pytest.mark.parametrize(
    ("most", "most_tip"),
    [(10**7, won(5_000)), (23_000, won(5_000)), (22_999, won(4_999)), (18_000, None)],
)
def test_tip_never_takes_a_payment_over_the_limit(most: int, most_tip: Money | None) -> None:
    tips = (won(1_000), won(5_000))
    uow = a_shop(1, most, CARD, Terms(tips=tips, most_tip=won(5_000)))
    run(place(), uow)
    invoice = run(InvoiceFor(ORDER, CUSTOMER), uow)
    assert invoice.most_tip == most_tip
    assert invoice.tips == tuple(tip for tip in tips if most_tip and tip.amount <= most_tip.amount)
    assert uow.payments.get(ORDER).most_tip == most_tip


def test_order_that_takes_no_card_sends_no_invoice_and_is_paid_in_cash() -> None:
    uow = a_shop(20_000, 10**7)
    run(place(), uow)
    for question in (InvoiceFor(ORDER, CUSTOMER), CheckPayment(ORDER, CUSTOMER, WON_18000)):
        with pytest.raises(WrongState) as refused:
            run(question, uow)
        assert refused.value.state == "no_card"
    run(ChooseCash(ORDER, CUSTOMER), uow)
    assert uow.payments.get(ORDER).state is PaymentState.DUE


@pytest.mark.parametrize("methods", [BOTH, CARD])
def test_store_in_a_currency_without_invoices_takes_cash_or_is_closed(
    methods: tuple[str, ...],
) -> None:
    uow = FakeUnitOfWork(OperatingLimits(card_limits={"USD": (100, 10**6)}))
    run(ImportStore(a_store_file(methods=methods)), uow)
    if "cash" in methods:
        run(place(), uow)
        assert uow.payments.get(ORDER).methods == ("cash",)
        return
    with pytest.raises(StoreIsClosed):
        run(place(), uow)


def test_basket_in_a_currency_that_the_store_left_is_not_measured_by_its_limits() -> None:
    uow = a_shop(10**6, 10**7, CARD)
    run(CheckBasket(replace(a_basket(), currency="USD", lines=_in_dollars())), uow)


def _in_dollars() -> Any:
    lines = Basket("hanok", "KRW", a_basket().lines).lines
    return tuple(replace(line, price=Money(1, "USD")) for line in lines)


@pytest.mark.parametrize("methods", [BOTH, CARD])
def test_refused_invoice_is_told_and_leaves_the_payment_as_it_is(
    methods: tuple[str, ...],
) -> None:
    uow = a_shop(1, 10**7, methods)
    run(place(), uow)
    uow.published()
    command = NoteRefusedInvoice(ORDER, CUSTOMER, "CURRENCY_INVALID")
    assert run(command, uow) is ("cash" in methods)
    (told,) = uow.events
    assert told == InvoiceRefused(order_id=ORDER, customer_id=CUSTOMER, problem="CURRENCY_INVALID")
    assert uow.payments.get(ORDER).state is PaymentState.PENDING
    with pytest.raises(NotAllowed):
        run(replace(command, customer_id=STRANGER), uow)
    with pytest.raises(NotFound):
        run(replace(command, order_id="b" * 32), uow)
