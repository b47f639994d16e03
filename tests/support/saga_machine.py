"""A state machine of everything that people and time can do to orders."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
)

from domain.delivery.commands import (
    BringAgain,
    BringOurselves,
    CallAgain,
    ConfirmDelivered,
    FailDelivery,
    HandBack,
    LetCollect,
    ReportProblem,
    TakeAway,
    TakeDelivery,
)
from domain.order.commands import CancelOrder
from domain.payment.charge import charge_code
from domain.payment.commands import (
    ConfirmRefund,
    FailRefund,
    RecordCharge,
    RestPayment,
    ResumePayments,
    SettleRefund,
)
from domain.payment.queries import DueRefund
from domain.processes.checkout import ChooseCash
from domain.processes.operating import EndOrder
from domain.shared.failures import Problem, Settlement
from domain.shared.money import Money
from domain.store.commands import AcceptOrder, CallOff, MarkCooked, PutOff, RejectOrder
from domain.store.request_commands import (
    AgreeToCancel,
    AskToCancel,
    CancelForMissing,
    LeaveOut,
    RefuseToCancel,
    ReportMissing,
)
from tests.support.saga_operators import OperatorRules
from tests.support.saga_rules import (
    check_always,
    check_ended,
    check_everyone_agrees,
    finish,
    give_all_money_back,
)
from tests.support.saga_trips import Trips, couriers, orders
from tests.support.sagas import CONSUMERS, SagaWorld, place
from tests.support.samples import (
    COURIER,
    CUSTOMER,
    OPERATOR,
    OWNER,
    WON_9000,
    WON_18000,
)

consumers = st.sampled_from(CONSUMERS)
few_steps = st.integers(min_value=0, max_value=2)
# How far an order is when a story begins: nothing, a payment and then so many steps.
beginnings = st.sampled_from([0, 0, 0, 0, 1, 1, 1, 2, 3, 5])
methods = st.sampled_from(["card", "cash"])
numbers = st.integers(min_value=0, max_value=30)
kept_parts = st.sampled_from([None, Money(1, "KRW"), WON_9000, WON_18000, Money(18_001, "KRW")])
amounts = st.sampled_from([WON_18000] * 4 + [Money(17_999, "KRW"), Money(18, "USD")])


class Saga(Trips, OperatorRules):
    """People and time; how events travel is decided below."""

    newest_first = False

    def __init__(self) -> None:
        super().__init__()
        self.world = SagaWorld(newest_first=self.newest_first)
        self.charges: list[RecordCharge] = []

    @initialize(target=orders, ahead=beginnings, method=methods)
    def customer_places_the_first_order(self, ahead: int, method: str) -> str:
        return self._place("first", ahead, method)

    @precondition(lambda self: "second" not in self.world.uow.orders.rows)
    @rule(target=orders, ahead=beginnings, method=methods)
    def customer_places_a_second_order(self, ahead: int, method: str) -> str:
        return self._place("second", ahead, method)

    def _place(self, order_id: str, ahead: int, method: str) -> str:
        self.world.run(place(order_id))
        if ahead and method == "cash":
            # A held order takes no promise yet.
            self.world.attempt(ChooseCash(order_id, CUSTOMER))
        elif ahead:
            self._charge(order_id, WON_18000)
        self._go_on(order_id, ahead)
        return order_id

    @rule(order=orders)
    def customer_places_the_same_order_again(self, order: str) -> None:
        self.world.run(place(order))

    @rule(order=orders, amount=amounts)
    def provider_takes_a_charge(self, order: str, amount: Money) -> None:
        self._charge(order, amount)

    def _charge(self, order: str, amount: Money) -> None:
        number = len(self.charges) + 1
        charge = RecordCharge(order, "simulated", f"ch_{number}", f"tg_{number}", amount, CUSTOMER)
        self.charges.append(charge)
        self.world.run(charge)

    @precondition(lambda self: self.charges)
    @rule(number=numbers)
    def provider_reports_a_charge_again(self, number: int) -> None:
        self.world.run(self.charges[number % len(self.charges)])

    @rule(order=orders)
    def customer_promises_cash(self, order: str) -> None:
        self.world.attempt(ChooseCash(order, CUSTOMER))

    @rule(order=orders)
    def customer_taps_pay_while_the_provider_fails(self, order: str) -> None:
        pending = self.world.uow.payments.get(order).state == "pending"
        assert self.world.attempt(RestPayment(order, CUSTOMER)) == pending

    @rule()
    def provider_works_again(self) -> None:
        while self.world.run(ResumePayments()).has_more:
            pass
        assert not any(it.is_resting for it in self.world.uow.payments.rows.values())

    @rule(order=orders, first=st.sampled_from(["rest", "resume", "end"]))
    def provider_fails_or_works_again_while_the_order_ends(self, order: str, first: str) -> None:
        if first != "end":
            self.customer_taps_pay_while_the_provider_fails(order)
        if first == "resume":
            self.provider_works_again()
        self.customer_cancels(order)
        self.customer_taps_pay_while_the_provider_fails(order)
        self.provider_works_again()

    @rule(order=orders)
    def customer_cancels(self, order: str) -> None:
        self.world.attempt(CancelOrder(order, CUSTOMER))

    @rule(order=orders)
    def owner_accepts(self, order: str) -> None:
        before = self.world.uow.orders.get(order).state
        if self.world.attempt(AcceptOrder(order, OWNER, 15)):
            assert before == "paid"

    @rule(order=orders)
    def owner_rejects(self, order: str) -> None:
        before = self.world.uow.orders.get(order).state
        if self.world.attempt(RejectOrder(order, OWNER, "too_busy")):
            assert before == "paid"

    @rule(order=orders, customer_first=st.booleans())
    def customer_and_owner_decide_at_once(self, order: str, customer_first: bool) -> None:
        if customer_first:
            self.customer_cancels(order)
        self.owner_accepts(order)
        self.customer_cancels(order)

    @rule(order=orders)
    def customer_pays_and_cancels_at_once(self, order: str) -> None:
        self._charge(order, WON_18000)
        while self.world.queues["order"] and self.world.deliver("order"):
            pass
        self.customer_cancels(order)

    @rule(order=orders, minutes=few_steps)
    def owner_needs_more_time(self, order: str, minutes: int) -> None:
        before = self.world.uow.orders.get(order).state
        if self.world.attempt(PutOff(order, OWNER, minutes + 1)):
            assert before == "accepted"

    @rule(order=orders)
    def owner_calls_off(self, order: str) -> None:
        before = self.world.uow.orders.get(order).state
        if self.world.attempt(CallOff(order, OWNER, "broken")):
            assert before in {"accepted", "cooked"}

    @rule(order=orders)
    def customer_asks_to_cancel(self, order: str) -> None:
        before = self.world.uow.orders.get(order).state
        if self.world.attempt(AskToCancel(order, CUSTOMER)):
            assert before in {"accepted", "cooked"}

    @rule(order=orders, kept=kept_parts)
    def owner_agrees_to_cancel(self, order: str, kept: Money | None) -> None:
        ticket = self.world.uow.tickets.find(order)
        is_asked = ticket is not None and ticket.request is not None
        if self.world.attempt(AgreeToCancel(order, OWNER, kept)):
            assert is_asked

    @rule(order=orders)
    def owner_refuses_to_cancel(self, order: str) -> None:
        self.world.attempt(RefuseToCancel(order, OWNER))

    @rule(order=orders, courier=couriers, kept=kept_parts)
    def customer_asks_while_the_courier_picks_up(
        self, order: str, courier: int, kept: Money | None
    ) -> None:
        self.customer_asks_to_cancel(order)
        self.courier_picks_up(order, courier)
        self.customer_asks_to_cancel(order)
        self.owner_agrees_to_cancel(order, kept)

    @rule(order=orders, lines=st.sampled_from([(0,), (0,), (1,), (1,), (0, 1), (), (2,)]))
    def owner_reports_dishes_missing(self, order: str, lines: tuple[int, ...]) -> None:
        before = self.world.uow.orders.get(order).state
        if self.world.attempt(ReportMissing(order, OWNER, lines)):
            assert before == "accepted"

    @rule(order=orders, late=st.sampled_from([0, 0, 1]))
    def customer_has_them_left_out(self, order: str, late: int) -> None:
        ticket = self.world.uow.tickets.find(order)
        if self.world.attempt(LeaveOut(order, CUSTOMER, self._asked(order) - late)):
            assert ticket is not None
            assert ticket.missing is not None

    @rule(order=orders, late=st.sampled_from([0, 0, 1]))
    def customer_cancels_for_missing_dishes(self, order: str, late: int) -> None:
        self.world.attempt(CancelForMissing(order, CUSTOMER, self._asked(order) - late))

    def _asked(self, order: str) -> int:
        ticket = self.world.uow.tickets.find(order)
        return ticket.missing.number if ticket and ticket.missing else 0

    @rule(order=orders, steps=few_steps)
    def one_dish_after_the_other_is_missing(self, order: str, steps: int) -> None:
        self.owner_reports_dishes_missing(order, (0,))
        self.customer_has_them_left_out(order, 0)
        self._go_on(order, steps)
        self.owner_reports_dishes_missing(order, (1,))

    @rule(order=orders, courier=couriers, owner_first=st.booleans())
    def owner_and_courier_decide_at_once(
        self, order: str, courier: int, owner_first: bool
    ) -> None:
        if owner_first:
            self.owner_calls_off(order)
        self.courier_picks_up(order, courier)
        self.owner_calls_off(order)
        self.courier_delivers(order, courier)

    @rule(order=orders)
    def owner_cooks(self, order: str) -> None:
        self.world.attempt(MarkCooked(order, OWNER))

    @rule(order=orders)
    def staff_do_what_comes_next(self, order: str) -> None:
        self.world.next_step(order)

    @rule(order=orders, steps=few_steps)
    def everybody_works_for_a_while(self, order: str, steps: int) -> None:
        self._go_on(order, steps)

    def _go_on(self, order: str, steps: int) -> None:
        for _ in range(steps):
            self.world.drain()
            self.world.next_step(order)

    @rule()
    def owners_go_home(self) -> None:
        self.world.owners_answer = False

    @rule(number=numbers)
    def deadline_fires(self, number: int) -> None:
        seen = sorted(self.world.deadlines_seen)
        self.world.fire(*seen[number % len(seen)])

    @precondition(lambda self: self._due())
    @rule(number=numbers)
    def provider_confirms_a_refund(self, number: int) -> None:
        due = self._due()[number % len(self._due())]
        self.world.run(ConfirmRefund(due.order_id, due.charge_id, due.number))

    @precondition(lambda self: self._due())
    @rule(number=numbers)
    def provider_refuses_a_refund(self, number: int) -> None:
        due = self._due()[number % len(self._due())]
        self.world.run(FailRefund(due.order_id, due.charge_id, "too old", due.number))

    @precondition(lambda self: self.charges)
    @rule(number=numbers)
    def provider_confirms_whatever_charge(self, number: int) -> None:
        charge = self.charges[number % len(self.charges)]
        self.world.attempt(ConfirmRefund(charge.order_id, charge.charge_id, 1))

    @precondition(lambda self: self.charges)
    @rule(number=numbers)
    def operator_settles_whatever_charge_by_hand(self, number: int) -> None:
        charge = self.charges[number % len(self.charges)]
        code = charge_code(charge.charge_id)
        self.world.attempt(SettleRefund(charge.order_id, OPERATOR, code))

    def _due(self) -> tuple[DueRefund, ...]:
        return self.world.uow.payments.due_refunds()

    @rule()
    def all_events_arrive(self) -> None:
        self.world.drain()

    @invariant()
    def money_and_kitchen_are_right(self) -> None:
        check_always(self.world)

    def teardown(self) -> None:
        """Let every event arrive, then every order end; everyone agrees both times."""
        self.world.drain()
        self._check_refused_after_the_end()
        give_all_money_back(self.world)
        check_everyone_agrees(self.world)
        finish(self.world)
        check_always(self.world)
        check_everyone_agrees(self.world)
        check_ended(self.world)

    def _check_refused_after_the_end(self) -> None:
        for order_id, order in self.world.uow.orders.rows.items():
            if order.state in {"cancelled", "rejected", "expired", "delivered", "failed"}:
                for command in (
                    AcceptOrder(order_id, OWNER, 15),
                    RejectOrder(order_id, OWNER, "closing"),
                    MarkCooked(order_id, OWNER),
                    PutOff(order_id, OWNER, 10),
                    CallOff(order_id, OWNER, "broken"),
                    ReportMissing(order_id, OWNER, (0,)),
                    LeaveOut(order_id, CUSTOMER, self._asked(order_id)),
                    CancelForMissing(order_id, CUSTOMER, self._asked(order_id)),
                    AskToCancel(order_id, CUSTOMER),
                    AgreeToCancel(order_id, OWNER),
                    RefuseToCancel(order_id, OWNER),
                    TakeDelivery(order_id, COURIER, "Dan"),
                    HandBack(order_id, COURIER),
                    CallAgain(order_id, OWNER),
                    BringOurselves(order_id, OWNER, "Sora"),
                    LetCollect(order_id, OPERATOR),
                    TakeAway(order_id, OPERATOR),
                    ConfirmDelivered(order_id, OWNER),
                    ReportProblem(order_id, COURIER, Problem.REFUSED),
                    BringAgain(order_id, OWNER),
                    FailDelivery(order_id, OPERATOR, Settlement.ALL),
                    CancelOrder(order_id, CUSTOMER),
                    EndOrder(order_id, OPERATOR),
                    ChooseCash(order_id, CUSTOMER),
                ):
                    assert not self.world.attempt(command), f"{command} after {order.state}"
