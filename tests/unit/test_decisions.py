"""Who may decide about a delivery that does not go on, and what comes of it when nobody does."""

from __future__ import annotations

from typing import Any

import pytest

from domain.delivery import (
    AlreadyTaken,
    BringOurselves,
    CallAgain,
    ConfirmDelivered,
    HandBack,
    LetCollect,
    NotTheirs,
    OffShift,
    PickUp,
    SetShift,
    ShowDeliveries,
    TakeAway,
    TakeDelivery,
)
from domain.processes.checkout import ChooseCash
from domain.processes.deadlines import FireDeadline
from domain.shared.deadlines import DeadlineKind
from domain.shared.errors import NotAllowed, WrongState
from domain.shared.limits import OperatingLimits
from domain.store.commands import AcceptOrder, MarkCooked
from tests.support.fakes import FakeUnitOfWork, carry_out, spread
from tests.support.samples import (
    COURIER,
    CUSTOMER,
    OPERATOR,
    ORDER,
    OWNER,
    SECOND_COURIER,
    SECOND_OWNER,
    a_store,
    place,
)

TAKE = TakeDelivery(ORDER, COURIER, "Dan")
PICK_UP = PickUp(ORDER, COURIER)
CASH = ChooseCash(ORDER, CUSTOMER)
COOKED = (place(), CASH, AcceptOrder(ORDER, OWNER, 15), MarkCooked(ORDER, OWNER))


def a_town(*steps: Any, **store: Any) -> FakeUnitOfWork:
    """An order that is cooked, and then so many steps."""
    uow = FakeUnitOfWork(OperatingLimits(operators=frozenset({OPERATOR})))
    uow.stores.add(a_store(**store))
    do(uow, *COOKED, *steps)
    return uow


def do(uow: FakeUnitOfWork, *commands: Any) -> None:
    for command in commands:
        carry_out(command, uow)
        spread(uow)


def ask(uow: FakeUnitOfWork) -> None:
    """Let the next question about the delivery fall due."""
    uow.now = uow.deadlines.rows[DeadlineKind.DELIVERY_STEP, ORDER]
    do(uow, FireDeadline(DeadlineKind.DELIVERY_STEP, ORDER))


def state(uow: FakeUnitOfWork) -> tuple[str, str, int | None]:
    delivery = uow.deliveries.get(ORDER)
    return uow.orders.get(ORDER).state, delivery.state, delivery.courier_id


DECISIONS: list[tuple[tuple[Any, ...], type[Any]]] = [
    ((), CallAgain),
    ((), LetCollect),
    ((TAKE,), TakeAway),
    ((TAKE, PICK_UP), TakeAway),
    ((TAKE, PICK_UP), ConfirmDelivered),
    ((LetCollect(ORDER, OWNER),), ConfirmDelivered),
]


@pytest.mark.parametrize(("before", "kind"), DECISIONS)
@pytest.mark.parametrize("by", [OWNER, SECOND_OWNER, OPERATOR])
def test_decide_as_an_owner_or_an_operator_is_done(
    before: tuple[Any, ...], kind: type[Any], by: int
) -> None:
    uow = a_town(*before)
    version = uow.deliveries.get(ORDER).version
    do(uow, kind(ORDER, by))
    assert uow.deliveries.get(ORDER).version == version + 1


@pytest.mark.parametrize(("before", "kind"), DECISIONS)
@pytest.mark.parametrize("by", [COURIER, SECOND_COURIER, CUSTOMER])
def test_decide_as_a_courier_or_the_customer_is_not_allowed(
    before: tuple[Any, ...], kind: type[Any], by: int
) -> None:
    uow = a_town(*before)
    with pytest.raises(NotAllowed):
        carry_out(kind(ORDER, by), uow)


@pytest.mark.parametrize("by", [COURIER, OPERATOR])
def test_bring_as_anybody_but_an_owner_is_not_allowed(by: int) -> None:
    with pytest.raises(NotAllowed):
        carry_out(BringOurselves(ORDER, by, "Somebody"), a_town())


def test_bring_twice_says_that_it_is_theirs_already() -> None:
    uow = a_town(BringOurselves(ORDER, OWNER, "Sora"))
    with pytest.raises(AlreadyTaken) as refused:
        carry_out(BringOurselves(ORDER, OWNER, "Sora"), uow)
    assert refused.value.courier_id == OWNER


def test_step_of_a_courier_whose_delivery_an_owner_brings_names_the_owner() -> None:
    uow = a_town(TAKE, BringOurselves(ORDER, OWNER, "Sora"))
    for command in (PICK_UP, HandBack(ORDER, COURIER)):
        with pytest.raises(NotTheirs) as refused:
            carry_out(command, uow)
        assert refused.value.courier_name == "Sora"


def test_pick_up_by_a_courier_who_handed_back_is_refused() -> None:
    uow = a_town(TAKE, HandBack(ORDER, COURIER))
    with pytest.raises(WrongState):
        carry_out(PICK_UP, uow)
    assert state(uow) == ("cooked", "offered", None)


def test_untaken_delivery_of_a_store_without_couriers_is_called_off_in_the_end() -> None:
    uow = a_town(couriers=frozenset())
    ask(uow)
    assert state(uow) == ("cooked", "offered", None)
    ask(uow)
    assert state(uow) == ("cancelled", "cancelled", None)
    assert uow.deadlines.rows == {}


def test_delivery_that_somebody_has_set_out_with_is_never_called_off_by_itself() -> None:
    uow = a_town(TAKE, PICK_UP, TakeAway(ORDER, OPERATOR))
    for _ in range(9):
        ask(uow)
    assert state(uow) == ("on_the_way", "offered", None)


def test_give_up_in_the_moment_of_the_pick_up_changes_nothing() -> None:
    uow = a_town()
    for _ in range(2):
        ask(uow)
    uow.now = uow.deadlines.rows[DeadlineKind.DELIVERY_STEP, ORDER]
    carry_out(FireDeadline(DeadlineKind.DELIVERY_STEP, ORDER), uow)
    (given_up,) = uow.events
    uow.events.clear()
    do(uow, TAKE, PICK_UP)
    uow.events.append(given_up)
    spread(uow)
    assert state(uow) == ("on_the_way", "picked_up", COURIER)


def test_take_off_shift_is_refused_and_a_delivery_in_hand_is_kept() -> None:
    uow = a_town(TAKE, SetShift(COURIER, on=False), SetShift(SECOND_COURIER, on=False))
    assert carry_out(ShowDeliveries(COURIER), uow) == (ORDER,)
    do(uow, HandBack(ORDER, COURIER))
    with pytest.raises(OffShift):
        carry_out(TAKE, uow)
    assert carry_out(ShowDeliveries(COURIER), uow) == ()
    assert carry_out(SetShift(COURIER, on=True), uow) == (ORDER,)


def is_asked_at_once(uow: FakeUnitOfWork) -> bool:
    """Whether somebody has to decide now, and not only after the couriers had their time."""
    delivery = uow.deliveries.get(ORDER)
    assert delivery.state == "offered"
    return delivery.asked == 1 and uow.deadlines.rows[DeadlineKind.DELIVERY_STEP, ORDER] <= uow.now


OFF = SetShift(SECOND_COURIER, on=False)


@pytest.mark.parametrize(("steps", "at_once"), [((), False), ((OFF,), True)])
def test_silent_courier_loses_it_where_nobody_is_on_shift_and_deciders_are_asked_at_once(
    steps: tuple[Any, ...], at_once: bool
) -> None:
    uow = a_town(TAKE, *steps)
    for _ in range(3):
        ask(uow)
    assert is_asked_at_once(uow) == at_once


@pytest.mark.parametrize(
    ("steps", "at_once"),
    [
        ((), False),
        ((SetShift(COURIER, on=False), OFF), True),
        # Whoever could not go is not called again.
        ((TAKE, HandBack(ORDER, COURIER), OFF), True),
    ],
)
@pytest.mark.parametrize("by", [OWNER, OPERATOR])
def test_call_again_where_nobody_is_left_to_call_asks_deciders_at_once(
    steps: tuple[Any, ...], at_once: bool, by: int
) -> None:
    uow = a_town(*steps)
    ask(uow)
    do(uow, CallAgain(ORDER, by))
    assert is_asked_at_once(uow) == at_once


def test_last_one_who_was_left_to_ask_goes_off_shift_and_deciders_are_asked_at_once() -> None:
    uow = a_town(TAKE, HandBack(ORDER, COURIER))
    assert not is_asked_at_once(uow)
    do(uow, OFF)
    assert is_asked_at_once(uow)


def test_go_off_shift_twice_is_the_same_as_once() -> None:
    uow = a_town(SetShift(COURIER, on=False), SetShift(COURIER, on=False))
    assert uow.couriers.off_shift(frozenset({COURIER, SECOND_COURIER})) == {COURIER}
