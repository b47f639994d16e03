"""What only a server with many writers can do, and how it is told when it is away."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.persistence.database import postgresql
from bot.persistence.database.postgresql_server import PostgresqlServer
from bot.persistence.queues.event_store import EventStore
from domain.customer.commands import MeetPerson
from domain.customer.events import PersonUnreachable
from domain.shared.errors import Conflict, DatabaseUnavailable
from tests.support.samples import CUSTOMER, ORDER, place

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import UnitOfWork
    from tests.integration.conftest import Platform

pytestmark = pytest.mark.postgresql


@contextmanager
def another(platform: Platform) -> Iterator[Connection]:
    """A connection of somebody else."""
    assert isinstance(platform.location, PostgresqlServer)
    engine = create_engine(platform.location.url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


async def end_connections(platform: Platform) -> None:
    """What a restart of the server does to everybody who is connected."""
    with another(platform) as connection:
        connection.exec_driver_sql(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )


async def test_feed_loses_no_event_that_is_committed_late(platform: Platform) -> None:
    def read(after: Any) -> Any:
        return platform.database.read(lambda uow: uow.event_store.read(after, 100))

    start = await platform.database.read(lambda uow: uow.event_store.position())
    with another(platform) as late:
        late.begin()
        EventStore(late, lambda _kind: (), platform.clock()).write(PersonUnreachable(user_id=1))
        await platform.database.write(lambda uow: uow.publish(PersonUnreachable(user_id=2)))
        # The second is not shown before the first, whose number is lower, is settled.
        assert await read(start) == []
        late.commit()
    # Transactions of other databases of the server count, too.
    async with asyncio.timeout(10):
        while not (found := await read(start)):
            pass
    assert [event.user_id for _, _, _, event in found] == [1, 2]
    assert await read(found[0][0]) == found[1:]


async def test_work_that_meets_anothers_change_is_carried_out_again(platform: Platform) -> None:
    await platform.run(place())
    tries: list[int] = []

    def change(uow: UnitOfWork) -> str:
        tries.append(1)
        uow.people.meet(len(tries), "Mina", "en")
        if len(tries) < 3:
            raise Conflict("order", ORDER)
        return "done"

    assert await platform.database.write(change) == "done"
    assert await platform.look("select user_id from people where user_id < 10") == [(3,)]


async def test_work_that_always_meets_anothers_change_is_told_as_unavailable(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "_LONGEST_PAUSE", 0.0)

    def refuse(_uow: UnitOfWork) -> None:
        raise Conflict("order", ORDER)

    with pytest.raises(DatabaseUnavailable, match="each other's way"):
        await platform.database.write(refuse)


async def test_work_whose_caller_has_gone_and_that_fails_is_told_in_the_log(
    platform: Platform, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    tried = asyncio.Event()
    loop = asyncio.get_running_loop()

    def refuse(_uow: UnitOfWork) -> None:
        loop.call_soon_threadsafe(tried.set)
        raise RuntimeError("no")

    before = asyncio.all_tasks()
    caller = asyncio.create_task(platform.database.write(refuse))
    await asyncio.sleep(0)
    (under_way,) = asyncio.all_tasks() - before - {caller}
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    await tried.wait()
    await asyncio.wait({under_way})
    del under_way
    gc.collect()
    # Python itself would tell it when the task is collected, on no one's behalf.
    assert "never retrieved" not in caplog.text
    assert "nobody waits for it any more" in capsys.readouterr().out


async def test_key_that_exists_is_tried_three_times_and_then_is_a_bug(platform: Platform) -> None:
    tries: list[int] = []

    def twice(uow: UnitOfWork) -> None:
        tries.append(1)
        for _ in range(2):
            uow._connection.exec_driver_sql(
                "insert into deadlines (kind, order_id, due_at) values ('a', 'b', now())"
            )

    with pytest.raises(IntegrityError):
        await platform.database.write(twice)
    assert len(tries) == postgresql.MOST_DUPLICATES


async def test_two_that_lock_each_others_rows_both_succeed(platform: Platform) -> None:
    await platform.run(MeetPerson(1, "Mina", "en"), MeetPerson(2, "Joon", "en"))
    met = asyncio.Barrier(2)
    loop = asyncio.get_running_loop()

    def rename(first: int, second: int) -> Any:
        tries: list[int] = []

        def work(uow: UnitOfWork) -> None:
            tries.append(1)
            uow.people.meet(first, f"by {first}", "en")
            if len(tries) == 1:
                asyncio.run_coroutine_threadsafe(met.wait(), loop).result(10)
            uow.people.meet(second, f"by {first}", "en")

        return platform.database.write(work)

    await asyncio.gather(rename(1, 2), rename(2, 1))
    ((one,), (two,)) = await platform.look("select name from people where user_id < 3")
    assert one == two


async def test_connections_that_are_ended_are_told_as_unavailable_and_come_back(
    platform: Platform,
) -> None:
    await asyncio.gather(*(platform.look("select 1") for _ in range(8)))
    await end_connections(platform)

    async def write() -> None:
        await platform.bus.execute(MeetPerson(CUSTOMER, "Mina", "ko"))

    with pytest.raises(DatabaseUnavailable):
        await write()
    await write()
    assert await platform.look("select count(*) from people where name = 'Mina'") == [(1,)]


async def test_command_whose_commit_was_not_answered_has_its_effect_once(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, broken = postgresql.PostgresqlDatabase._attempt, [True]

    def attempt(self: Any, work: Any, store_id: str | None) -> Any:
        answer = real(self, work, store_id)
        if broken:
            broken.pop()
            raise DatabaseUnavailable("the connection broke")
        return answer

    monkeypatch.setattr(postgresql.PostgresqlDatabase, "_attempt", attempt)
    with pytest.raises(DatabaseUnavailable):
        await platform.bus.within("update:7", is_first_try=True).execute(place())
    receipt = await platform.bus.within("update:7").execute(place())
    assert receipt.order_id == ORDER
    assert await platform.look("select count(*) from events where name = 'OrderPlaced'") == [(1,)]


async def test_close_answers_everybody_who_waits(platform: Platform) -> None:
    tasks = [asyncio.create_task(platform.bus.execute(place(f"{n:032}"))) for n in range(40)]
    await asyncio.sleep(0)
    platform.database.close()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    refused = [it for it in answers if isinstance(it, BaseException)]
    assert all(isinstance(it, DatabaseUnavailable) for it in refused), refused
    platform.open()
    kept = len(answers) - len(refused)
    assert await platform.look("select count(*) from orders") == [(kept,)]


async def test_ledger_refuses_to_be_rewritten(platform: Platform) -> None:
    for statement in ("update ledger set amount = 1", "delete from ledger", "truncate ledger"):
        with another(platform) as connection, pytest.raises(DBAPIError, match="immutable"):
            connection.exec_driver_sql(statement)


@pytest.fixture
async def listening(platform: Platform) -> AsyncIterator[dict[str, Any]]:
    assert isinstance(platform.location, PostgresqlServer)
    heard: dict[str, Any] = {"rows": asyncio.Event(), "there": []}
    session = platform.location.session()
    session.on_rows = lambda _table: heard["rows"].set()
    session.on_presence = heard["there"].append
    heard["run"] = session.run
    heard["task"] = asyncio.create_task(session.run())
    await asyncio.wait_for(heard["rows"].wait(), 10)
    heard["rows"].clear()
    yield heard
    heard["task"].cancel()
    await asyncio.gather(heard["task"], return_exceptions=True)
    await session.close()


async def test_rows_of_another_process_are_heard_of(
    platform: Platform, listening: dict[str, Any]
) -> None:
    with another(platform) as connection:
        EventStore(connection, lambda _kind: ("order",), platform.clock()).write(
            PersonUnreachable(user_id=1)
        )
        connection.commit()
    await asyncio.wait_for(listening["rows"].wait(), 10)


async def test_server_that_goes_and_comes_back_is_noticed(
    platform: Platform, listening: dict[str, Any]
) -> None:
    await end_connections(platform)
    with pytest.raises(DatabaseUnavailable):
        await asyncio.wait_for(listening["task"], 10)
    assert listening["there"] == [True, False]
    listening["task"] = asyncio.create_task(listening["run"]())
    await asyncio.wait_for(listening["rows"].wait(), 10)
    assert listening["there"] == [True, False, True]


async def test_transaction_of_a_frozen_process_is_ended_by_the_server(platform: Platform) -> None:
    def ask(uow: UnitOfWork) -> object:
        show = "show idle_in_transaction_session_timeout"
        return uow._connection.exec_driver_sql(show).scalar_one()

    assert await platform.database.read(ask) == "10s"
    assert await platform.database.write(ask) == "10s"
