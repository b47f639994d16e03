"""What operators do to orders, beside everybody else and in the same moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, rule

from domain.customer.model import ENDED
from domain.delivery.commands import ConfirmDelivered
from domain.processes.operating import EndOrder
from domain.processes.people import AllowCash
from tests.support.samples import COURIER, CUSTOMER, OPERATOR, SECOND_COURIER

if TYPE_CHECKING:
    from tests.support.sagas import SagaWorld

orders: Bundle[str] = Bundle("orders")
couriers = st.sampled_from([COURIER, SECOND_COURIER])


class OperatorRules:
    """The rules of operators; whoever has them has orders, and couriers who act, too."""

    world: SagaWorld

    def courier_picks_up(self, order: str, courier: int) -> None:
        raise NotImplementedError

    def courier_delivers(self, order: str, courier: int) -> None:
        raise NotImplementedError

    @rule()
    def operator_allows_cash_again(self) -> None:
        self.world.run(AllowCash(OPERATOR, CUSTOMER))

    @rule(order=orders, words=st.sampled_from(["", "the street is closed"]))
    def operator_ends(self, order: str, words: str) -> None:
        before = self.world.uow.orders.get(order).state
        if self.world.attempt(EndOrder(order, OPERATOR, words)):
            assert before not in ENDED
        else:
            assert before in ENDED

    @rule(order=orders)
    def operator_marks_as_delivered(self, order: str) -> None:
        self.world.attempt(ConfirmDelivered(order, OPERATOR))

    @rule(order=orders, courier=couriers, ends=st.booleans(), operator_first=st.booleans())
    def operator_and_courier_decide_at_once(
        self, order: str, courier: int, ends: bool, operator_first: bool
    ) -> None:
        act = self.operator_ends if ends else self.operator_marks_as_delivered
        arguments = (order, "") if ends else (order,)
        if operator_first:
            act(*arguments)
        self.courier_picks_up(order, courier)
        self.courier_delivers(order, courier)
        act(*arguments)
