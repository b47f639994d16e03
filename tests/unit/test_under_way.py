"""A delivery context that lies apart and says nothing is noticed by the order's own deadline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.delivery.events import DeliveryCollectable, DeliveryOffered
from domain.order import services as order_services
from domain.order.claims import claim_calling_off
from domain.order.commands import AdvanceOrder, FailOrder, OrderStep
from domain.order.ending import claim_ending
from domain.order.events import DeliverySilent
from domain.order.model import OrderState
from domain.processes.context_gateways import ToStore
from domain.processes.deadlines import FireDeadline
from domain.processes.under_way import longest_wait
from domain.shared.deadlines import DeadlineKind
from domain.shared.failures import Failure, Problem, Settlement
from domain.shared.limits import OperatingLimits
from domain.shared.messages import Event
from tests.support.fakes import NOON, FakeUnitOfWork, carry_out
from tests.support.samples import ORDER, a_store, an_order

APART = OperatingLimits(under_way_within=timedelta(minutes=10))
FIRE = FireDeadline(DeadlineKind.UNDER_WAY_BY, ORDER)
COLLECTABLE = DeliveryCollectable(
    order_id=ORDER,
    store_id="hanok",
    store_name="",
    store_address="",
    store_phone="",
    by=1,
    revision=1,
)


def a_cooked_order(limits: OperatingLimits = APART) -> FakeUnitOfWork:
    uow = FakeUnitOfWork(limits)
    uow.stores.add(a_store())
    order = an_order()
    order.state = OrderState.ACCEPTED
    uow.orders.add(order)
    order_services.advance_order(AdvanceOrder(ORDER, OrderStep.COOK), uow, ToStore(uow))
    uow.events.clear()
    return uow


def after(uow: FakeUnitOfWork, **how_long: float) -> list[Event]:
    uow.now = NOON + timedelta(**how_long)
    carry_out(FIRE, uow)
    return uow.events


def test_cooked_order_without_news_of_its_delivery_is_told_of_once() -> None:
    uow = a_cooked_order()
    assert after(uow, minutes=9) == []
    (told,) = after(uow, minutes=10)
    assert isinstance(told, DeliverySilent)
    assert told.since == NOON
    assert uow.deadlines.of(ORDER) == []


@pytest.mark.parametrize(
    ("news", "minutes"),
    [(DeliveryOffered(order_id=ORDER, store_id="hanok"), 30 + 10), (COLLECTABLE, 60 + 10)],
    ids=["offered", "collectable"],
)
def test_delivery_that_is_looked_after_has_as_long_as_its_own_deadlines(
    news: Event, minutes: int
) -> None:
    uow = a_cooked_order()
    uow.past.append((NOON, news))
    assert after(uow, minutes=10) == []
    assert uow.deadlines.of(ORDER) == [
        (DeadlineKind.UNDER_WAY_BY, NOON + timedelta(minutes=minutes))
    ]
    assert timedelta(minutes=minutes) <= longest_wait(APART)
    (told,) = after(uow, minutes=minutes)
    assert isinstance(told, DeliverySilent)


@pytest.mark.parametrize("step", [OrderStep.SEND_OUT, OrderStep.HAND_OVER])
def test_order_that_goes_on_is_not_asked_about(step: OrderStep) -> None:
    uow = a_cooked_order()
    order_services.advance_order(AdvanceOrder(ORDER, step), uow, ToStore(uow))
    assert uow.deadlines.of(ORDER) == []


def call_off(uow: FakeUnitOfWork) -> None:
    claim_calling_off(ORDER, uow, ToStore(uow))


def end(uow: FakeUnitOfWork) -> None:
    claim_ending(ORDER, uow, ToStore(uow))


def fail(uow: FakeUnitOfWork) -> None:
    failure = Failure(Problem.DAMAGED, Settlement.ALL, None, None)
    order_services.fail_order(FailOrder(ORDER, failure), uow)


@pytest.mark.parametrize("ends", [call_off, end, fail])
def test_order_that_ends_before_its_delivery_began_is_waited_for_no_longer(
    ends: Callable[[FakeUnitOfWork], None],
) -> None:
    uow = a_cooked_order()
    ends(uow)
    assert uow.deadlines.of(ORDER) == []


def test_order_that_was_called_off_meanwhile_is_not_told_of() -> None:
    uow = a_cooked_order()
    order = uow.orders.get(ORDER)
    order.call_off()
    uow.orders.save(order)
    uow.events.clear()
    assert after(uow, minutes=10) == []


def test_deliveries_that_lie_with_everything_else_need_no_such_deadline() -> None:
    assert a_cooked_order(OperatingLimits()).deadlines.of(ORDER) == []
