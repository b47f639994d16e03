"""What people can do about how the food gets to the customer."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, rule

from domain.delivery.commands import (
    BringAgain,
    BringOurselves,
    CallAgain,
    ConfirmDelivered,
    Deliver,
    FailDelivery,
    HandBack,
    LetCollect,
    PickUp,
    ReportProblem,
    SetShift,
    TakeAway,
    TakeDelivery,
)
from domain.shared.failures import Problem, Settlement
from domain.shared.money import Money
from tests.support.sagas import SagaWorld
from tests.support.samples import (
    COURIER,
    OPERATOR,
    OWNER,
    SECOND_COURIER,
    SECOND_OWNER,
    WON_9000,
    WON_18000,
)

orders = Bundle("orders")
couriers = st.sampled_from([COURIER, SECOND_COURIER])
carriers = st.sampled_from([COURIER, SECOND_COURIER, OWNER, SECOND_OWNER])
owners = st.sampled_from([OWNER, SECOND_OWNER])
problems = st.sampled_from(Problem)
settlements = st.sampled_from(Settlement)
parts = st.sampled_from([Money(0, "KRW"), Money(1, "KRW"), WON_9000, WON_18000])
deciders = st.sampled_from([OWNER, SECOND_OWNER, OPERATOR])


class Trips(RuleBasedStateMachine):
    """Couriers, owners and operators, each at any time."""

    world: SagaWorld

    @rule(order=orders, courier=couriers)
    def courier_takes(self, order: str, courier: int) -> None:
        is_off = self.world.uow.couriers.off_shift(frozenset({courier}))
        if self.world.attempt(TakeDelivery(order, courier, f"courier {courier}")):
            assert not is_off, "taken off shift"

    @rule(order=orders, courier=carriers)
    def courier_picks_up(self, order: str, courier: int) -> None:
        self.world.attempt(PickUp(order, courier, f"carrier {courier}"))

    @rule(order=orders, courier=carriers)
    def courier_delivers(self, order: str, courier: int) -> None:
        self.world.attempt(Deliver(order, courier))

    @rule(order=orders, courier=carriers)
    def courier_hands_back(self, order: str, courier: int) -> None:
        before = self._state(order)
        if self.world.attempt(HandBack(order, courier)):
            assert before == "assigned"
            assert courier in self.world.uow.deliveries.rows[order].declined

    @rule(order=orders, by=deciders)
    def couriers_are_called_again(self, order: str, by: int) -> None:
        before = self._state(order)
        if self.world.attempt(CallAgain(order, by)):
            assert before == "offered"

    @rule(order=orders, owner=owners)
    def owner_brings_it(self, order: str, owner: int) -> None:
        if self.world.attempt(BringOurselves(order, owner, f"owner {owner}")):
            assert self.world.uow.deliveries.rows[order].courier_id == owner

    @rule(order=orders, by=deciders)
    def customer_is_asked_to_come(self, order: str, by: int) -> None:
        before = self._state(order)
        if self.world.attempt(LetCollect(order, by)):
            assert before == "offered"

    @rule(order=orders, by=deciders)
    def delivery_is_taken_away(self, order: str, by: int) -> None:
        before = self._state(order)
        if self.world.attempt(TakeAway(order, by)):
            assert before in {"assigned", "picked_up"}

    @rule(order=orders, by=deciders)
    def somebody_knows_that_it_is_delivered(self, order: str, by: int) -> None:
        before = self._state(order)
        if self.world.attempt(ConfirmDelivered(order, by)):
            # An operator may know it though nobody has set out.
            assert before in {"picked_up", "collectable"} or by == OPERATOR

    @rule(order=orders, courier=couriers, other=carriers, back_first=st.booleans())
    def courier_goes_while_it_changes_hands(
        self, order: str, courier: int, other: int, back_first: bool
    ) -> None:
        if back_first:
            self.courier_hands_back(order, courier)
        self.courier_picks_up(order, courier)
        self.courier_hands_back(order, courier)
        self.courier_picks_up(order, other)
        self.courier_delivers(order, courier)

    @rule(courier=couriers, on=st.booleans())
    def courier_goes_on_or_off_shift(self, courier: int, on: bool) -> None:
        self.world.run(SetShift(courier, on))

    @rule()
    def couriers_go_silent(self) -> None:
        self.world.couriers_answer = False

    @rule(order=orders, courier=carriers, problem=problems, has_called=st.booleans())
    def courier_reports_a_problem(
        self, order: str, courier: int, problem: Problem, has_called: bool
    ) -> None:
        before = self._state(order)
        if self.world.attempt(ReportProblem(order, courier, problem, has_called)):
            assert before == "picked_up"

    @rule(order=orders, by=deciders)
    def it_is_brought_again(self, order: str, by: int) -> None:
        before = self._state(order)
        if self.world.attempt(BringAgain(order, by)):
            assert before == "stopped"

    @rule(order=orders, by=deciders, how=settlements, back=parts)
    def somebody_decides_against_another_trip(
        self, order: str, by: int, how: Settlement, back: Money
    ) -> None:
        before, is_part = self._state(order), how is Settlement.PART
        delivery = self.world.uow.deliveries.rows.get(order)
        if self.world.attempt(FailDelivery(order, by, how, back if is_part else None)):
            assert before in {"stopped", "offered", "picked_up", "collectable"}
            assert delivery is not None
            assert delivery.is_cash == (how is Settlement.WAIVE)

    @rule(order=orders, courier=carriers, by=deciders, how=settlements, again=st.booleans())
    def courier_and_owner_decide_at_the_door(
        self, order: str, courier: int, by: int, how: Settlement, again: bool
    ) -> None:
        self.courier_picks_up(order, courier)
        self.courier_reports_a_problem(order, courier, Problem.REFUSED, has_called=False)
        if again:
            self.it_is_brought_again(order, by)
        self.courier_delivers(order, courier)
        self.somebody_decides_against_another_trip(order, by, how, WON_9000)
        self.it_is_brought_again(order, by)

    def _state(self, order: str) -> str | None:
        delivery = self.world.uow.deliveries.rows.get(order)
        return delivery.state if delivery else None
