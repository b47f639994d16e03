"""Relays side by side: each takes buckets of subjects, and each event is handled once, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest
from sqlalchemy import Connection, NullPool, create_engine, text

from bot.events import consumers
from bot.events.consumers import CONSUMERS
from bot.events.relay import BATCH, Relay
from bot.persistence.database.locks import lock_key
from bot.persistence.database.postgresql_server import PostgresqlServer
from bot.persistence.queues.event_store import bucket_of
from bot.persistence.unit_of_work import open_database
from domain.order.events import OrderHeld, OrderReleased
from domain.shared.limits import OperatingLimits
from tests.integration.conftest import Platform
from tests.support.numbered import FIRST, Consumer, publish

pytestmark = pytest.mark.postgresql

ORDERS = [f"{number:032}" for number in range(30)]
LET_GO = text("select pg_advisory_unlock(:key)")
HOLD = text("select pg_advisory_lock(:key)")


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, Consumer]:
    """Two consumers, one of which handles each event alone, and nobody else."""
    found = {name: Consumer(name) for name in ("customer", "order")}
    table = {name: {OrderHeld: consumer} for name, consumer in found.items()}
    monkeypatch.setattr(consumers, "POLICIES", table)
    monkeypatch.setattr(consumers, "NOTIFICATIONS", {})
    return found


@contextmanager
def another(platform: Platform) -> Iterator[Connection]:
    assert isinstance(platform.location, PostgresqlServer)
    engine = create_engine(platform.location.url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


async def relayed(relay: Relay) -> None:
    """Relay until nothing is left, whoever did it."""
    while await relay._database.read(relay._pending):
        await relay.relay_once()


async def test_relays_side_by_side_handle_each_event_once_and_in_order(
    platform: Platform, seen: dict[str, Consumer]
) -> None:
    for number in range(1, 4):
        await publish(platform, *((order, number) for order in ORDERS))
    with ExitStack() as stack:
        databases = [
            stack.enter_context(
                closing(
                    open_database(
                        platform.location,
                        routes=platform.routes,
                        limits=OperatingLimits(),
                        clock=platform.clock,
                    )
                )
            )
            for _ in range(3)
        ]
        async with asyncio.timeout(60):
            await asyncio.gather(*(relayed(Relay(it, platform.clock)) for it in databases))
    for consumer in seen.values():
        assert await consumer.handled(platform) == {order: [1, 2, 3] for order in ORDERS}


async def test_bucket_that_another_process_has_in_hand_is_left_to_it(
    platform: Platform, seen: dict[str, Consumer]
) -> None:
    await publish(platform, (FIRST, 1))
    with another(platform) as other:
        key = lock_key(f"events customer {bucket_of(FIRST)}")
        other.execute(HOLD, {"key": key})
        other.commit()
        assert await platform.relay.relay_once() > 0
        assert await platform.relay.relay_once() == 0
        assert seen["customer"].tried == set()
        assert seen["order"].tried == {(FIRST, 1)}
        other.execute(LET_GO, {"key": key})
    await platform.settle()
    assert await seen["customer"].handled(platform) == {FIRST: [1]}


async def test_event_that_another_process_handled_since_it_was_read_is_not_handled_again(
    platform: Platform, seen: dict[str, Consumer]
) -> None:
    await publish(platform, (FIRST, 1))
    read_before = await platform.database.read(lambda uow: uow.outbox.pending(("order",), BATCH))
    await platform.settle()
    seen["order"].tried.clear()
    assert await platform.relay._relay(read_before) == 0
    assert seen["order"].tried == set()


async def test_later_event_does_not_overtake_one_that_was_not_read_yet(
    platform: Platform, seen: dict[str, Consumer]
) -> None:
    await publish(platform, (FIRST, 1), (FIRST, 2))
    both = await platform.database.read(lambda uow: uow.outbox.pending(("order",), BATCH))
    assert await platform.relay._relay(both[1:]) == 0
    assert seen["order"].tried == set()


async def test_consumers_of_one_event_handle_it_in_their_order_when_little_waits(
    platform: Platform, seen: dict[str, Consumer]
) -> None:
    for number in range(1, BATCH + 1):
        await publish(platform, (FIRST, number))
        await platform.settle()
    handled = [it.store_id for it in await platform.events() if isinstance(it, OrderReleased)]
    assert handled == [it for it in CONSUMERS if it in seen] * BATCH
