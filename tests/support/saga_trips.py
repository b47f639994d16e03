"""What people can do about how the food gets to the customer."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, rule

from domain.delivery.commands import (
    BringOurselves,
    CallAgain,
    ConfirmDelivered,
    Deliver,
    HandBack,
    LetCollect,
    PickUp,
    SetShift,
    TakeAway,
    TakeDelivery,
)
from tests.support.sagas import SagaWorld
from tests.support.samples import COURIER, OPERATOR, OWNER, SECOND_COURIER, SECOND_OWNER

orders = Bundle("orders")
couriers = st.sampled_from([COURIER, SECOND_COURIER])
carriers = st.sampled_from([COURIER, SECOND_COURIER, OWNER, SECOND_OWNER])
owners = st.sampled_from([OWNER, SECOND_OWNER])
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

    def _state(self, order: str) -> str | None:
        delivery = self.world.uow.deliveries.rows.get(order)
        return delivery.state if delivery else None
