"""What the siblings of the seed got wrong. Each fault has a check, and the check is checked:
with the fault put back, it fails.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from bot.events import consumers
from bot.persistence.database import sqlite
from bot.persistence.database.engine import send
from bot.persistence.database.postgresql import PostgresqlDatabase
from bot.persistence.repositories.customers import SqlOrderViews
from domain.delivery.commands import Deliver, PickUp, TakeDelivery
from domain.delivery.events import Delivered, DeliveryStarted
from domain.delivery.model import Delivery
from domain.order import model as order_model
from domain.order.commands import CancelOrder
from domain.order.errors import TooLateToCancel
from domain.order.model import OrderState
from domain.payment.commands import RecordCharge
from domain.payment.model import Payment
from domain.payment.states import PaymentState
from domain.processes.checkout import ChooseCash
from domain.processes.policies import POLICIES
from domain.shared.errors import WrongState
from domain.shared.methods import PaymentMethod
from domain.store.commands import AcceptOrder, MarkCooked, RejectOrder
from tests.integration.conftest import Platform
from tests.support.samples import COURIER, CUSTOMER, ORDER, OWNER, WON_18000, place

CHARGE = RecordCharge(ORDER, "simulated", "ch_1", "tg_1", WON_18000, CUSTOMER)
Scenario = Callable[[Platform], Awaitable[None]]


async def cancellation_reaches_the_store(platform: Platform) -> None:
    await platform.run(place(), CHARGE, CancelOrder(ORDER, CUSTOMER))
    assert await platform.look("select state from tickets") == [("cancelled",)]
    told = "select audience, name from messages join events on seq = event_seq"
    assert await platform.look(told) == [("store", "TicketCancelled")] * 2


async def rejection_refunds(platform: Platform) -> None:
    await platform.run(place(), CHARGE, RejectOrder(ORDER, OWNER, "closing"))
    assert await platform.look("select state from charges") == [("refunding",)]


async def rolled_back_command_publishes_nothing(platform: Platform) -> None:
    await platform.run(place())
    before = await platform.look("select count(*) from events")

    def fail_late(uow: Any) -> None:
        order = uow.orders.get(ORDER)
        order.cancel()
        uow.orders.save(order)
        raise WrongState("order", ORDER, "placed", "test")

    with pytest.raises(WrongState):
        await platform.database.write(fail_late)
    assert await platform.look("select count(*) from events") == before
    assert await platform.look("select count(*) from outbox") == [(0,)]
    assert await platform.look("select state from orders") == [("placed",)]


async def view_stays_one_row(platform: Platform) -> None:
    await platform.run(place(), CHARGE, AcceptOrder(ORDER, OWNER, 15), MarkCooked(ORDER, OWNER))
    assert await platform.look("select count(*), max(state) from order_views") == [(1, "cooked")]


async def cash_counts_as_paid(platform: Platform) -> None:
    await platform.run(place(), ChooseCash(ORDER, CUSTOMER))
    assert await platform.look("select method, state from tickets") == [("cash", "received")]
    await platform.run(
        AcceptOrder(ORDER, OWNER, 15),
        MarkCooked(ORDER, OWNER),
        TakeDelivery(ORDER, COURIER, "Dan"),
        PickUp(ORDER, COURIER),
        Deliver(ORDER, COURIER),
    )
    assert await platform.look("select state from payments") == [("collected",)]


async def cancel_is_guarded_by_state(platform: Platform) -> None:
    await platform.run(place(), CHARGE, AcceptOrder(ORDER, OWNER, 15))
    with suppress(TooLateToCancel):
        await platform.run(CancelOrder(ORDER, CUSTOMER))
    assert await platform.look("select state from orders") == [("accepted",)]


async def one_change_publishes_one_delivery_event(platform: Platform) -> None:
    await platform.run(place(), CHARGE, AcceptOrder(ORDER, OWNER, 15), MarkCooked(ORDER, OWNER))
    names = ("CourierAssigned", "DeliveryStarted", "Delivered")
    for command, expected in (
        (TakeDelivery(ORDER, COURIER, "Dan"), names[:1]),
        (PickUp(ORDER, COURIER), names[:2]),
        (Deliver(ORDER, COURIER), names),
    ):
        await platform.run(command)
        rows = await platform.look(f"select name from events where name in {names} order by seq")
        assert tuple(name for (name,) in rows) == expected


def without(table: Mapping[str, Any], consumer: str, event: str) -> dict[str, Any]:
    kept = {kind: it for kind, it in table[consumer].items() if kind.__name__ != event}
    return {**table, consumer: kept}


@contextmanager
def never_rolls_back(connection: Any, begin: str) -> Iterator[None]:
    send(connection, begin)
    try:
        yield
    finally:
        send(connection, "COMMIT")


def commits_all_the_same(self: Any, work: Any, _store_id: str | None) -> Any:
    with self._engine.connect() as connection:
        unit = self._begin(connection)
        try:
            return unit, work(unit)
        finally:
            connection.commit()


def insert_each_time(self: Any, view: Any) -> None:
    original_put(self, replace(view, order_id=uuid4().hex))
    original_put(self, view)


original_put = SqlOrderViews.put
original_assign = Delivery.assign


def promise_quietly(self: Payment) -> None:
    self.state, self.method = PaymentState.DUE, PaymentMethod.CASH


def assign_loudly(self: Delivery, courier_id: int, courier_name: str) -> None:
    original_assign(self, courier_id, courier_name)
    ids: dict[str, Any] = {"order_id": self.order_id, "store_id": self.store_id}
    self.record(DeliveryStarted(**ids, courier_id=courier_id, courier_name=courier_name))
    self.record(Delivered(**ids, courier_id=courier_id))


FAULTS: dict[str, tuple[Scenario, Any, str, Any]] = {
    "cancellation never reached the store": (
        cancellation_reaches_the_store,
        consumers,
        "POLICIES",
        without(POLICIES, "store", "OrderCancelled"),
    ),
    "rejection refunded nobody": (
        rejection_refunds,
        consumers,
        "POLICIES",
        without(POLICIES, "payment", "OrderRejected"),
    ),
    "events went out although the transaction rolled back": (
        rolled_back_command_publishes_nothing,
        sqlite,
        "transaction",
        never_rolls_back,
    ),
    "the view inserted a new row for each event": (
        view_stays_one_row,
        SqlOrderViews,
        "put",
        insert_each_time,
    ),
    "cash never counted as paid": (cash_counts_as_paid, Payment, "promise_cash", promise_quietly),
    "cancel had no state guard": (
        cancel_is_guarded_by_state,
        order_model,
        "TRANSITIONS",
        {
            state: {**order_model.TRANSITIONS.get(state, {}), "cancel": OrderState.CANCELLED}
            for state in OrderState
        },
    ),
    "one change published three delivery events": (
        one_change_publishes_one_delivery_event,
        Delivery,
        "assign",
        assign_loudly,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_scenario_without_the_fault_holds(platform: Platform, fault: str) -> None:
    scenario, *_ = FAULTS[fault]
    await scenario(platform)


@pytest.mark.parametrize("fault", FAULTS)
async def test_scenario_with_the_fault_put_back_fails(
    platform: Platform, engine: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario, place_of_fault, name, broken = FAULTS[fault]
    if place_of_fault is sqlite and engine == "postgresql":
        place_of_fault, name, broken = PostgresqlDatabase, "_attempt", commits_all_the_same
    monkeypatch.setattr(place_of_fault, name, broken)
    with pytest.raises(AssertionError):
        await scenario(platform)
