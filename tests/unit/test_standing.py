"""Who is banned orders nothing; whoever did not pay cash pays by card."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.customer import Banned, CashLimited, CashRefused
from domain.delivery import PickUp, TakeDelivery
from domain.payment import RecordCharge
from domain.processes.checkout import CheckPayment, ChooseCash, InvoiceFor
from domain.processes.operating import EndOrder
from domain.processes.people import AllowCash, BanPerson, FindPerson, LiftBan
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.limits import OperatingLimits
from domain.shared.methods import PaymentMethod
from domain.store import AcceptOrder, CallOff, MarkCooked
from tests.support.fakes import FakeUnitOfWork, carry_out, spread
from tests.support.samples import (
    COURIER,
    CUSTOMER,
    OPERATOR,
    ORDER,
    OTHER_CUSTOMER,
    OWNER,
    WON_18000,
    a_store,
    place,
)

LIMITS = OperatingLimits(operators=frozenset({OPERATOR}))
AGAIN = "b" * 32
CASH = ChooseCash(ORDER, CUSTOMER)
CARD = RecordCharge(ORDER, "simulated", "ch_1", "tg_1", WON_18000, CUSTOMER)
COOKED = (AcceptOrder(ORDER, OWNER, 15), MarkCooked(ORDER, OWNER))
END = EndOrder(ORDER, OPERATOR)


def after(*commands: Any, limits: OperatingLimits = LIMITS, **store: Any) -> FakeUnitOfWork:
    uow = FakeUnitOfWork(limits)
    uow.stores.add(a_store(**store))
    for command in (place(), *commands):
        carry_out(command, uow)
        spread(uow)
    return uow


def limits_of(uow: FakeUnitOfWork) -> list[CashLimited]:
    past = uow.history(f"person-{CUSTOMER}")
    return [it for _, it in past if isinstance(it, CashLimited)]


def test_banned_person_orders_and_pays_nothing_until_the_ban_is_lifted() -> None:
    uow = after(BanPerson(OPERATOR, CUSTOMER))
    for command in (
        place(AGAIN), CASH, InvoiceFor(ORDER, CUSTOMER), CheckPayment(ORDER, CUSTOMER, WON_18000),
    ):  # fmt: skip
        with pytest.raises(Banned):
            carry_out(command, uow)
    carry_out(place("c" * 32, OTHER_CUSTOMER), uow)
    assert carry_out(LiftBan(OPERATOR, CUSTOMER), uow).standing.banned_by is None
    carry_out(place(AGAIN), uow)
    names = [type(it).__name__ for _, it in uow.history(f"person-{CUSTOMER}")]
    assert names == ["PersonBanned", "BanLifted"]


def test_ban_twice_or_lifted_twice_is_told_once() -> None:
    uow = after(*[BanPerson(OPERATOR, CUSTOMER)] * 2, *[LiftBan(OPERATOR, CUSTOMER)] * 2)
    assert len(uow.history(f"person-{CUSTOMER}")) == 2


@pytest.mark.parametrize(
    "commands",
    [(CASH, *COOKED, END), (CASH, *COOKED, TakeDelivery(ORDER, COURIER, "Dan"),
                            PickUp(ORDER, COURIER), END)],
)  # fmt: skip
def test_cash_order_ended_after_it_was_cooked_leaves_only_cards_to_its_customer(
    commands: tuple[Any, ...],
) -> None:
    uow = after(*commands)
    assert [it.order_id for it in limits_of(uow)] == [ORDER]
    carry_out(place(AGAIN), uow)
    spread(uow)
    assert uow.payments.get(AGAIN).methods == (PaymentMethod.CARD,)
    view = uow.views.get(AGAIN)
    assert (view.methods, view.cash_refused) == ((PaymentMethod.CARD,), True)
    with pytest.raises(CashRefused):
        carry_out(ChooseCash(AGAIN, CUSTOMER), uow)
    carry_out(AllowCash(OPERATOR, CUSTOMER), uow)
    carry_out(place("c" * 32), uow)
    assert PaymentMethod.CASH in uow.payments.get("c" * 32).methods


@pytest.mark.parametrize(
    "commands",
    [
        (CASH, AcceptOrder(ORDER, OWNER, 15), END),
        (CASH, *COOKED, CallOff(ORDER, OWNER, "broken")),
        (CARD, *COOKED, END),
    ],
)
def test_order_that_was_not_cooked_or_not_for_cash_or_failed_by_its_store_limits_nobody(
    commands: tuple[Any, ...],
) -> None:
    assert limits_of(after(*commands)) == []


def test_cash_after_an_unpaid_order_is_taken_where_the_setting_says_so() -> None:
    uow = after(CASH, *COOKED, END, limits=replace(LIMITS, cash_after_unpaid=True))
    assert limits_of(uow) == []
    uow.people.limit_cash(CUSTOMER, pays_by_card=True)
    carry_out(place(AGAIN), uow)
    carry_out(ChooseCash(AGAIN, CUSTOMER), uow)


@pytest.mark.parametrize("card_limits", [None, {"KRW": (50_000, 10_000_000)}])
def test_place_by_whoever_pays_by_card_where_no_card_is_taken_is_refused_plainly(
    card_limits: Any,
) -> None:
    cash_only = () if card_limits else (PaymentMethod.CASH,)
    methods = cash_only or (PaymentMethod.CARD, PaymentMethod.CASH)
    uow = after(limits=replace(LIMITS, card_limits=card_limits), methods=methods)
    uow.people.limit_cash(CUSTOMER, pays_by_card=True)
    with pytest.raises(CashRefused):
        carry_out(place(AGAIN), uow)
    assert uow.orders.find(AGAIN) is None


def test_person_is_found_by_id_name_or_order() -> None:
    uow = after()
    uow.people.meet(CUSTOMER, "Mina", "en", "mina")
    for typed in (str(CUSTOMER), "@Mina", ORDER[:5], f"#{ORDER[:5].upper()}"):
        found = carry_out(FindPerson(OPERATOR, typed), uow)
        assert (found.user_id, found.name) == (CUSTOMER, "Mina")
    for unknown in ("@nobody", "#fffff", "nobody", "@"):
        with pytest.raises(NotFound):
            carry_out(FindPerson(OPERATOR, unknown), uow)
    uow.people.meet(OTHER_CUSTOMER, "Juno", "en", "mina")
    with pytest.raises(InvalidInput):
        carry_out(FindPerson(OPERATOR, "@mina"), uow)


def test_find_person_by_digits_that_are_a_code_and_nobodys_id_finds_the_customer() -> None:
    uow = after()
    order_id = "12345" + "c" * 27
    carry_out(place(order_id), uow)
    spread(uow)
    assert carry_out(FindPerson(OPERATOR, "12345"), uow).user_id == CUSTOMER
    # Somebody of whom nothing is known can be banned all the same.
    assert carry_out(FindPerson(OPERATOR, "54321"), uow).user_id == 54_321
    uow.people.meet(12_345, "Twelve", "en")
    assert carry_out(FindPerson(OPERATOR, "12345"), uow).name == "Twelve"


@pytest.mark.parametrize("typed", ["0", str(2**52), "9" * 16])
def test_find_person_by_a_number_that_is_no_id_finds_nobody(typed: str) -> None:
    with pytest.raises(NotFound) as refused:
        carry_out(FindPerson(OPERATOR, typed), after())
    assert (refused.value.kind, refused.value.id) == ("person", typed)
