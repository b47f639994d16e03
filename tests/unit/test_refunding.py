"""An operator gives a part of an order back; the customer sees how much."""

from __future__ import annotations

from typing import Any

import pytest

from domain.order.errors import SeveralOrders
from domain.payment.commands import ConfirmRefund, RecordCharge, RefundPart
from domain.processes.refunding import FindRefundable
from domain.shared.errors import NotAllowed, NotFound, WrongState
from domain.shared.money import Money
from tests.support.fakes import FakeUnitOfWork, carry_out
from tests.support.sagas import SagaWorld
from tests.support.samples import CUSTOMER, OPERATOR, ORDER, OWNER, WON_9000, WON_18000, place

CHARGE = RecordCharge(ORDER, "simulated", "ch_1", "tg_1", WON_18000, CUSTOMER)


def run(command: Any, uow: FakeUnitOfWork) -> Any:
    return carry_out(command, uow)


def test_refund_part_by_anybody_but_an_operator_is_refused(uow: FakeUnitOfWork) -> None:
    run(place(), uow)
    run(CHARGE, uow)
    for person in (CUSTOMER, OWNER):
        with pytest.raises(NotAllowed):
            run(FindRefundable(person, ORDER), uow)
        with pytest.raises(NotAllowed):
            run(RefundPart(ORDER, person, WON_9000), uow)
    assert run(RefundPart(ORDER, OPERATOR, Money(3_000, "KRW")), uow) == Money(15_000, "KRW")


def test_refund_part_of_an_unpaid_order_is_refused(uow: FakeUnitOfWork) -> None:
    run(place(), uow)
    with pytest.raises(WrongState):
        run(RefundPart(ORDER, OPERATOR, WON_9000), uow)


@pytest.mark.parametrize("code", ["#AAAAA", "aaaaa", "A" * 32])
def test_find_refundable_takes_the_code_as_it_is_shown(uow: FakeUnitOfWork, code: str) -> None:
    run(place(), uow)
    found = run(FindRefundable(OPERATOR, code), uow)
    assert (found.order_id, found.currency) == (ORDER, "KRW")


@pytest.mark.parametrize("code", ["", "aaaa", "#bbbbb", "xyzzy", "a" * 33, "%%%%%"])
def test_find_refundable_of_no_code_or_no_order_is_not_found(
    uow: FakeUnitOfWork, code: str
) -> None:
    run(place(), uow)
    with pytest.raises(NotFound):
        run(FindRefundable(OPERATOR, code), uow)


def test_find_refundable_of_several_orders_names_them(uow: FakeUnitOfWork) -> None:
    other = "aaaaab" + "0" * 26
    run(place(), uow)
    run(place(other), uow)
    with pytest.raises(SeveralOrders) as several:
        run(FindRefundable(OPERATOR, "#AAAAA"), uow)
    assert set(several.value.order_ids) == {ORDER, other}
    assert run(FindRefundable(OPERATOR, "aaaaab"), uow).order_id == other


def test_partly_refunded_order_stays_delivered_and_shows_the_sum() -> None:
    world = SagaWorld()
    world.run(place())
    world.run(CHARGE)
    for _ in range(6):
        world.drain()
        world.next_step(ORDER)
    shown = []
    for number, amount in enumerate((3_000, 5_000, 10_000), 1):
        world.run(RefundPart(ORDER, OPERATOR, Money(amount, "KRW")))
        world.drain()
        world.run(ConfirmRefund(ORDER, "ch_1", number))
        world.drain()
        view = world.uow.views.get(ORDER)
        assert view.state == "delivered"
        assert view.given_back is not None
        shown.append((view.payment, view.given_back.amount))
    assert shown == [("paid", 3_000), ("paid", 8_000), ("refunded", 18_000)]


def test_stray_charge_reported_twice_is_written_and_told_once(uow: FakeUnitOfWork) -> None:
    for _ in range(2):
        assert run(CHARGE, uow) is False
    (movement,) = uow.ledger.rows
    assert (movement.kind, movement.order_id, movement.amount) == ("charged", ORDER, WON_18000)
    assert uow.published() == ["StrayCharge"]
