"""Every interleaving of people, deadlines and events: nobody loses money, everyone agrees.

SAGA_EXAMPLES=2000 tries that many stories with each machine, and other ones each time.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain.delivery.commands import Deliver, PickUp, TakeDelivery
from domain.order.commands import CancelOrder
from domain.payment.commands import (
    ConfirmRefund,
    DueRefund,
    FailRefund,
    RecordCharge,
    SettleRefund,
)
from domain.processes.checkout import ChooseCash
from domain.shared.money import Money
from domain.store.commands import AcceptOrder, MarkCooked, RejectOrder
from tests.support.saga_rules import (
    check_always,
    check_ended,
    check_everyone_agrees,
    check_move,
    finish,
    give_all_money_back,
)
from tests.support.sagas import CONSUMERS, SagaWorld
from tests.support.samples import COURIER, CUSTOMER, OPERATOR, OWNER, SECOND_COURIER, place

EXAMPLES = int(os.environ.get("SAGA_EXAMPLES", "0"))
SETTINGS = settings(
    max_examples=EXAMPLES or 150,
    report_multiple_bugs=False,
    stateful_step_count=50,
    deadline=None,
    database=None,
    derandomize=not EXAMPLES,
    suppress_health_check=list(HealthCheck),
)

consumers = st.sampled_from(CONSUMERS)
couriers = st.sampled_from([COURIER, SECOND_COURIER])
numbers = st.integers(min_value=0, max_value=30)
amounts = st.sampled_from([Money(18_000, "KRW")] * 4 + [Money(17_999, "KRW"), Money(18, "USD")])


class Saga(RuleBasedStateMachine):
    """People and time; how events travel is decided below."""

    orders = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.world = SagaWorld()
        self.charges: list[RecordCharge] = []
        self.was: dict[str, Any] = {}

    @initialize(target=orders)
    def customer_places_the_first_order(self) -> str:
        return self._place("first")

    @precondition(lambda self: "second" not in self.world.tx.orders.rows)
    @rule(target=orders)
    def customer_places_a_second_order(self) -> str:
        return self._place("second")

    def _place(self, order_id: str) -> str:
        self.world.run(place(order_id))
        return order_id

    @rule(order=orders)
    def customer_places_the_same_order_again(self, order: str) -> None:
        self.world.run(place(order))

    @rule(order=orders, amount=amounts)
    def provider_takes_a_charge(self, order: str, amount: Money) -> None:
        number = len(self.charges) + 1
        charge = RecordCharge(order, "simulated", f"ch_{number}", f"tg_{number}", amount)
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
    def customer_cancels(self, order: str) -> None:
        self.world.attempt(CancelOrder(order, CUSTOMER))

    @rule(order=orders)
    def owner_accepts(self, order: str) -> None:
        before = self.world.tx.orders.get(order).state
        if self.world.attempt(AcceptOrder(order, OWNER, 15)):
            assert before == "paid"

    @rule(order=orders)
    def owner_rejects(self, order: str) -> None:
        before = self.world.tx.orders.get(order).state
        if self.world.attempt(RejectOrder(order, OWNER, "too_busy")):
            assert before == "paid"

    @rule(order=orders)
    def owner_cooks(self, order: str) -> None:
        self.world.attempt(MarkCooked(order, OWNER))

    @rule(order=orders, courier=couriers)
    def courier_takes(self, order: str, courier: int) -> None:
        self.world.attempt(TakeDelivery(order, courier, f"courier {courier}"))

    @rule(order=orders, courier=couriers)
    def courier_picks_up(self, order: str, courier: int) -> None:
        self.world.attempt(PickUp(order, courier))

    @rule(order=orders, courier=couriers)
    def courier_delivers(self, order: str, courier: int) -> None:
        self.world.attempt(Deliver(order, courier))

    @rule(order=orders)
    def staff_do_what_comes_next(self, order: str) -> None:
        self.world.next_step(order)

    @rule(number=numbers)
    def deadline_fires(self, number: int) -> None:
        seen = sorted(self.world.deadlines_seen)
        self.world.fire(*seen[number % len(seen)])

    @precondition(lambda self: self._due())
    @rule(number=numbers)
    def provider_confirms_a_refund(self, number: int) -> None:
        due = self._due()[number % len(self._due())]
        self.world.run(ConfirmRefund(due.order_id, due.charge_id))

    @precondition(lambda self: self._due())
    @rule(number=numbers)
    def provider_refuses_a_refund(self, number: int) -> None:
        due = self._due()[number % len(self._due())]
        self.world.run(FailRefund(due.order_id, due.charge_id, "too old"))

    @precondition(lambda self: self.charges)
    @rule(number=numbers)
    def provider_confirms_whatever_charge(self, number: int) -> None:
        charge = self.charges[number % len(self.charges)]
        self.world.attempt(ConfirmRefund(charge.order_id, charge.charge_id))

    @rule(order=orders)
    def operator_settles_refunds_by_hand(self, order: str) -> None:
        self.world.attempt(SettleRefund(order, OPERATOR))

    def _due(self) -> tuple[DueRefund, ...]:
        return self.world.tx.payments.due_refunds()

    @rule()
    def all_events_arrive(self) -> None:
        self.world.drain()

    @invariant()
    def money_and_kitchen_are_right(self) -> None:
        check_always(self.world)
        for order_id, order in self.world.tx.orders.rows.items():
            check_move(self.was.get(order_id, order.state), order.state)
            self.was[order_id] = order.state

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
        for order_id, order in self.world.tx.orders.rows.items():
            if order.state in {"cancelled", "rejected", "expired", "delivered"}:
                for command in (
                    AcceptOrder(order_id, OWNER, 15),
                    RejectOrder(order_id, OWNER, "closing"),
                    MarkCooked(order_id, OWNER),
                    TakeDelivery(order_id, COURIER, "Dan"),
                    CancelOrder(order_id, CUSTOMER),
                    ChooseCash(order_id, CUSTOMER),
                ):
                    assert not self.world.attempt(command), f"{command} after {order.state}"


class InOrder(Saga):
    """The platform's promise: in order for each consumer, each event handled once."""

    @rule(consumer=consumers)
    def next_event_arrives(self, consumer: str) -> None:
        if self.world.queues[consumer]:
            assert self.world.deliver(consumer), f"{consumer} refused an event"

    @rule(consumer=consumers, number=numbers)
    def old_event_arrives_again(self, consumer: str, number: int) -> None:
        handled = self.world.handled[consumer]
        if handled:
            before = self.world.snapshot()
            letter = handled[number % len(handled)]
            self.world.redeliver(consumer, letter, remembers=True)
            assert self.world.snapshot() == before


class Forgetful(Saga):
    """In order, but consumers have forgotten which events they handled."""

    @rule(consumer=consumers)
    def next_event_arrives(self, consumer: str) -> None:
        if self.world.queues[consumer]:
            self.world.deliver(consumer)

    @rule(consumer=consumers, number=numbers)
    def old_event_is_handled_again(self, consumer: str, number: int) -> None:
        handled = self.world.handled[consumer]
        if handled:
            letter = handled[number % len(handled)]
            self.world.redeliver(consumer, letter, remembers=False)


class OutOfOrder(Saga):
    """Events of one order overtake each other; what is refused is tried again later."""

    @rule(consumer=consumers, number=numbers)
    def some_event_arrives(self, consumer: str, number: int) -> None:
        if queue := self.world.queues[consumer]:
            self.world.deliver(consumer, number % len(queue))


def test_deliver_events_in_order_everyone_agrees() -> None:
    run_state_machine_as_test(InOrder, settings=SETTINGS)  # type: ignore[no-untyped-call]


def test_deliver_old_events_again_changes_nothing() -> None:
    run_state_machine_as_test(Forgetful, settings=SETTINGS)  # type: ignore[no-untyped-call]


def test_deliver_events_out_of_order_everyone_agrees() -> None:
    run_state_machine_as_test(OutOfOrder, settings=SETTINGS)  # type: ignore[no-untyped-call]
