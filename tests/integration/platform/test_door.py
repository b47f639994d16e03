"""The door: one command, one transaction; what waits together shares a commit, not a fate."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from domain.customer.commands import MeetPerson, MyOrders
from domain.order.commands import CancelOrder
from domain.shared.errors import NotFound
from tests.integration.conftest import Platform
from tests.support.samples import CUSTOMER, ORDER, place

PEOPLE = "select count(*) from people"


async def test_execute_commits_before_it_answers(platform: Platform) -> None:
    await platform.door.execute(place())
    assert await platform.look("select state from payments") == [("pending",)]


async def test_execute_refused_changes_nothing_and_says_why(platform: Platform) -> None:
    with pytest.raises(NotFound):
        await platform.door.execute(CancelOrder(ORDER, CUSTOMER))
    assert platform.commits == []


async def test_commands_waiting_together_share_a_commit_and_not_their_fate(
    platform: Platform,
) -> None:
    entered, gate = threading.Event(), threading.Event()

    def hold(_tx: Any) -> None:
        entered.set()
        assert gate.wait(5)

    holding = asyncio.create_task(platform.door.write(hold))
    assert await asyncio.to_thread(entered.wait, 5)
    waiting = [
        asyncio.create_task(platform.door.execute(command))
        for command in (place("1" * 32), CancelOrder("none", CUSTOMER), place("2" * 32))
    ]
    await asyncio.sleep(0)
    gate.set()
    first, refused, second = await asyncio.gather(*waiting, return_exceptions=True)
    await holding
    assert isinstance(refused, NotFound)
    assert {first.order_id, second.order_id} == {"1" * 32, "2" * 32}  # type: ignore[union-attr]
    assert len(platform.commits) == 1
    assert await platform.look("select count(*) from orders") == [(2,)]


async def test_commit_that_fails_fails_every_command_in_it(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = platform.door._writer

    def refuse(_connection: Any) -> None:
        raise OperationalError("COMMIT", None, Exception("disk full"))

    monkeypatch.setattr(engine.dialect, "do_commit", refuse)
    with pytest.raises(OperationalError):
        await platform.door.execute(place())
    monkeypatch.undo()
    assert await platform.look("select count(*) from orders") == [(0,)]
    await platform.door.execute(place())
    assert await platform.look("select count(*) from orders") == [(1,)]


async def test_five_hundred_read_then_write_transactions_lose_no_update(
    platform: Platform,
) -> None:
    await platform.door.execute(MeetPerson(1, "0", "en"))

    def add_one(tx: Any) -> None:
        (name,) = tx._connection.exec_driver_sql("select name from people").one()
        tx.people.meet(1, str(int(name) + 1), "en")

    await asyncio.gather(*(platform.door.write(add_one) for _ in range(500)))
    assert await platform.look("select name from people") == [("500",)]


async def test_reader_cannot_write(platform: Platform) -> None:
    with pytest.raises(OperationalError, match="readonly"):
        await platform.door.read(lambda tx: tx.people.meet(1, "Mina", "en"))
    assert await platform.look(PEOPLE) == [(0,)]


async def test_cancelled_caller_leaves_the_door_working(platform: Platform) -> None:
    tasks = [asyncio.create_task(platform.door.execute(place(f"{n:032}"))) for n in range(50)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await platform.door.execute(place("f" * 32))
    ((orders,), (payments,)) = await platform.look(
        "select count(*) from orders union all select count(*) from payments"
    )
    assert orders == payments
    assert orders >= 26


async def test_close_finishes_what_is_waiting(platform: Platform) -> None:
    tasks = [asyncio.create_task(platform.door.execute(place(f"{n:032}"))) for n in range(60)]
    await asyncio.sleep(0)
    await asyncio.to_thread(platform.door.close)
    await asyncio.gather(*tasks)
    platform.open()
    assert await platform.look("select count(*) from orders") == [(60,)]


async def test_query_of_a_customer_without_orders_is_empty(platform: Platform) -> None:
    assert await platform.door.query(MyOrders(CUSTOMER)) == ()
