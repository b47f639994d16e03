"""The relay: nothing is lost, nothing happens twice, and a failure holds up only its own."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.events import consumers
from bot.events.relay import BATCH, MAX_TRIES
from bot.persistence.queues.event_store import Position
from domain.order.commands import CancelOrder
from domain.order.events import OrderPlaced
from domain.processes.checkout import ChooseCash
from domain.processes.policies import POLICIES
from domain.shared.errors import DatabaseUnavailable
from tests.integration.conftest import Platform
from tests.support.engines import change
from tests.support.samples import CUSTOMER, ORDER, place

OTHER = "b" * 32


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], list[int]]:
    """Let a consumer's reaction fail for one order while the returned list is empty."""

    def break_it(consumer: str, order_id: str) -> list[int]:
        mended: list[int] = []
        table = POLICIES[consumer]

        def failing(policy: Any) -> Any:
            def react(event: Any, uow: Any) -> None:
                policy(event, uow)
                if event.order_id == order_id and not mended:
                    raise RuntimeError("broken on purpose")

            return react

        broken = {kind: failing(policy) for kind, policy in table.items()}
        monkeypatch.setattr(consumers, "POLICIES", {**POLICIES, consumer: broken})
        return mended

    return break_it


async def states(platform: Platform) -> dict[str, str]:
    return dict(await platform.look("select order_id, state from order_views"))


async def test_events_of_one_order_reach_a_consumer_in_order(platform: Platform) -> None:
    await platform.bus.execute(place())
    await platform.bus.execute(CancelOrder(ORDER, CUSTOMER))
    await platform.settle()
    assert await states(platform) == {ORDER: "cancelled"}
    assert await platform.look("select count(*) from outbox") == [(0,)]


async def test_redelivered_event_changes_nothing(platform: Platform) -> None:
    await platform.run(place())
    before = await platform.look("select content from order_views")
    messages = await platform.look("select kind, revision from messages")
    redeliver = (
        "insert into outbox (consumer, seq, subject, bucket) "
        "select 'customer', seq, subject, 0 from events where name = 'OrderPlaced'"
    )
    await platform.database.write(lambda uow: uow._connection.exec_driver_sql(redeliver))
    await platform.settle()
    assert await platform.look("select content from order_views") == before
    assert await platform.look("select kind, revision from messages") == messages
    assert await platform.look("select count(*) from outbox") == [(0,)]


async def test_failing_event_holds_up_its_own_order_and_nobody_elses(
    platform: Platform, breaking: Callable[[str, str], list[int]]
) -> None:
    mended = breaking("customer", ORDER)
    await platform.run(place(), CancelOrder(ORDER, CUSTOMER), place(OTHER))
    assert await states(platform) == {OTHER: "placed"}
    mended.append(1)
    platform.clock.advance(minutes=2)
    await platform.settle()
    assert await states(platform) == {ORDER: "cancelled", OTHER: "placed"}


async def test_failing_consumer_rolls_back_alone(
    platform: Platform, breaking: Callable[[str, str], list[int]]
) -> None:
    breaking("store", ORDER)
    await platform.run(place(), ChooseCash(ORDER, CUSTOMER))
    assert await platform.look("select count(*) from tickets") == [(0,)]
    assert await states(platform) == {ORDER: "paid"}


async def test_event_that_fails_every_try_becomes_a_dead_letter_that_can_be_replayed(
    platform: Platform, breaking: Callable[[str, str], list[int]]
) -> None:
    mended = breaking("store", ORDER)
    await platform.run(place(), ChooseCash(ORDER, CUSTOMER))
    for tries in range(1, MAX_TRIES):
        platform.clock.advance(seconds=2**tries)
        await platform.settle()
    ((attempts, error),) = await platform.look(
        "select attempts, error from outbox where dead_at is not null"
    )
    assert (attempts, error) == (MAX_TRIES, "RuntimeError: broken on purpose")
    platform.clock.advance(days=1)
    assert await platform.relay.relay_once() == 0
    mended.append(1)
    revive = "update outbox set dead_at = null, retry_at = null, attempts = 0"
    await platform.database.write(lambda uow: uow._connection.exec_driver_sql(revive))
    await platform.settle()
    assert await platform.look("select state from tickets") == [("received",)]


async def test_stopped_consumer_stops_nobody_and_catches_up_in_order(
    platform: Platform, engine: str
) -> None:
    platform.relay.consumers.discard("store")
    ids = [f"{number:032}" for number in range(20)]
    for id in ids:
        await platform.run(place(id), ChooseCash(id, CUSTOMER))
        platform.clock.advance(minutes=3)
    assert await platform.look("select count(*) from tickets") == [(0,)]
    assert set((await states(platform)).values()) == {"paid"}
    platform.relay.consumers.add("store")
    await platform.settle()
    # Different orders wait for nobody, where there may be other processes.
    first = "received_at, " if engine == "sqlite" else ""
    received = await platform.look(f"select order_id from tickets order by {first}order_id")
    assert [id for (id,) in received] == ids


async def test_events_survive_a_restart_between_commit_and_relay(platform: Platform) -> None:
    await platform.bus.execute(place())
    platform.database.close()
    platform.open()
    await platform.settle()
    assert await states(platform) == {ORDER: "placed"}


async def test_event_store_reads_back_what_was_written(platform: Platform) -> None:
    await platform.run(place())
    before, newest = await platform.database.read(
        lambda uow: (uow.event_store.position(1), uow.event_store.position())
    )
    found: list[Any] = []
    # Where there are many writers, those of other databases of the server count, too.
    async with asyncio.timeout(10):
        while not found:
            found = await platform.database.read(lambda uow: uow.event_store.read(before, 10))
    ((position, _, at, event),) = found
    assert position == newest
    assert Position.parse(str(position)) == position
    assert isinstance(event, OrderPlaced)
    assert event.order_id == ORDER
    assert at <= platform.clock()


@pytest.mark.parametrize("text", ["", "x", "-1", "1.2.3", "1.", ".1", "9" * 19, "١"])
def test_position_that_no_event_store_gave_is_none(text: str) -> None:
    assert Position.parse(text) is None


async def test_event_that_cannot_be_read_holds_up_its_own_order_only(platform: Platform) -> None:
    await platform.bus.execute(place())
    change(platform.location, f"update events set payload = '{{}}' where subject = '{ORDER}'")
    await platform.run(place(OTHER))
    assert await states(platform) == {OTHER: "placed"}
    ((error,),) = await platform.look("select error from outbox")
    assert error.startswith("UnreadableError: ")


async def test_event_that_only_a_newer_version_knows_is_left_to_it_and_keeps_its_place(
    platform: Platform,
) -> None:
    rename = "update events set name = '{}' where name = '{}' and subject = '{}'"
    await platform.bus.execute(place())
    change(platform.location, rename.format("OrderPlaced.v2", "OrderPlaced", ORDER))
    await platform.run(CancelOrder(ORDER, CUSTOMER), place(OTHER))
    assert await states(platform) == {OTHER: "placed"}
    platform.clock.advance(days=1)
    await platform.settle()
    tried = "select max(attempts), count(error) from outbox"
    assert await platform.look(tried) == [(0, 0)]
    # The newer version is the one that knows it.
    change(platform.location, rename.format("OrderPlaced", "OrderPlaced.v2", ORDER))
    await platform.settle()
    assert await states(platform) == {ORDER: "cancelled", OTHER: "placed"}


async def test_many_events_that_only_a_newer_version_knows_stop_nobody(
    platform: Platform,
) -> None:
    for number in range(BATCH + 1):
        await platform.bus.execute(place(f"{number:032}"))
    change(platform.location, "update events set name = 'Gone' where name = 'OrderPlaced'")
    await platform.run(place(OTHER))
    assert await states(platform) == {OTHER: "placed"}


async def test_dead_letter_that_was_dropped_is_known_as_handled(
    platform: Platform, breaking: Callable[[str, str], list[int]]
) -> None:
    mended = breaking("customer", ORDER)
    await platform.bus.execute(place())
    for tries in range(MAX_TRIES):
        await platform.settle()
        platform.clock.advance(seconds=2**tries)
    ((number,),) = await platform.look("select id from outbox where dead_at is not null")
    assert await platform.database.write(lambda uow: uow.outbox.drop(number))
    mended.append(1)
    again = (
        "insert into outbox (consumer, seq, subject, bucket) "
        "select 'customer', seq, subject, 0 from events where name = 'OrderPlaced'"
    )
    change(platform.location, again)
    await platform.settle()
    assert await states(platform) == {}
    assert await platform.look("select count(*) from outbox") == [(0,)]


async def test_engine_that_is_away_counts_as_no_try_of_the_consumer(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    await platform.bus.execute(place())
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL

    def refuse(*_: Any) -> None:
        raise OperationalError("INSERT", None, full)

    monkeypatch.setattr("bot.events.relay.consume", refuse)
    for _ in range(2 * MAX_TRIES):
        with pytest.raises(DatabaseUnavailable):
            await platform.relay.relay_once()
    monkeypatch.undo()
    assert await platform.look("select max(attempts) from outbox") == [(0,)]
    await platform.settle()
    assert await states(platform) == {ORDER: "placed"}
