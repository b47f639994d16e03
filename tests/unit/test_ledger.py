"""Whatever happens to the money, in whatever order: the ledger, the payments and a strict provider
say the same, and the ledger only grows.

LEDGER_EXAMPLES=2000 tries that many stories, and other ones each time.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.exc import DBAPIError

from domain.order.commands import CancelOrder
from domain.payment.charge import ChargeState
from domain.payment.commands import (
    ConfirmRefund,
    FailRefund,
    RecordCharge,
    RefundPart,
    SettleRefund,
)
from domain.payment.ledger import Movement
from domain.payment.queries import DueRefund
from domain.payment.reconcile import differences
from domain.payment.states import PaymentState
from domain.processes.checkout import ChooseCash
from domain.shared.money import Money
from domain.store.commands import RejectOrder
from domain.store.request_commands import AgreeToCancel, AskToCancel, LeaveOut, ReportMissing
from tests.support.engines import ENGINES, change, fresh_location, look
from tests.support.money import StrictBank, books_of
from tests.support.sagas import CONSUMERS, SagaWorld, place
from tests.support.samples import CUSTOMER, OPERATOR, OWNER, WON_18000

EXAMPLES = int(os.environ.get("LEDGER_EXAMPLES", "0"))
ORDERS = ("first", "second")
orders = st.sampled_from(ORDERS)
numbers = st.integers(min_value=0, max_value=30)
right_or_wrong = st.sampled_from([WON_18000] * 3 + [Money(17_999, "KRW"), Money(18, "USD")])
parts = st.sampled_from([1, 3_000, 9_000, 17_999, 18_000, 18_001, 0, -1])


class MoneyMoves(RuleBasedStateMachine):
    """Two orders, everything that moves their money, and a provider that keeps count."""

    def __init__(self) -> None:
        super().__init__()
        self.world, self.bank = SagaWorld(), StrictBank()
        self.uow = self.world.uow
        self.charges: list[RecordCharge] = []
        self.confirmed: list[ConfirmRefund] = []
        self.written: list[Movement] = []
        for order in ORDERS:
            self.world.run(place(order))

    @rule(order=orders, amount=right_or_wrong)
    def provider_takes_a_charge(self, order: str, amount: Money) -> None:
        number = len(self.charges) + 1
        charge = RecordCharge(order, "p", f"ch_{number}", f"tg_{number}", amount, CUSTOMER)
        self.charges.append(charge)
        self.bank.take(charge)
        self.world.run(charge)

    @initialize(steps=st.sampled_from([0, 0, 1, 5]))
    def first_order_is_paid_for(self, steps: int) -> None:
        self.provider_takes_a_charge("first", WON_18000)
        self.staff_work("first", steps)

    @precondition(lambda self: self.charges)
    @rule(number=numbers)
    def charge_is_reported_again(self, number: int) -> None:
        before = list(self.uow.ledger.rows)
        self.world.run(self.charges[number % len(self.charges)])
        assert self.uow.ledger.rows == before

    @rule(order=orders)
    def customer_promises_cash(self, order: str) -> None:
        self.world.attempt(ChooseCash(order, CUSTOMER))

    @rule(order=orders)
    def customer_cancels(self, order: str) -> None:
        self.world.attempt(CancelOrder(order, CUSTOMER))

    @rule(order=orders)
    def owner_rejects(self, order: str) -> None:
        self.world.attempt(RejectOrder(order, OWNER, "too_busy"))

    @rule(order=orders, part=st.sampled_from([None, 1, 9_000, 18_000, 18_001]))
    def customer_asks_to_cancel_and_owner_agrees(self, order: str, part: int | None) -> None:
        self.world.attempt(AskToCancel(order, CUSTOMER))
        kept = Money(part, "KRW") if part else None
        self.world.attempt(AgreeToCancel(order, OWNER, kept))

    @rule(order=orders, place=st.sampled_from([0, 1]))
    def dish_is_missing_and_left_out(self, order: str, place: int) -> None:
        self.world.attempt(ReportMissing(order, OWNER, (place,)))
        ticket = self.uow.tickets.find(order)
        if ticket is not None and ticket.missing is not None:
            self.world.run(LeaveOut(order, CUSTOMER, ticket.missing.number))

    @rule(order=orders)
    def order_expires(self, order: str) -> None:
        self.world.fire("pay_by", order)

    @rule(order=orders, steps=st.integers(min_value=1, max_value=5))
    def staff_work(self, order: str, steps: int) -> None:
        for _ in range(steps):
            self.world.drain()
            self.world.next_step(order)

    @rule(order=orders, part=parts)
    def operator_gives_a_part_back(self, order: str, part: int) -> None:
        self.world.attempt(RefundPart(order, OPERATOR, Money(part, "KRW")))

    @rule(part=parts, is_confirmed_again=st.booleans())
    def a_second_part_goes_back(self, part: int, is_confirmed_again: bool) -> None:
        for amount in (1_000, part):
            if self.world.attempt(RefundPart("first", OPERATOR, Money(amount, "KRW"))):
                self.provider_refunds(0, 1)
        self.world.attempt(RefundPart("first", OPERATOR, Money(1_000, "KRW")))
        if is_confirmed_again and self.confirmed:
            self.refund_is_confirmed_again(len(self.confirmed) - 1)

    @rule(part=parts)
    def order_is_called_off_while_a_part_goes_back(self, part: int) -> None:
        self.world.attempt(RefundPart("first", OPERATOR, Money(part, "KRW")))
        self.world.attempt(CancelOrder("first", CUSTOMER))
        self.world.drain()

    @precondition(lambda self: self._due())
    @rule(number=numbers, tries=st.integers(min_value=1, max_value=3))
    def provider_refunds(self, number: int, tries: int) -> None:
        """The answer is lost, and it is asked again, until the last try."""
        due = self._due()[number % len(self._due())]
        for _ in range(tries):
            self.bank.refund(due)
        confirm = ConfirmRefund(due.order_id, due.charge_id, due.number)
        self.confirmed.append(confirm)
        self.world.run(confirm)

    @precondition(lambda self: self._due())
    @rule(number=numbers)
    def provider_refunds_and_nobody_hears_of_it(self, number: int) -> None:
        self.bank.refund(self._due()[number % len(self._due())])

    @precondition(lambda self: self.confirmed)
    @rule(number=numbers)
    def refund_is_confirmed_again(self, number: int) -> None:
        before = list(self.uow.ledger.rows)
        self.world.run(self.confirmed[number % len(self.confirmed)])
        assert self.uow.ledger.rows == before

    @precondition(lambda self: self._refusable())
    @rule(number=numbers)
    def provider_refuses(self, number: int) -> None:
        due = self._refusable()[number % len(self._refusable())]
        self.world.run(FailRefund(due.order_id, due.charge_id, "too old", due.number))

    @precondition(lambda self: self.charges)
    @rule(number=numbers, which=st.integers(min_value=0, max_value=3))
    def operator_settles_some_refund_by_hand(self, number: int, which: int) -> None:
        wanted = self.charges[number % len(self.charges)]
        payment = self.uow.payments.get(wanted.order_id)
        charge = next(it for it in payment.charges if it.charge_id == wanted.charge_id)
        owed = charge.asked
        is_owed = charge.state is ChargeState.REFUND_FAILED and charge.refunds == which
        done = self.world.attempt(SettleRefund(wanted.order_id, OPERATOR, charge.code, which))
        assert done == is_owed
        if done:
            self.bank.give_back(charge.charge_id, owed)

    @rule(consumer=st.sampled_from(CONSUMERS), number=numbers, remembers=st.booleans())
    def event_arrives_again(self, consumer: str, number: int, remembers: bool) -> None:
        if handled := self.world.handled[consumer]:
            letter = handled[number % len(handled)]
            self.world.redeliver(consumer, letter, remembers=remembers)

    @rule(consumer=st.sampled_from(CONSUMERS))
    def next_event_arrives(self, consumer: str) -> None:
        if self.world.queues[consumer]:
            self.world.deliver(consumer)

    @rule()
    def all_events_arrive(self) -> None:
        self.world.drain()

    def _due(self) -> tuple[DueRefund, ...]:
        return self.uow.payments.due_refunds()

    def _refusable(self) -> list[DueRefund]:
        """A provider that made a refund never refuses the same one afterwards."""
        return [due for due in self._due() if not self.bank.has_made(due)]

    @invariant()
    def ledger_only_grows_and_says_everything_once(self) -> None:
        rows = self.uow.ledger.rows
        assert rows[: len(self.written)] == self.written
        self.written = list(rows)
        keys = [(row.provider, row.charge_id, row.kind, row.number) for row in rows]
        assert len(keys) == len(set(keys))

    @invariant()
    def charged_less_refunded_is_what_the_payment_says(self) -> None:
        for order_id, payment in self.uow.payments.rows.items():
            held = {"charged": 0, "refunded": 0}
            for row in self.uow.ledger.rows:
                if row.order_id == order_id and row.kind.value in held:
                    held[row.kind.value] += row.amount.amount
            net = held["charged"] - held["refunded"]
            owed = sum(charge.asked for charge in payment.charges)
            kept = sum(charge.left.amount for charge in payment.charges)
            assert net == owed + kept
            assert 0 <= kept <= payment.amount.amount
            assert kept > 0 or payment.state is not PaymentState.PAID
            if payment.state not in {PaymentState.PAID, PaymentState.REFUNDING}:
                assert kept == 0

    @invariant()
    def no_charge_gives_back_more_than_it_took(self) -> None:
        for payment in self.uow.payments.rows.values():
            for charge in payment.charges:
                there = self.bank.given_back[charge.charge_id]
                assert charge.refunded <= there <= charge.refunded + charge.asked
                assert 0 <= charge.refunded + charge.asked <= charge.amount.amount

    @invariant()
    def books_agree(self) -> None:
        on_their_way = {
            letter.event.order_id for queue in self.world.queues.values() for letter in queue
        }
        found = differences(books_of(self.uow, frozenset(on_their_way)), self.uow.now)
        assert {difference.kind for difference in found} <= {"refund_owed"}

    def teardown(self) -> None:
        """When all is done, an order holds what its end says, and the customer sees that."""
        self.world.drain()
        while due := self._due():
            for it in due:
                self.bank.refund(it)
                self.world.run(ConfirmRefund(it.order_id, it.charge_id, it.number))
            self.world.drain()
        self.ledger_only_grows_and_says_everything_once()
        self.no_charge_gives_back_more_than_it_took()
        self.books_agree()
        for order_id, payment in self.uow.payments.rows.items():
            view = self.uow.views.get(order_id)
            if payment.state is PaymentState.PAID:
                (kept,) = [it for it in payment.charges if it.left.amount]
                shown = view.given_back.amount if view.given_back else 0
                assert (view.payment, shown) == ("paid", kept.refunded)


def test_every_sequence_of_movements_leaves_books_that_agree() -> None:
    run_state_machine_as_test(
        MoneyMoves,
        settings=settings(
            max_examples=EXAMPLES or 100,
            stateful_step_count=40,
            deadline=None,
            database=None,
            derandomize=not EXAMPLES,
            suppress_health_check=list(HealthCheck),
        ),
    )


KEPT = (
    "insert into ledger (provider, charge_id, movement, number, order_id, amount, currency,"
    " reason, at) values ('p', 'c', 'charged', 1, 'o', 9, 'KRW', '', '2026-01-01 00:00:00')"
)
ROW = "(7, 'p', 'c', 'charged', 1, 'o', 8, 'KRW', '', '2026-01-01 00:00:00')"
KEY = "(provider, charge_id, order_id, movement, number)"
REWRITES = {
    "sqlite": (
        "update ledger set amount = 1",
        "update ledger set reason = reason",
        "delete from ledger",
        f"insert or replace into ledger values {ROW}",
        f"replace into ledger values {ROW}".replace("(7, 'p'", "(1, 'q'"),
        f"insert into ledger values {ROW}",
        f"insert into ledger values {ROW} on conflict do update set amount = 1",
    ),
    "postgresql": (
        "update ledger set amount = 1",
        "update ledger set reason = reason",
        "delete from ledger",
        "truncate ledger",
        f"insert into ledger values {ROW} on conflict {KEY} do update set amount = 1",
    ),
}


@pytest.mark.parametrize(
    ("engine", "statement"), [(it, rewrite) for it in ENGINES for rewrite in REWRITES[it]]
)
def test_rewrite_of_the_ledger_is_refused_by_the_database(
    tmp_path: Path, engine: str, statement: str
) -> None:
    with fresh_location(engine, tmp_path) as location:
        change(location, KEPT)
        with pytest.raises(DBAPIError, match="the ledger is immutable"):
            change(location, statement)
        assert look(location, "select amount from ledger") == [(9,)]
