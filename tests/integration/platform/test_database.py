"""The bus over SQLite: one command, one transaction; who waits together shares a commit, no fate."""

from __future__ import annotations

import asyncio
import errno
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from structlog.contextvars import get_contextvars

from bot.logs import about
from bot.persistence.database import disk, engine, sqlite
from bot.persistence.database.engine import is_locked, send
from domain.customer.commands import MeetPerson
from domain.customer.queries import MyOrders
from domain.order.commands import CancelOrder
from domain.shared.errors import DatabaseUnavailable, NotFound
from domain.store import IsCourier
from tests.integration.conftest import Platform
from tests.support.samples import COURIER, CUSTOMER, ORDER, STRANGER, place

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import UnitOfWork

PEOPLE = "select count(*) from people"


async def test_execute_commits_before_it_answers(platform: Platform) -> None:
    await platform.bus.execute(place())
    assert await platform.look("select state from payments") == [("pending",)]


async def test_execute_refused_changes_nothing_and_says_why(platform: Platform) -> None:
    with pytest.raises(NotFound):
        await platform.bus.execute(CancelOrder(ORDER, CUSTOMER))
    assert platform.commits == []


@pytest.mark.sqlite
async def test_commands_waiting_together_share_a_commit_and_not_their_fate(
    platform: Platform,
) -> None:
    waiting = [
        platform.bus.execute(command)
        for command in (place("1" * 32), CancelOrder("none", CUSTOMER), place("2" * 32))
    ]
    first, refused, second = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(refused, NotFound)
    assert {first.order_id, second.order_id} == {"1" * 32, "2" * 32}  # type: ignore[union-attr]
    assert len(platform.commits) == 1
    assert await platform.look("select count(*) from orders") == [(2,)]


@pytest.mark.sqlite
async def test_commit_that_fails_fails_every_command_in_it(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(connection: Connection, sql: str) -> None:
        if sql == "COMMIT":
            raise OperationalError(sql, None, Exception("disk full"))
        send(connection, sql)

    monkeypatch.setattr(engine, "send", refuse)
    with pytest.raises(DatabaseUnavailable, match="disk full"):
        await platform.bus.execute(place())
    monkeypatch.undo()
    assert platform.commits == []
    assert await platform.look("select count(*) from orders") == [(0,)]
    await platform.bus.execute(place())
    assert await platform.look("select count(*) from orders") == [(1,)]


@pytest.mark.sqlite
async def test_transaction_that_sqlite_ends_fails_every_command_in_it(platform: Platform) -> None:
    def lose_everything(uow: Any) -> None:
        uow._connection.exec_driver_sql("ROLLBACK")
        raise OperationalError("INSERT", None, Exception("disk full"))

    results = await asyncio.gather(
        platform.bus.execute(place("1" * 32)),
        platform.database.write(lose_everything),
        platform.bus.execute(place("2" * 32)),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [DatabaseUnavailable] * 3
    assert await platform.look("select count(*) from orders") == [(0,)]
    await platform.bus.execute(place())
    assert await platform.look("select count(*) from orders") == [(1,)]


@pytest.mark.sqlite
async def test_commit_that_does_not_reach_the_disk_is_told_as_an_error(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_file: int) -> None:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr(disk, "_sync", refuse)
    with pytest.raises(DatabaseUnavailable, match="input/output"):
        await platform.bus.execute(place())
    assert platform.commits == []


@pytest.mark.sqlite
async def test_commit_is_told_only_after_it_is_on_the_disk(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_at_sync: list[int] = []
    monkeypatch.setattr(disk, "_sync", lambda _file: told_at_sync.append(len(platform.commits)))
    await platform.bus.execute(place())
    assert told_at_sync == [0]
    assert len(platform.commits) == 1


@pytest.mark.sqlite
async def test_execute_while_another_process_holds_the_lock_waits_without_blocking(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = asyncio.Event()

    def noticed(error: BaseException | None) -> bool:
        if is_locked(error):
            tried.set()
        return is_locked(error)

    monkeypatch.setattr(sqlite, "is_locked", noticed)
    with closing(sqlite3.connect(platform.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(platform.bus.execute(place()))
        await tried.wait()
        assert await platform.look("select count(*) from orders") == [(0,)]
        other.execute("COMMIT")
    await waiting
    assert await platform.look("select count(*) from orders") == [(1,)]


def size_of_log(platform: Platform) -> int:
    log = Path(f"{platform.path}-wal")
    return log.stat().st_size if log.exists() else 0


@pytest.mark.sqlite
async def test_log_that_grew_is_written_back(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    await platform.bus.execute(place("1" * 32))
    assert size_of_log(platform) > 0
    monkeypatch.setattr(disk, "LOG_LIMIT", 0)
    await platform.bus.execute(place("2" * 32))
    platform.database.close()
    assert size_of_log(platform) == 0
    platform.open()
    assert await platform.look("select count(*) from orders") == [(2,)]


@pytest.mark.sqlite
async def test_five_hundred_read_then_write_transactions_lose_no_update(
    platform: Platform,
) -> None:
    await platform.bus.execute(MeetPerson(1, "0", "en"))

    def add_one(uow: Any) -> None:
        (name,) = uow._connection.exec_driver_sql("select name from people").one()
        uow.people.meet(1, str(int(name) + 1), "en")

    await asyncio.gather(*(platform.database.write(add_one) for _ in range(500)))
    assert await platform.look("select name from people") == [("500",)]


async def test_reader_cannot_write(platform: Platform) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        await platform.database.read(lambda uow: uow.people.meet(1, "Mina", "en"))
    assert await platform.look(PEOPLE) == [(0,)]


async def test_cancelled_caller_leaves_the_database_working(platform: Platform) -> None:
    tasks = [asyncio.create_task(platform.bus.execute(place(f"{n:032}"))) for n in range(50)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await platform.bus.execute(place("f" * 32))
    ((orders,), (payments,)) = await platform.look(
        "select count(*) from orders union all select count(*) from payments"
    )
    assert orders == payments
    assert orders >= 26


@pytest.mark.sqlite
async def test_close_finishes_what_is_waiting(platform: Platform) -> None:
    tasks = [asyncio.create_task(platform.bus.execute(place(f"{n:032}"))) for n in range(60)]
    await asyncio.sleep(0)
    platform.database.close()
    await asyncio.gather(*tasks)
    platform.open()
    assert await platform.look("select count(*) from orders") == [(60,)]


async def test_query_of_a_customer_without_orders_is_empty(platform: Platform) -> None:
    assert await platform.bus.query(MyOrders(CUSTOMER)) == ()


async def test_execute_on_a_later_try_answers_what_the_first_one_did(platform: Platform) -> None:
    first = await platform.bus.within("update:1", is_first_try=True).execute(place())
    again = await platform.bus.within("update:1").execute(place())
    assert again == first
    assert await platform.look("select count(*) from events where name = 'OrderPlaced'") == [(1,)]


@pytest.mark.sqlite
async def test_execute_on_what_is_no_first_try_after_all_does_nothing_twice(
    platform: Platform,
) -> None:
    await platform.bus.within("update:1").execute(MeetPerson(CUSTOMER, "Mina", "ko"))
    wrong = platform.bus.within("update:1", is_first_try=True)
    with pytest.raises(IntegrityError):
        await wrong.execute(MeetPerson(CUSTOMER, "Somebody else", "en"))
    assert await platform.look("select name from people") == [("Mina",)]


async def test_is_courier_follows_the_lists_of_the_stores(
    platform: Platform,
) -> None:
    def employ(couriers: frozenset[int]) -> Callable[[UnitOfWork], None]:
        def change(uow: UnitOfWork) -> None:
            store = uow.stores.get("hanok")
            store.couriers = couriers
            uow.stores.save(store)

        return change

    await platform.database.write(employ(frozenset({COURIER, STRANGER})))
    assert await platform.bus.query(IsCourier(STRANGER))
    await platform.database.write(employ(frozenset({COURIER})))
    assert not await platform.bus.query(IsCourier(STRANGER))


async def test_write_that_shares_a_commit_logs_under_nobodys_ids(platform: Platform) -> None:
    seen: list[dict[str, object]] = []

    def work(_uow: UnitOfWork) -> None:
        seen.append(get_contextvars())

    async def give(update_id: int) -> None:
        with about(update_id=update_id):
            await platform.database.write(work)
            seen.append(get_contextvars())

    await asyncio.gather(give(1), give(2))
    assert sorted(map(str, seen)) == ["{'update_id': 1}", "{'update_id': 2}", "{}", "{}"]
