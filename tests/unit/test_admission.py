"""Admission control: what is too much at once waits in line, and goes on in turn."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.order.commands import AdvanceOrder, CancelOrder, OrderStep, PayOrder
from domain.order.errors import DishesMissing
from domain.order.events import OrderHeld
from domain.order.held_orders import Waiting, in_turn, seconds_per_order
from domain.order.model import OrderState
from domain.payment.commands import RestPayment
from domain.payment.events import PaymentRested
from domain.processes.checkout import CheckPayment, ChooseCash, InvoiceFor
from domain.processes.deadlines import FireDeadline
from domain.processes.policies import let_the_next_in, make_room
from domain.shared.errors import InvalidInput, NotAllowed, WrongState
from domain.shared.limits import OperatingLimits
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.store.commands import CloseStore, SetCapacity, SetDishAvailable
from tests.support.fakes import NOON, FakeUnitOfWork, carry_out
from tests.support.samples import CUSTOMER, OWNER, STRANGER, WON_18000, a_store, place


def run(uow: FakeUnitOfWork, *commands: Any) -> None:
    for command in commands:
        carry_out(command, uow)


def a_kitchen(capacity: int | None = 1, **limits: Any) -> FakeUnitOfWork:
    uow = FakeUnitOfWork(OperatingLimits(**limits))
    uow.stores.add(a_store(capacity=capacity))
    return uow


def states(uow: FakeUnitOfWork) -> dict[str, str]:
    return {id: order.state.value for id, order in uow.orders.rows.items()}


def later(uow: FakeUnitOfWork, **time: float) -> None:
    uow.now += timedelta(**time)


def test_place_with_room_is_admitted() -> None:
    uow = a_kitchen(1)
    run(uow, place("1"))
    assert states(uow) == {"1": "placed"}
    assert ("pay_by", "1") in uow.deadlines.rows


def test_place_above_the_capacity_is_held_with_its_payment_recorded() -> None:
    uow = a_kitchen(1)
    run(uow, place("1"), place("2"))
    assert states(uow) == {"1": "placed", "2": "held"}
    assert uow.payments.get("2").amount == WON_18000
    assert list(uow.deadlines.rows) == [("pay_by", "1"), ("resume_held", "2")]
    assert uow.published() == ["OrderPlaced", "OrderPlaced", "OrderHeld"]


def test_place_without_a_limit_is_never_held_by_the_kitchen() -> None:
    uow = a_kitchen(None)
    run(uow, *(place(str(number)) for number in range(50)))
    assert set(states(uow).values()) == {"placed"}


@pytest.mark.parametrize(
    "ask",
    [
        ChooseCash("2", CUSTOMER),
        InvoiceFor("2", CUSTOMER),
        CheckPayment("2", CUSTOMER, Money(18_000, "KRW")),
    ],
)
def test_pay_while_held_is_refused(ask: Any) -> None:
    uow = a_kitchen(1)
    run(uow, place("1"), place("2"))
    with pytest.raises(WrongState) as refused:
        run(uow, ask)
    assert refused.value.state == "held"


def test_cook_lets_the_next_in_line_go_on() -> None:
    uow = a_kitchen(1)
    run(uow, place("1"), place("2"), place("3"), PayOrder("1", PaymentMethod.CASH))
    order = uow.orders.get("1")
    order.accept()
    uow.orders.save(order)
    assert states(uow)["2"] == "held"
    run(uow, AdvanceOrder("1", OrderStep.COOK))
    assert states(uow) == {"1": "cooked", "2": "placed", "3": "held"}
    assert ("pay_by", "2") in uow.deadlines.rows
    assert ("resume_held", "2") not in uow.deadlines.rows


def test_cancel_lets_the_next_in_line_go_on() -> None:
    uow = a_kitchen(1)
    run(uow, place("1"), place("2"), CancelOrder("1", CUSTOMER))
    assert states(uow) == {"1": "cancelled", "2": "placed"}


def test_cancel_while_held_leaves_the_line() -> None:
    uow = a_kitchen(1)
    run(uow, place("1"), place("2"), place("3"), CancelOrder("2", CUSTOMER))
    assert states(uow) == {"1": "placed", "2": "cancelled", "3": "held"}
    assert [waiting.order_id for waiting in uow.orders.held_of("hanok")] == ["3"]
    assert ("resume_held", "2") not in uow.deadlines.rows


def test_unpaid_order_that_expires_lets_the_next_in_line_go_on() -> None:
    uow = a_kitchen(1)
    run(uow, place("1"), place("2"))
    later(uow, minutes=15)
    run(uow, FireDeadline("pay_by", "1"))
    assert states(uow) == {"1": "expired", "2": "placed"}


def test_more_capacity_lets_the_next_in_line_go_on() -> None:
    uow = a_kitchen(1)
    run(uow, place("1"), place("2"), place("3"))
    uow.events.clear()
    run(uow, SetCapacity("hanok", OWNER, 2))
    let_the_next_in(uow.events[-1], uow)  # type: ignore[arg-type]
    assert states(uow) == {"1": "placed", "2": "placed", "3": "held"}


def test_set_capacity_by_somebody_else_is_refused() -> None:
    uow = a_kitchen(1)
    with pytest.raises(NotAllowed):
        run(uow, SetCapacity("hanok", STRANGER, 2))


@pytest.mark.parametrize("capacity", [0, -1, 1_001])
def test_set_capacity_out_of_range_is_refused(capacity: int) -> None:
    uow = a_kitchen(1)
    with pytest.raises(InvalidInput):
        run(uow, SetCapacity("hanok", OWNER, capacity))


def test_new_order_does_not_overtake_the_line() -> None:
    uow = a_kitchen(1)
    run(uow, place("1"), place("2"))
    uow.orders.rows["1"].state = OrderState.COOKED
    run(uow, place("3"))
    assert states(uow) == {"1": "cooked", "2": "held", "3": "held"}


def test_place_above_the_platforms_rate_is_held_and_resumes_by_its_deadline() -> None:
    uow = a_kitchen(None, orders_per_minute=2)
    run(uow, place("1"), place("2"), place("3"))
    assert states(uow) == {"1": "placed", "2": "placed", "3": "held"}
    later(uow, seconds=61)
    run(uow, FireDeadline("resume_held", "3"))
    assert states(uow)["3"] == "placed"


def test_place_while_the_platform_is_behind_is_held_and_resumes_when_it_caught_up() -> None:
    uow = a_kitchen(None, most_waiting=10)
    uow.waiting = 10
    run(uow, place("1"))
    assert states(uow) == {"1": "held"}
    later(uow, minutes=1)
    run(uow, FireDeadline("resume_held", "1"))
    assert states(uow) == {"1": "held"}
    uow.waiting = 9
    later(uow, minutes=1)
    run(uow, FireDeadline("resume_held", "1"))
    assert states(uow) == {"1": "placed"}


def test_deadline_of_an_order_that_waits_on_tells_its_new_place() -> None:
    uow = a_kitchen(1)
    run(uow, place("1"), place("2"), place("3", 2), CancelOrder("2", CUSTOMER))
    uow.published()
    later(uow, minutes=1)
    run(uow, FireDeadline("resume_held", "3"))
    (held,) = uow.events
    assert (type(held).__name__, held.place) == ("OrderHeld", 1)  # type: ignore[attr-defined]
    assert uow.deadlines.rows["resume_held", "3"] > uow.now


def test_held_order_whose_store_closed_expires() -> None:
    uow = a_kitchen(1)
    run(uow, place("1"), place("2"), CloseStore("hanok", OWNER))
    later(uow, minutes=1)
    run(uow, FireDeadline("resume_held", "2"))
    assert states(uow)["2"] == "expired"
    assert uow.events[-1].was_held  # type: ignore[attr-defined]


def test_held_order_whose_turn_never_comes_expires_in_the_end() -> None:
    uow = a_kitchen(1, hold_within=timedelta(hours=1))
    run(uow, place("1"), place("2"))
    later(uow, minutes=61)
    run(uow, FireDeadline("resume_held", "2"))
    assert states(uow)["2"] == "expired"


def test_one_persons_ten_orders_do_not_push_others_back() -> None:
    uow = a_kitchen(1)
    run(uow, *(place(f"a{number}", 1) for number in range(10)))
    later(uow, seconds=1)
    run(uow, place("b", 2), place("c", 3))
    line = [waiting.order_id for waiting in in_turn(uow.orders.held_of("hanok"))]
    assert line[:3] == ["b", "c", "a1"]


def test_expected_time_follows_the_kitchens_pace_and_grows_when_it_stalls() -> None:
    cooked = [NOON - timedelta(minutes=minutes) for minutes in (0, 2, 4, 6, 8)]
    otherwise = timedelta(minutes=15)
    assert seconds_per_order(cooked, NOON, otherwise) == pytest.approx(96)
    stalled = seconds_per_order(cooked, NOON + timedelta(minutes=32), otherwise)
    assert stalled == pytest.approx(480)
    assert seconds_per_order(cooked[:1], NOON, otherwise) == 900


LINES = st.lists(
    st.tuples(st.integers(1, 5), st.integers(0, 20), st.integers(0, 3)), max_size=30
).map(
    lambda rows: [
        Waiting(str(number), customer, NOON + timedelta(seconds=second), already[customer])
        for already in [{who: has for who, _, has in rows}]
        for number, (customer, second, _) in enumerate(rows)
    ]
)


@given(LINES)
def test_line_serves_everybody_once_and_each_persons_orders_as_they_came(
    line: list[Waiting],
) -> None:
    served = in_turn(line)
    assert Counter(served) == Counter(line)
    for customer in {waiting.customer_id for waiting in line}:
        own = [it for it in served if it.customer_id == customer]
        assert own == sorted(own, key=lambda it: (it.placed_at, it.order_id))


@given(LINES, st.integers(1, 5))
def test_further_orders_of_one_person_push_nobodys_order_back(
    line: list[Waiting], more: int
) -> None:
    greedy = 99
    first = Waiting("first", greedy, NOON)
    before = [it.order_id for it in in_turn([*line, first])]
    further = [Waiting(f"more{n}", greedy, NOON + timedelta(seconds=1 + n)) for n in range(more)]
    after = [it.order_id for it in in_turn([*line, first, *further])]
    rounds: Counter[int] = Counter()
    for waiting in in_turn(line):
        own_turn = waiting.has_already + rounds[waiting.customer_id]
        rounds[waiting.customer_id] += 1
        pushed = after.index(waiting.order_id) - before.index(waiting.order_id)
        # One place for each further round of the greedy that is over before its own.
        assert pushed <= min(more, own_turn)


def test_order_whose_payment_rests_keeps_nobody_out_of_the_kitchen() -> None:
    uow = a_kitchen(1)
    run(uow, place("1"), place("2", 2), RestPayment("1", CUSTOMER))
    (rested,) = [event for event in uow.events if isinstance(event, PaymentRested)]
    make_room(rested, uow)
    assert states(uow) == {"1": "placed", "2": "placed"}


def test_expected_time_forgets_the_pace_of_a_time_long_past() -> None:
    uow = a_kitchen(1)
    run(uow, place("1"))
    for number in range(10):
        order = uow.orders.get("1")
        order.id, order.state = f"old{number}", OrderState.ACCEPTED
        order.cook(NOON - timedelta(hours=14, minutes=number))
        uow.orders.add(order)
    run(uow, place("2"))
    (held,) = [event for event in uow.events if isinstance(event, OrderHeld)]
    assert held.expected_at == NOON + uow.limits.cook_within


@pytest.mark.parametrize(
    "ask", [InvoiceFor("1", CUSTOMER), CheckPayment("1", CUSTOMER, WON_18000)]
)
def test_pay_for_a_dish_that_is_sold_out_meanwhile_is_refused(ask: Any) -> None:
    uow = a_kitchen(1)
    run(uow, place("1"), SetDishAvailable("hanok", OWNER, "bibimbap", available=False))
    with pytest.raises(DishesMissing) as refused:
        run(uow, ask)
    assert (refused.value.order_id, refused.value.dishes) == ("1", ("Bibimbap",))
