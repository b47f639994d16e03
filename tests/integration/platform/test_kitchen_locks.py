"""Many writers at one kitchen: never more in it than its capacity, and nobody is told of a race."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from domain.delivery.commands import TakeDelivery
from domain.delivery.errors import AlreadyTaken
from domain.order import CancelOrder, TooLateToCancel
from domain.payment import RecordCharge
from domain.processes.checkout import ChooseCash
from domain.shared.errors import WrongState
from domain.store import ImportStore
from domain.store.commands import AcceptOrder, MarkCooked, RejectOrder
from tests.support.samples import CUSTOMER, OWNER, SECOND_OWNER, WON_18000, a_store_file, place

if TYPE_CHECKING:
    from tests.integration.conftest import Platform

CAPACITY, ORDERS, TASKS = 10, 240, 20
IN_THE_KITCHEN = "select count(*) from orders where state in ('placed', 'paid', 'accepted') and store_id = 'hanok'"


async def test_many_order_and_cancel_at_once_never_overfills_the_kitchen(
    platform: Platform,
) -> None:
    await platform.run(ImportStore(replace(a_store_file(), capacity=CAPACITY)))
    rng, most = random.Random(7), 0
    numbers = iter(range(ORDERS))
    failures: list[BaseException] = []

    async def shop() -> None:
        nonlocal most
        for number in numbers:
            customer = 10_000 + number
            order_id = f"{number:032}"
            bus = platform.bus.within(f"test:{number}")
            try:
                await bus.execute(place(order_id, customer))
                ((found,),) = await platform.look(IN_THE_KITCHEN)
                most = max(most, found)
                if rng.random() < 0.7:
                    await bus.execute(CancelOrder(order_id, customer))
            except BaseException as error:
                failures.append(error)

    await asyncio.gather(*(shop() for _ in range(TASKS)))
    await platform.settle()
    assert failures == []
    ((found,),) = await platform.look(IN_THE_KITCHEN)
    assert max(most, found) == CAPACITY
    ((kept,),) = await platform.look("select count(*) from orders")
    assert kept == ORDERS


async def test_two_owners_answer_at_once_and_one_of_them_wins(platform: Platform) -> None:
    for number in range(10):
        order_id = f"{number:032}"
        await platform.run(place(order_id, CUSTOMER), ChooseCash(order_id, CUSTOMER))
        answers = await _at_once(
            platform,
            AcceptOrder(order_id, OWNER, 15),
            RejectOrder(order_id, SECOND_OWNER, "closing"),
            CancelOrder(order_id, CUSTOMER),
        )
        await platform.settle()
        refused = [it for it in answers if isinstance(it, WrongState | TooLateToCancel)]
        assert len(refused) == 2, answers
        state = await platform.look(f"select state from orders where id = '{order_id}'")
        assert state in ([("accepted",)], [("rejected",)], [("cancelled",)])


async def test_two_couriers_take_at_once_and_one_of_them_has_it(platform: Platform) -> None:
    couriers = frozenset({21, 22})
    await platform.run(ImportStore(replace(a_store_file(), couriers=couriers)))
    for number in range(10):
        order_id = f"{number:032}"
        await platform.run(
            place(order_id, CUSTOMER),
            ChooseCash(order_id, CUSTOMER),
            AcceptOrder(order_id, OWNER, 15),
            MarkCooked(order_id, OWNER),
        )
        answers = await _at_once(
            platform, *(TakeDelivery(order_id, it, f"Courier {it}") for it in couriers)
        )
        assert Counter(type(it) for it in answers) == {type(None): 1, AlreadyTaken: 1}


async def test_same_order_placed_twice_at_once_is_one_order(platform: Platform) -> None:
    answers = await _at_once(platform, *([place()] * 6))
    assert len(set(answers)) == 1
    assert await platform.look("select count(*) from orders") == [(1,)]
    assert await platform.look("select count(*) from events where name = 'OrderPlaced'") == [(1,)]


async def test_charge_reported_twice_at_once_is_booked_once(platform: Platform) -> None:
    await platform.run(place())
    order_id = place().order_id
    charge = RecordCharge(order_id, "simulated", "ch_1", "tg_1", WON_18000, CUSTOMER)
    answers = await _at_once(platform, *([charge] * 6))
    await platform.settle()
    assert answers == [True] * 6
    assert await platform.look("select count(*) from ledger") == [(1,)]


async def _at_once(platform: Platform, *commands: Any) -> list[Any]:
    return await asyncio.gather(
        *(platform.bus.execute(command) for command in commands), return_exceptions=True
    )
