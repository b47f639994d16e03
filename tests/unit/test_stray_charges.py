"""Money that no order keeps is never without a row in the ledger, and never without a person."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest

from domain.customer.events import UpdateSetAside
from domain.payment.charge import charge_code
from domain.payment.commands import (
    ConfirmRefund,
    GiveBack,
    RecordCharge,
    RefundPart,
    SettleRefund,
)
from domain.payment.events import RefundRequested, StrayCharge
from domain.payment.ledger import MovementKind
from domain.payment.model import Payment
from domain.payment.reasons import RefundReason
from domain.payment.services import (
    book_stray,
    confirm_refund,
    give_back,
    record_charge,
    refund_part,
    settle_refund,
)
from domain.processes.policies import POLICIES
from domain.shared.errors import NotFound, WrongState
from domain.shared.limits import OperatingLimits
from tests.support.fakes import FakeUnitOfWork
from tests.support.samples import CUSTOMER, OPERATOR, ORDER, WON_9000, WON_18000, a_payment

OTHER = "b" * 32
MINE = RecordCharge(ORDER, "stripe", "ch_1", "tg_1", WON_18000, CUSTOMER)
THEIRS = replace(MINE, order_id=OTHER, telegram_charge_id="tg_2")


@pytest.fixture
def uow() -> FakeUnitOfWork:
    uow = FakeUnitOfWork(OperatingLimits(operators=frozenset({OPERATOR})))
    for order_id in (ORDER, OTHER):
        payment = a_payment()
        payment.order_id = order_id
        uow.payments.add(payment)
    return uow


def booked(uow: FakeUnitOfWork) -> list[tuple[str, MovementKind, int, str]]:
    return [(it.order_id, it.kind, it.number, it.reason) for it in uow.ledger.rows]


def test_record_charge_under_an_id_of_another_order_books_a_stray(uow: FakeUnitOfWork) -> None:
    assert record_charge(MINE, uow)
    assert not record_charge(THEIRS, uow)
    charged = MovementKind.CHARGED
    assert booked(uow) == [(ORDER, charged, 1, ""), (OTHER, charged, 1, "known_charge")]
    (stray,) = [it for it in uow.events if isinstance(it, StrayCharge)]
    assert (stray.order_id, stray.reason, stray.payer_id) == (OTHER, "known_charge", CUSTOMER)


def test_record_charge_again_as_a_stray_changes_nothing(uow: FakeUnitOfWork) -> None:
    record_charge(MINE, uow)
    record_charge(THEIRS, uow)
    before, events = booked(uow), len(uow.events)
    assert not record_charge(THEIRS, uow)
    assert record_charge(MINE, uow)
    assert (booked(uow), len(uow.events)) == (before, events)


def test_record_charge_with_the_same_id_of_another_provider_is_another_charge(
    uow: FakeUnitOfWork,
) -> None:
    record_charge(MINE, uow)
    assert not record_charge(replace(MINE, provider="simulated"), uow)
    (asked,) = [it for it in uow.events if isinstance(it, RefundRequested)]
    assert (asked.provider, asked.reason) == ("simulated", "paid_twice")


def test_settle_stray_of_an_order_with_a_payment_is_noted_once(uow: FakeUnitOfWork) -> None:
    record_charge(MINE, uow)
    record_charge(THEIRS, uow)
    done = SettleRefund(OTHER, OPERATOR, charge_code("ch_1"))
    settle_refund(done, uow)
    kinds = [(it.kind, it.number) for it in uow.ledger.of_order(OTHER)]
    assert kinds == [
        (MovementKind.CHARGED, 1),
        (MovementKind.REFUND_REQUESTED, 1),
        (MovementKind.REFUNDED, 1),
    ]
    with pytest.raises(WrongState):
        settle_refund(done, uow)


def test_settle_refund_of_a_charge_that_nobody_knows_is_refused(uow: FakeUnitOfWork) -> None:
    record_charge(MINE, uow)
    with pytest.raises(NotFound):
        settle_refund(SettleRefund(ORDER, OPERATOR, "00000000"), uow)


def test_update_set_aside_with_a_charge_books_it_unless_it_is_booked(uow: FakeUnitOfWork) -> None:
    react = POLICIES["payment"][UpdateSetAside]
    event = UpdateSetAside(
        user_id=CUSTOMER, update_id=1, kind="message", incident="1f", problem="", charge=MINE
    )
    react(event, uow)
    assert booked(uow) == [(ORDER, MovementKind.CHARGED, 1, "not_booked")]
    react(event, uow)
    react(replace(event, charge=None), uow)
    assert len(booked(uow)) == 1
    # The update is replayed when its handler is mended: the operators have the money already.
    assert not record_charge(MINE, uow)


def test_book_stray_of_a_charge_that_its_order_has_does_nothing(uow: FakeUnitOfWork) -> None:
    record_charge(MINE, uow)
    book_stray(MINE, uow)
    assert booked(uow) == [(ORDER, MovementKind.CHARGED, 1, "")]


def test_refunds_of_a_charge_and_of_a_stray_under_its_id_do_not_meet(uow: FakeUnitOfWork) -> None:
    record_charge(MINE, uow)
    record_charge(THEIRS, uow)
    settle_refund(SettleRefund(OTHER, OPERATOR, charge_code("ch_1")), uow)
    refund_part(RefundPart(ORDER, OPERATOR, WON_9000), uow)
    confirm_refund(ConfirmRefund(ORDER, "ch_1", 1), uow)
    give_back(GiveBack(ORDER, RefundReason.REJECTED), uow)
    confirm_refund(ConfirmRefund(ORDER, "ch_1", 2), uow)
    refunded = [it for it in uow.ledger.rows if it.kind is MovementKind.REFUNDED]
    assert [(it.order_id, it.number, it.amount.amount) for it in refunded] == [
        (OTHER, 1, 18_000),
        (ORDER, 1, 9_000),
        (ORDER, 2, 9_000),
    ]


def test_record_charge_that_is_booked_between_two_looks_is_kept_by_its_order(
    uow: FakeUnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    knows, find = uow.ledger.knows, uow.payments.find

    def book_it_meanwhile() -> None:
        # As another transaction does, of which a later look sees everything (READ COMMITTED).
        monkeypatch.undo()
        assert record_charge(MINE, uow)

    def look_into_the_ledger(provider: str, charge_id: str) -> bool:
        was_known = knows(provider, charge_id)
        book_it_meanwhile()
        return was_known

    def look_at_the_payment(order_id: str) -> Payment | None:
        seen = deepcopy(find(order_id))
        book_it_meanwhile()
        return seen

    monkeypatch.setattr(uow.ledger, "knows", look_into_the_ledger)
    monkeypatch.setattr(uow.payments, "find", look_at_the_payment)
    assert record_charge(MINE, uow)
    assert booked(uow) == [(ORDER, MovementKind.CHARGED, 1, "")]
