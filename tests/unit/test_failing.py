"""What becomes of an order that cannot be handed over: who may decide, and where its money goes."""

from __future__ import annotations

from typing import Any

import pytest

from domain.customer import CashLimited
from domain.delivery import (
    BringAgain,
    CallAgain,
    Deliver,
    FailDelivery,
    LetCollect,
    PickUp,
    ReportProblem,
    TakeAway,
    TakeDelivery,
)
from domain.payment import RecordCharge, RefundPart
from domain.payment.reasons import RefundReason
from domain.processes.checkout import ChooseCash
from domain.processes.deadlines import FireDeadline
from domain.processes.failing import GetStake
from domain.processes.operating import EndOrder
from domain.shared.deadlines import DeadlineKind
from domain.shared.errors import InvalidInput, NotAllowed, WrongState
from domain.shared.failures import OWED_BY_CUSTOMER, Failure, Problem, Settlement
from domain.shared.limits import OperatingLimits
from domain.shared.money import Money
from domain.store.commands import AcceptOrder, MarkCooked
from tests.support.fakes import FakeUnitOfWork, carry_out, spread
from tests.support.samples import (
    COURIER,
    CUSTOMER,
    OPERATOR,
    ORDER,
    OWNER,
    SECOND_COURIER,
    WON_9000,
    WON_18000,
    a_charge,
    a_payment,
    a_store,
    place,
)

CARD = RecordCharge(ORDER, "simulated", "ch_1", "tg_1", WON_18000, CUSTOMER)
CASH = ChooseCash(ORDER, CUSTOMER)
AWAY = (
    AcceptOrder(ORDER, OWNER, 15),
    MarkCooked(ORDER, OWNER),
    TakeDelivery(ORDER, COURIER, "Dan"),
    PickUp(ORDER, COURIER),
)
REFUSED = ReportProblem(ORDER, COURIER, Problem.REFUSED)
LIMITS = OperatingLimits(operators=frozenset({OPERATOR}), ask_operators_at_most=3)


def a_town(*steps: Any) -> FakeUnitOfWork:
    uow = FakeUnitOfWork(LIMITS)
    uow.stores.add(a_store())
    do(uow, place(), *steps)
    return uow


def do(uow: FakeUnitOfWork, *commands: Any) -> None:
    for command in commands:
        carry_out(command, uow)
        spread(uow)


def fails(how: Settlement, amount: Money | None = None, by: int = OWNER) -> FailDelivery:
    return FailDelivery(ORDER, by, how, amount)


@pytest.mark.parametrize("problem", [Problem.NOBODY_THERE, Problem.WRONG_ADDRESS])
def test_report_without_a_call_where_one_may_help_is_refused(problem: Problem) -> None:
    uow = a_town(CARD, *AWAY)
    with pytest.raises(InvalidInput) as refused:
        do(uow, ReportProblem(ORDER, COURIER, problem))
    assert (refused.value.field, refused.value.problem) == ("problem", "call_first")
    do(uow, ReportProblem(ORDER, COURIER, problem, has_called=True))
    assert uow.views.get(ORDER).problem is problem


@pytest.mark.parametrize(
    "report",
    [
        ReportProblem(ORDER, COURIER, Problem.NOT_PAID),
        ReportProblem(ORDER, COURIER, Problem.NOT_BROUGHT),
        ReportProblem(ORDER, COURIER, Problem.DAMAGED, photo="x" * 201),
    ],
)
def test_report_of_what_cannot_be_is_refused(report: ReportProblem) -> None:
    uow = a_town(CARD, *AWAY)
    with pytest.raises(InvalidInput):
        do(uow, report)
    assert uow.deliveries.get(ORDER).state == "picked_up"


@pytest.mark.parametrize("by", [COURIER, SECOND_COURIER, CUSTOMER])
@pytest.mark.parametrize("kind", [BringAgain, FailDelivery, GetStake])
def test_decide_by_anybody_but_owners_and_operators_is_not_allowed(
    kind: type[Any], by: int
) -> None:
    uow = a_town(CARD, *AWAY, REFUSED)
    more = (Settlement.KEEP,) if kind is FailDelivery else ()
    with pytest.raises(NotAllowed):
        do(uow, kind(ORDER, by, *more))


@pytest.mark.parametrize(
    ("pays", "how", "amount"),
    [
        (CARD, Settlement.WAIVE, None),
        (CARD, Settlement.PART, None),
        (CARD, Settlement.PART, Money(-1, "KRW")),
        (CARD, Settlement.ALL, WON_9000),
        (CASH, Settlement.KEEP, None),
        (CASH, Settlement.ALL, None),
        (CASH, Settlement.PART, WON_9000),
    ],
)
def test_settle_money_that_there_is_not_is_refused(
    pays: Any, how: Settlement, amount: Money | None
) -> None:
    uow = a_town(pays, *AWAY, REFUSED)
    with pytest.raises(InvalidInput):
        do(uow, fails(how, amount))
    assert uow.orders.get(ORDER).state == "on_the_way"


@pytest.mark.parametrize("by", [OWNER, OPERATOR])
def test_second_decision_is_refused_whoever_makes_it(by: int) -> None:
    uow = a_town(CARD, *AWAY, REFUSED, fails(Settlement.KEEP))
    for late in (fails(Settlement.ALL, by=by), BringAgain(ORDER, by), Deliver(ORDER, COURIER)):
        with pytest.raises(WrongState):
            do(uow, late)
    with pytest.raises(WrongState):
        do(uow, EndOrder(ORDER, OPERATOR))
    assert uow.payments.get(ORDER).state == "paid"


def test_bring_again_asks_also_who_has_the_food_and_counts_the_trips() -> None:
    uow = a_town(CARD, *AWAY, REFUSED, BringAgain(ORDER, OPERATOR))
    delivery = uow.deliveries.get(ORDER)
    assert (delivery.state, delivery.declined, delivery.courier_id) == ("offered", (), None)
    do(uow, TakeDelivery(ORDER, COURIER, "Dan"), PickUp(ORDER, COURIER), Deliver(ORDER, COURIER))
    assert (uow.deliveries.get(ORDER).trips, uow.orders.get(ORDER).state) == (2, "delivered")


def test_let_collect_then_nobody_comes_and_the_store_keeps_the_money() -> None:
    uow = a_town(CARD, *AWAY[:2], CallAgain(ORDER, OWNER), LetCollect(ORDER, OWNER))
    with pytest.raises(WrongState):
        do(uow, fails(Settlement.KEEP))
    uow.now = uow.deadlines.rows[DeadlineKind.DELIVERY_STEP, ORDER]
    do(uow, FireDeadline(DeadlineKind.DELIVERY_STEP, ORDER), fails(Settlement.KEEP))
    failure = uow.views.get(ORDER).failure
    assert failure == Failure(Problem.NOT_COLLECTED, Settlement.KEEP, None, OWNER)
    assert uow.payments.get(ORDER).kept == WON_18000


@pytest.mark.parametrize("pays", [CARD, CASH])
@pytest.mark.parametrize(
    "steps",
    [(REFUSED,), (TakeAway(ORDER, OWNER),), (), (REFUSED, BringAgain(ORDER, OWNER))],
)
def test_nobody_decides_until_the_last_question_and_everything_goes_back(
    pays: Any, steps: tuple[Any, ...]
) -> None:
    uow = a_town(pays, *AWAY, *steps)
    for _ in range(LIMITS.ask_operators_at_most + 1):
        assert uow.orders.get(ORDER).state == "on_the_way"
        uow.now = uow.deadlines.rows[DeadlineKind.DELIVERY_STEP, ORDER]
        do(uow, FireDeadline(DeadlineKind.DELIVERY_STEP, ORDER))
    assert uow.orders.get(ORDER).state == "failed"
    assert uow.payments.get(ORDER).state == ("refunding" if pays is CARD else "waived")
    assert uow.deadlines.rows == {}


@pytest.mark.parametrize("problem", Problem)
def test_unpaid_cash_order_leaves_only_cards_where_it_was_its_customer(problem: Problem) -> None:
    uow = a_town(CASH, *AWAY)
    if problem is Problem.NOT_BROUGHT:
        do(uow, TakeAway(ORDER, OWNER))
    elif problem is Problem.NOT_COLLECTED:
        do(uow, TakeAway(ORDER, OWNER), LetCollect(ORDER, OWNER))
        uow.now = uow.deadlines.rows[DeadlineKind.DELIVERY_STEP, ORDER]
        do(uow, FireDeadline(DeadlineKind.DELIVERY_STEP, ORDER))
    else:
        do(uow, ReportProblem(ORDER, COURIER, problem, has_called=True))
    do(uow, fails(Settlement.WAIVE))
    told = [it for _, it in uow.history(f"person-{CUSTOMER}") if isinstance(it, CashLimited)]
    assert bool(told) == (problem in OWED_BY_CUSTOMER)
    assert uow.views.get(ORDER).payment == "waived"


def test_card_order_that_was_refused_limits_nobody() -> None:
    uow = a_town(CARD, *AWAY, REFUSED, fails(Settlement.KEEP))
    assert uow.history(f"person-{CUSTOMER}") == []


def a_failure(how: Settlement, amount: int = 0) -> Failure:
    money = Money(amount, "KRW") if amount else None
    return Failure(Problem.DAMAGED, how, money, OWNER)


@pytest.mark.parametrize(
    ("how", "back", "refunded"),
    [
        (Settlement.KEEP, 0, 0),
        (Settlement.PART, 5_000, 5_000),
        (Settlement.PART, 18_000, 18_000),
        (Settlement.PART, 99_000, 18_000),
        (Settlement.ALL, 0, 18_000),
    ],
)
@pytest.mark.parametrize("before", [0, 1_000])
def test_settle_gives_back_what_was_decided_beside_a_refund_under_way(
    how: Settlement, back: int, refunded: int, before: int
) -> None:
    payment = a_payment()
    payment.take(a_charge())
    if before:
        payment.refund_part(Money(before, "KRW"), RefundReason.BY_OPERATOR)
    payment.settle(a_failure(how, back))
    payment.settle(a_failure(how, back))
    while payment.charges[0].asked:
        payment.confirm_refund("ch_1")
    assert payment.charges[0].refunded == min(refunded + before, 18_000)
    assert payment.state == ("refunded" if refunded == 18_000 else "paid")


def test_settle_while_dishes_are_still_owed_gives_those_back_too() -> None:
    payment = a_payment()
    payment.take(a_charge())
    payment.refund_part(Money(1_000, "KRW"), RefundReason.BY_OPERATOR)
    payment.reduce(Money(12_000, "KRW"))
    payment.settle(a_failure(Settlement.KEEP))
    while payment.charges[0].asked:
        payment.confirm_refund("ch_1")
    assert payment.charges[0].refunded == 1_000 + 6_000


def test_operator_gives_a_part_back_after_the_order_failed_and_no_more_than_was_kept() -> None:
    uow = a_town(CARD, *AWAY, REFUSED, fails(Settlement.KEEP))
    left = carry_out(RefundPart(ORDER, OPERATOR, WON_9000), uow)
    assert left == WON_9000


def test_called_off_in_the_moment_of_the_decision_stays_called_off() -> None:
    uow = a_town(CARD, *AWAY, REFUSED)
    carry_out(EndOrder(ORDER, OPERATOR), uow)
    carry_out(fails(Settlement.KEEP), uow)
    spread(uow)
    assert uow.orders.get(ORDER).state == "cancelled"
    assert uow.tickets.get(ORDER).state == "cancelled"
    assert uow.payments.get(ORDER).state == "refunding"
    assert uow.views.get(ORDER).state == "cancelled"
