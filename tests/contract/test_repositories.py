"""One suite for the repositories: the fakes of the unit tests and the SQL ones behave alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.events.consumers import routes
from bot.persistence.database.engine import close, open_writer, transaction
from bot.persistence.database.location import Location
from bot.persistence.database.postgresql import open_engine
from bot.persistence.database.postgresql_server import PostgresqlServer
from bot.persistence.database.sqlite_file import SqliteFile
from bot.persistence.unit_of_work import UnitOfWork
from domain.customer.model import OrderView
from domain.customer.view_parts import ViewedPayment
from domain.delivery.courier import Courier
from domain.delivery.model import Delivery
from domain.order.events import OrderPlaced
from domain.order.model import Order, OrderState
from domain.payment.ledger import Movement, MovementKind
from domain.payment.model import Payment
from domain.payment.reasons import RefundReason
from domain.shared.errors import Conflict, NotFound
from domain.shared.limits import OperatingLimits
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.shared.terms import Terms
from domain.store.model import Store
from domain.store.ticket import Ticket
from domain.store.ticket_requests import CancelRequest, MissingDishes
from tests.support.engines import ENGINES, fresh_location
from tests.support.fakes import NOON, FakeUnitOfWork
from tests.support.samples import (
    COURIER,
    CUSTOMER,
    DETAILS,
    LINES,
    ORDER,
    OTHER_CUSTOMER,
    OWNER,
    STRANGER,
    WON_18000,
    a_charge,
    a_delivery,
    a_payment,
    a_store,
    a_ticket,
    an_order,
)


@contextmanager
def sql_transaction(location: Location) -> Iterator[UnitOfWork]:
    """A transaction that is never committed."""
    if isinstance(location, SqliteFile):
        connection = open_writer(location.path)
        try:
            with transaction(connection, "BEGIN IMMEDIATE"):
                yield UnitOfWork(connection, routes, OperatingLimits(), NOON)
        finally:
            close(connection)
    else:
        assert isinstance(location, PostgresqlServer)
        server = open_engine(location.url)
        with server.connect() as connection:
            yield UnitOfWork(connection, routes, OperatingLimits(), NOON)
        server.dispose()


@pytest.fixture(params=["fake", *ENGINES])
def uow(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    if request.param == "fake":
        yield FakeUnitOfWork()
    else:
        with (
            fresh_location(request.param, tmp_path) as location,
            sql_transaction(location) as uow,
        ):
            yield uow


def kept(root: Any) -> Any:
    """What a repository should hand back: the same state, no events in hand."""
    root.take_events()
    return root


def prepare(uow: Any, kind: str) -> tuple[Any, Any, str]:
    """A repository, an aggregate that it may keep, and its id."""
    if kind == "payments":
        uow.orders.add(an_order())
    samples: dict[str, Any] = {
        "orders": an_order,
        "payments": a_payment,
        "tickets": a_ticket,
        "deliveries": a_delivery,
        "stores": a_store,
    }
    root = samples[kind]()
    return getattr(uow, kind), root, "hanok" if kind == "stores" else ORDER


KINDS = ["orders", "payments", "tickets", "deliveries", "stores"]


@pytest.mark.parametrize("kind", KINDS)
def test_get_after_add_gives_an_equal_aggregate(uow: Any, kind: str) -> None:
    repository, root, id = prepare(uow, kind)
    repository.add(root)
    assert repository.get(id) == kept(root)
    assert repository.get(id) is not root


@pytest.mark.parametrize("kind", KINDS)
def test_get_unknown_id_is_not_found(uow: Any, kind: str) -> None:
    repository = getattr(uow, kind)
    assert repository.find("nothing") is None
    with pytest.raises(NotFound) as missing:
        repository.get("nothing")
    assert missing.value.id == "nothing"


@pytest.mark.parametrize("kind", ["tickets", "deliveries"])
def test_has_is_true_from_the_moment_it_was_added(uow: Any, kind: str) -> None:
    repository, root, id = prepare(uow, kind)
    assert not repository.has(id)
    repository.add(root)
    assert repository.has(id)
    assert not repository.has("nothing")


@pytest.mark.parametrize("kind", KINDS)
def test_save_over_a_version_that_was_not_read_conflicts(uow: Any, kind: str) -> None:
    repository, root, id = prepare(uow, kind)
    repository.add(root)
    first, second = repository.get(id), repository.get(id)
    repository.save(first)
    with pytest.raises(Conflict):
        repository.save(second)


@pytest.mark.parametrize("kind", KINDS)
def test_change_without_save_is_not_kept(uow: Any, kind: str) -> None:
    repository, root, id = prepare(uow, kind)
    repository.add(root)
    changed = repository.get(id)
    changed.version = 77
    assert repository.get(id).version == 1


def test_save_order_keeps_its_state(uow: Any) -> None:
    uow.orders.add(an_order())
    order: Order = uow.orders.get(ORDER)
    order.pay(PaymentMethod.CARD)
    uow.orders.save(order)
    assert uow.orders.get(ORDER) == kept(order)


def test_newest_of_customer_is_their_last_order(uow: Any) -> None:
    for number, id in enumerate(("b" * 32, "a" * 32, "c" * 32)):
        order = an_order(id)
        order.placed_at = NOON + timedelta(minutes=number if id != "c" * 32 else -5)
        uow.orders.add(order)
    assert uow.orders.newest_of(CUSTOMER).id == "a" * 32
    assert uow.orders.newest_of(OTHER_CUSTOMER) is None


def test_save_payment_keeps_its_charges_and_their_states(uow: Any) -> None:
    uow.orders.add(an_order())
    uow.payments.add(a_payment())
    payment: Payment = uow.payments.get(ORDER)
    payment.take(a_charge("ch_1"))
    uow.payments.save(payment)
    payment = uow.payments.get(ORDER)
    payment.take(a_charge("ch_2"))
    payment.refund(RefundReason.REJECTED)
    uow.payments.save(payment)
    assert uow.payments.get(ORDER) == kept(payment)
    due = uow.payments.due_refunds()
    assert [(it.charge_id, it.reason) for it in due] == [
        ("ch_1", "rejected"),
        ("ch_2", "paid_twice"),
    ]


def test_resting_payments_are_found_up_to_the_limit_until_they_are_resumed(uow: Any) -> None:
    for id in ("1" * 32, "2" * 32, "3" * 32):
        uow.orders.add(an_order(id))
        payment: Payment = a_payment(id)
        if id[0] != "2":
            payment.rest()
        uow.payments.add(payment)
    assert sorted(it.order_id[0] for it in uow.payments.resting(5)) == ["1", "3"]
    assert len(uow.payments.resting(1)) == 1
    for payment in uow.payments.resting(5):
        assert payment == uow.payments.get(payment.order_id)
        payment.resume()
        uow.payments.save(payment)
    assert uow.payments.resting(5) == []


def test_save_partly_refunded_payment_keeps_how_much(uow: Any) -> None:
    uow.orders.add(an_order())
    uow.payments.add(a_payment())
    payment: Payment = uow.payments.get(ORDER)
    payment.take(a_charge("ch_1"))
    payment.refund_part(Money(3_000, "KRW"), RefundReason.BY_OPERATOR)
    payment.confirm_refund("ch_1")
    uow.payments.save(payment)
    payment = uow.payments.get(ORDER)
    payment.refund_part(Money(5_000, "KRW"), RefundReason.BY_OPERATOR)
    uow.payments.save(payment)
    assert uow.payments.get(ORDER) == kept(payment)
    (due,) = uow.payments.due_refunds()
    assert (due.amount, due.number) == (Money(5_000, "KRW"), 2)
    assert due.idempotency_key == "refund-ch_1-2"


def test_ledger_knows_the_charges_of_payments_and_strays(uow: Any) -> None:
    uow.orders.add(an_order())
    uow.payments.add(a_payment())
    payment: Payment = uow.payments.get(ORDER)
    payment.take(a_charge("ch_1"))
    uow.payments.save(payment)
    stray = Movement(
        provider="simulated", charge_id="ch_2", kind=MovementKind.CHARGED,
        order_id="nobody's", amount=WON_18000,
    )  # fmt: skip
    uow.ledger.write(stray)
    known = [uow.ledger.knows("simulated", id) for id in ("ch_1", "ch_2", "ch_3")]
    assert known == [True, True, False]
    assert not uow.ledger.knows("stripe", "ch_1")
    assert uow.ledger.of_order("nobody's") == [stray]
    assert uow.ledger.of_order("nothing") == []


def test_orders_beginning_with_a_code_come_newest_first(uow: Any) -> None:
    for number, id in enumerate(("abcde1", "abcde2", "abcdf1", "abcd")):
        order = an_order(id)
        order.placed_at = NOON + timedelta(minutes=number)
        uow.orders.add(order)
    found = uow.orders.beginning_with("abcde", 5)
    assert [order.id for order in found] == ["abcde2", "abcde1"]
    assert len(uow.orders.beginning_with("abcde", 1)) == 1
    assert uow.orders.beginning_with("f", 5) == []


def test_save_ticket_keeps_the_decision(uow: Any) -> None:
    uow.tickets.add(a_ticket())
    ticket: Ticket = uow.tickets.get(ORDER)
    ticket.accept(OWNER, 15, NOON)
    uow.tickets.save(ticket)
    assert uow.tickets.get(ORDER) == kept(ticket)


def test_unfinished_tickets_are_those_to_answer_or_cook_oldest_first(uow: Any) -> None:
    for id, minutes, state in (
        ("1" * 32, 3, "received"),
        ("2" * 32, 1, "accepted"),
        ("3" * 32, 2, "cooked"),
        ("4" * 32, 0, "received"),
    ):
        ticket = a_ticket(id, store_id="other" if id[0] == "4" else "hanok")
        ticket.received_at = NOON + timedelta(minutes=minutes)
        ticket.state = type(ticket.state)(state)
        uow.tickets.add(ticket)
    assert [ticket.order_id[0] for ticket in uow.tickets.unfinished(["hanok"])] == ["2", "1"]
    assert uow.tickets.unfinished([]) == []


def test_open_deliveries_are_offered_ones_and_the_couriers_own(uow: Any) -> None:
    for id, store, state, courier in (
        ("1" * 32, "hanok", "offered", None),
        ("2" * 32, "other", "offered", None),
        ("3" * 32, "other", "picked_up", COURIER),
        ("4" * 32, "hanok", "assigned", STRANGER),
        ("5" * 32, "hanok", "delivered", COURIER),
    ):
        delivery: Delivery = a_delivery(id, store)
        delivery.state, delivery.courier_id = type(delivery.state)(state), courier
        uow.deliveries.add(delivery)
    found = uow.deliveries.open_for(["hanok"], COURIER)
    assert sorted(it.order_id[0] for it in found) == ["1", "3"]


def test_delivery_keeps_who_declined_it_and_what_was_asked(uow: Any) -> None:
    delivery: Delivery = a_delivery()
    delivery.asked, delivery.declined, delivery.trips = 2, (COURIER, STRANGER), 1
    uow.deliveries.add(delivery)
    found = uow.deliveries.get(ORDER)
    assert (found.asked, found.declined, found.trips) == (2, (COURIER, STRANGER), 1)


def test_courier_who_went_off_shift_is_off_shift_until_they_go_on(uow: Any) -> None:
    both = frozenset({COURIER, STRANGER})
    assert uow.couriers.find(COURIER) is None
    assert uow.couriers.off_shift(both) == frozenset()
    courier = Courier(courier_id=COURIER)
    courier.go_off()
    uow.couriers.add(courier)
    assert uow.couriers.off_shift(both) == {COURIER}
    assert uow.couriers.off_shift(frozenset()) == frozenset()
    courier = uow.couriers.find(COURIER)
    courier.go_on()
    uow.couriers.save(courier)
    assert uow.couriers.off_shift(both) == frozenset()


def test_staffed_by_tells_the_stores_of_an_owner_from_those_of_a_courier(uow: Any) -> None:
    uow.stores.add(a_store())
    uow.stores.add(a_store("other", owners=frozenset({STRANGER}), couriers=frozenset({OWNER})))
    assert uow.stores.staffed_by(OWNER) == ({"hanok"}, {"other"})
    assert uow.stores.staffed_by(COURIER) == (frozenset(), {"hanok"})


def test_save_store_replaces_its_staff(uow: Any) -> None:
    uow.stores.add(a_store())
    store: Store = uow.stores.get("hanok")
    store.owners, store.couriers = frozenset({STRANGER}), frozenset()
    uow.stores.save(store)
    assert uow.stores.get("hanok") == store
    assert uow.stores.owned_by(OWNER) == []
    assert [it.id for it in uow.stores.owned_by(STRANGER)] == ["hanok"]


def test_save_store_keeps_its_terms(uow: Any) -> None:
    fee, tip = Money(3_000, "KRW"), Money(1_000, "KRW")
    uow.stores.add(a_store())
    store: Store = uow.stores.get("hanok")
    assert store.terms == Terms()
    store.terms = Terms(fee=fee, free_above=fee * 9, minimum=fee, tips=(tip,), most_tip=tip)
    uow.stores.save(store)
    assert uow.stores.get("hanok") == store


def test_order_ticket_and_payment_keep_fee_and_largest_tip(uow: Any) -> None:
    fee, tip = Money(3_000, "KRW"), Money(1_000, "KRW")
    order, payment, ticket = an_order(), a_payment(), a_ticket()
    order.delivery_fee = ticket.delivery_fee = fee
    payment.most_tip = tip
    for repository, root in ((uow.orders, order), (uow.payments, payment), (uow.tickets, ticket)):
        repository.add(root)
        assert repository.get(ORDER) == kept(root)
    assert uow.payments.get(ORDER).most_tip == tip


def test_ticket_and_payment_keep_what_was_asked_and_agreed_upon(uow: Any) -> None:
    ticket, payment = a_ticket(), a_payment()
    uow.orders.add(an_order())
    ticket.asked, ticket.request = 2, CancelRequest(2, NOON, "late")
    ticket.missing, ticket.left_out = MissingDishes(1, (0,), NOON), (0,)
    ticket.kept = payment.kept = Money(3_000, "KRW")
    payment.reduced_to, payment.owed = Money(9_000, "KRW"), 700
    uow.tickets.add(ticket)
    uow.payments.add(payment)
    assert uow.tickets.get(ORDER) == kept(ticket)
    assert uow.payments.get(ORDER) == kept(payment)


def test_all_stores_are_listed_by_name(uow: Any) -> None:
    for id in ("b", "c", "a"):
        uow.stores.add(a_store(id))
    assert [store.id for store in uow.stores.all()] == ["a", "b", "c"]


def a_view(id: str = ORDER, minutes: int = 0) -> OrderView:
    placed = OrderPlaced(
        order_id=id, customer_id=CUSTOMER, customer_name="Mina", store_id="hanok",
        store_name="Hanok", store_phone="+82", lines=LINES, total=WON_18000, details=DETAILS,
        methods=(PaymentMethod.CARD,), delivery_fee=Money(0, "KRW"),
    )  # fmt: skip
    return OrderView.of(placed, NOON + timedelta(minutes=minutes))


def test_put_view_twice_keeps_one_row(uow: Any) -> None:
    uow.views.put(a_view())
    changed = replace(a_view().moved(OrderState.PAID, NOON), payment=ViewedPayment.PAID)
    uow.views.put(changed)
    assert uow.views.get(ORDER) == changed
    assert uow.views.newest_of(CUSTOMER, 10) == [changed]


def test_newest_views_come_newest_first_up_to_the_limit(uow: Any) -> None:
    for number in range(4):
        uow.views.put(a_view(str(number) * 32, number))
    assert [view.order_id[0] for view in uow.views.newest_of(CUSTOMER, 3)] == ["3", "2", "1"]


def test_person_is_lost_once_and_found_again(uow: Any) -> None:
    assert uow.people.reachable(frozenset({1, 2})) == {1, 2}
    assert uow.people.lose(1) is True
    assert uow.people.lose(1) is False
    assert uow.people.reachable(frozenset({1, 2})) == {2}
    uow.people.meet(1, "Mina", "ko")
    assert uow.people.reachable(frozenset({1, 2})) == {1, 2}


def held(id: str, customer_id: int, minutes: int) -> Order:
    order = an_order(id, customer_id)
    order.placed_at = NOON + timedelta(minutes=minutes)
    order.hold(1, NOON)
    return order


def test_line_of_a_store_has_its_held_orders_and_what_their_customers_have_already(
    uow: Any,
) -> None:
    for order in (held("b", 1, 2), held("a", 2, 1), an_order("c", 1), an_order("d", 3)):
        uow.orders.add(order)
    found = [(it.order_id, it.customer_id, it.has_already) for it in uow.orders.held_of("hanok")]
    assert found == [("a", 2, 0), ("b", 1, 1)]
    assert uow.orders.held_of("other") == []
    assert uow.orders.line_before("new", "hanok") == uow.orders.held_of("hanok")
    assert [uow.orders.line_before(id, "hanok") for id in "abcd"] == [None] * 4
    assert uow.orders.line_before("a", "other") is None


def test_busy_counts_what_is_admitted_and_not_cooked(uow: Any) -> None:
    for number, state in enumerate(OrderState):
        order = an_order(str(number), customer_id=number % 2)
        order.state = state
        uow.orders.add(order)
    assert uow.orders.busy("hanok") == 3
    assert uow.orders.busy_with(1, "hanok") + uow.orders.busy_with(0, "hanok") == 3
    assert uow.orders.busy("other") == 0


def test_admitted_between_counts_admissions_of_that_time_only(uow: Any) -> None:
    for minutes in (0, 1, 2, 60):
        order = an_order(str(minutes))
        order.admit(NOON + timedelta(minutes=minutes))
        uow.orders.add(order)
    uow.orders.add(an_order("never"))
    assert uow.orders.admitted_between(NOON, NOON + timedelta(minutes=2)) == 2


def test_cooked_gives_the_newest_times_first(uow: Any) -> None:
    for minutes in (1, 3, 2):
        order = an_order(str(minutes))
        order.state = OrderState.ACCEPTED
        order.cook(NOON + timedelta(minutes=minutes))
        uow.orders.add(order)
    newest = [NOON + timedelta(minutes=minutes) for minutes in (3, 2)]
    assert uow.orders.cooked("hanok", 2) == newest
    assert uow.orders.cooked("other", 2) == []


def test_backlog_of_nothing_is_zero(uow: Any) -> None:
    assert uow.backlog(10) == 0
