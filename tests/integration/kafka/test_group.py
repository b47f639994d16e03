"""A consumer group: everything into its queue, once, whatever happens to it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import orjson
import pytest
from confluent_kafka import Message, Producer
from structlog.testing import capture_logs

from bot.events.kafka.bus import KafkaBus
from bot.events.kafka.group import ConsumerGroup
from bot.events.kafka.records import to_arrival
from bot.events.kafka.topic import Topic
from bot.persistence.queues.arrivals import Arrival
from domain.shared.errors import DatabaseUnavailable
from tests.support.broker import own_broker
from tests.support.buses import KafkaPlatform
from tests.support.engines import fresh_location
from tests.support.numbered import FIRST, NAMES, SECOND, Consumer, publish

# What the consumers have handled, together.
RELEASED = "select count(*) from events where name = 'OrderReleased'"


def send(topic: Topic, key: bytes, *values: bytes) -> None:
    """Put records into a topic, as somebody else may."""
    producer = Producer(topic.client())
    for value in values:
        producer.produce(topic.name, value, key)
    assert producer.flush(20) == 0


def a_record(number: int, **changes: Any) -> dict[str, Any]:
    payload = {
        "order_id": FIRST,
        "customer_id": 1001,
        "store_id": "hanok",
        "place": number,
        "expected_at": "2026-05-01T09:00:00Z",
    }
    return {
        "id": f"00000000-0000-4000-8000-{number:012}",
        "name": "OrderHeld",
        "version": 1,
        "subject": FIRST,
        "time": "2026-05-01T09:00:00Z",
        "payload": payload,
    } | changes


async def test_group_that_stops_before_it_commits_reads_again_and_nothing_happens_twice(
    platform: KafkaPlatform, seen: dict[str, Consumer], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(ConsumerGroup, "_commit", lambda *_: None)
        async with platform.carrying():
            await publish(platform, (FIRST, 1), (FIRST, 2))
            await platform.settle()
    platform.database.close()
    platform.open()
    # Everything is read again: the topic has it, and no offset was committed.
    async with platform.carrying():
        await publish(platform, (FIRST, 3))
        await platform.settle()
    for consumer in seen.values():
        assert await consumer.handled(platform) == {FIRST: [1, 2, 3]}


async def test_group_that_committed_begins_after_what_it_has_read(
    platform: KafkaPlatform, seen: dict[str, Consumer], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with platform.carrying():
        await publish(platform, (FIRST, 1))
        await platform.settle()
    platform.database.close()
    platform.open()
    arrived: set[str] = set()

    def note(message: Message) -> Arrival:
        arrival = to_arrival(message)
        arrived.add(arrival.event_id)
        return arrival

    monkeypatch.setattr("bot.events.kafka.group.to_arrival", note)
    async with platform.carrying():
        await publish(platform, (FIRST, 2))
        await platform.settle()
    held = "select event_id from events where name = 'OrderHeld' order by seq"
    (first,), (second,) = await platform.look(held)
    assert second in arrived
    assert first not in arrived


async def test_group_whose_database_is_away_commits_nothing_and_reads_it_again(
    platform: KafkaPlatform, seen: dict[str, Consumer], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = asyncio.Event()

    class Away:
        async def write(self, *_: Any, **__: Any) -> None:
            refused.set()
            raise DatabaseUnavailable("full")

    with monkeypatch.context() as patched:
        for group in platform.kafka.groups:
            patched.setattr(group, "_database", Away())
        async with platform.carrying():
            await publish(platform, (FIRST, 1))
            await refused.wait()
    platform.database.close()
    platform.open()
    async with platform.carrying():
        await publish(platform, (FIRST, 2))
        await platform.settle()
    for consumer in seen.values():
        assert await consumer.handled(platform) == {FIRST: [1, 2]}


async def test_event_that_is_not_in_this_event_store_is_written_there_and_handled(
    platform: KafkaPlatform, seen: dict[str, Consumer]
) -> None:
    async with platform.carrying():
        await platform.kafka.watch.there()
        send(platform.topic, FIRST.encode(), *(orjson.dumps(a_record(it)) for it in (1, 2, 1)))
        await platform.until(RELEASED, [(4,)])
        await platform.settle()
    for consumer in seen.values():
        assert await consumer.handled(platform) == {FIRST: [1, 2]}
    stored = "select name, at from events where name = 'OrderHeld' order by seq"
    assert [name for name, _ in await platform.look(stored)] == ["OrderHeld"] * 2


@pytest.mark.parametrize(
    "changes", [{"name": "OrderFlown"}, {"version": 2}], ids=["name", "version"]
)
async def test_event_of_a_newer_version_of_the_program_waits_in_the_queue_and_stops_nobody(
    platform: KafkaPlatform, seen: dict[str, Consumer], changes: dict[str, Any]
) -> None:
    async with platform.carrying():
        await platform.kafka.watch.there()
        send(platform.topic, FIRST.encode(), orjson.dumps(a_record(1, **changes)))
        await platform.until("select count(*) from outbox where attempts = 0", [(2,)])
        await publish(platform, (FIRST, 2), (SECOND, 1))
        await platform.settle()
    for consumer in seen.values():
        assert await consumer.handled(platform) == {SECOND: [1]}
    # A number may have gone to a transaction that was not committed.
    waiting = (
        "select attempts, dead_at, error from outbox where seq = (select min(seq) from events)"
    )
    assert await platform.look(waiting) == [(0, None, None)] * 2


UNREADABLE = {
    "no JSON": b"\xff{",
    "empty": b"",
    "no object": b"[]",
    "no id": orjson.dumps(a_record(1) | {"id": 5}),
    "long subject": orjson.dumps(a_record(1, subject="x" * 65)),
    "NUL in the subject": orjson.dumps(a_record(1, subject="a\0b")),
    "no time zone": orjson.dumps(a_record(1, time="2026-05-01T09:00:00")),
    "number out of range": b'{"payload": {"a": 1' + b"0" * 40 + b"}}",
}


async def test_record_that_cannot_be_read_is_a_dead_letter_and_stops_nobody(
    platform: KafkaPlatform, seen: dict[str, Consumer]
) -> None:
    many = len(UNREADABLE)
    async with platform.carrying():
        await platform.kafka.watch.there()
        send(platform.topic, FIRST.encode(), *UNREADABLE.values())
        await publish(platform, (FIRST, 1))
        await platform.until(
            "select count(*) from outbox where dead_at is not null", [(2 * many,)]
        )
        await platform.settle()
        assert platform.kafka.unreadable() == dict.fromkeys(NAMES, many)
    letters = await platform.database.read(lambda uow: uow.outbox.dead_letters())
    assert sorted(it.consumer for it in letters) == sorted(NAMES * many)
    assert all(it.error.startswith(f"{platform.topic.name}/") for it in letters)
    for consumer in seen.values():
        assert await consumer.handled(platform) == {FIRST: [1]}


async def test_two_towns_on_one_broker_do_not_see_each_other(
    platform: KafkaPlatform, seen: dict[str, Consumer], tmp_path: Path
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    with fresh_location("sqlite", folder) as location:
        other = KafkaPlatform(location, consumers=NAMES)
        async with platform.carrying(), other.carrying():
            await publish(platform, (FIRST, 1))
            await publish(other, (FIRST, 7))
            await platform.settle()
            await other.settle()
        for consumer in seen.values():
            assert await consumer.handled(platform) == {FIRST: [1]}
            assert await consumer.handled(other) == {FIRST: [7]}
        for one in (platform, other):
            held = "select count(*) from events where name = 'OrderHeld'"
            assert await one.look(held) == [(1,)]
        other.database.close()


@pytest.mark.postgresql
async def test_two_processes_share_a_group_and_one_takes_over_when_the_other_leaves(
    platform: KafkaPlatform, seen: dict[str, Consumer]
) -> None:
    other = KafkaBus(platform.database, platform.topic, platform.news.set, NAMES)
    for group in other.groups:
        platform._hear(group, "_take")
    orders = [f"{number:032}" for number in range(40)]
    async with platform.carrying():
        async with other.working():
            await publish(platform, *((it, 1) for it in orders))
            await platform.until(RELEASED, [(80,)])
        await publish(platform, *((it, 2) for it in orders))
        await platform.until(RELEASED, [(160,)])
    for consumer in seen.values():
        assert await consumer.handled(platform) == {it: [1, 2] for it in orders}


async def test_group_on_a_broker_of_the_classic_protocol_reads_all_the_same(
    seen: dict[str, Consumer], tmp_path: Path
) -> None:
    classic = "group.coordinator.rebalance.protocols=classic"
    with own_broker(tmp_path, classic) as broker, fresh_location("sqlite", tmp_path) as location:
        broker.start()
        platform = KafkaPlatform(location, Topic(broker.servers, "test"), NAMES)
        async with platform.carrying():
            await publish(platform, (FIRST, 1), (FIRST, 2))
            await platform.settle()
        for consumer in seen.values():
            assert await consumer.handled(platform) == {FIRST: [1, 2]}
        platform.database.close()


@pytest.mark.timeout(120)
async def test_group_that_its_broker_has_forgotten_joins_again_and_it_is_no_error(
    seen: dict[str, Consumer], tmp_path: Path
) -> None:
    with (
        own_broker(tmp_path) as broker,
        fresh_location("sqlite", tmp_path) as location,
        capture_logs() as logged,
    ):
        await asyncio.to_thread(broker.start)
        platform = KafkaPlatform(location, Topic(broker.servers, "test"), NAMES)
        async with platform.carrying():
            await publish(platform, (FIRST, 1))
            await platform.settle()
            # What it had not written to its disk yet is lost with it, such as a group.
            for do in (broker.kill, broker.wipe, broker.start):
                await asyncio.to_thread(do)
            again = {"event": "a group is joined again", "log_level": "info"}
            async with asyncio.timeout(60):
                while sum(again.items() <= it.items() for it in logged) < len(NAMES):  # noqa: ASYNC110
                    await asyncio.sleep(0)
            await publish(platform, (FIRST, 2))
            await platform.settle()
        assert [it for it in logged if it["log_level"] == "error"] == []
        assert all(it._has_new_protocol for it in platform.kafka.groups)
        for consumer in seen.values():
            assert await consumer.handled(platform) == {FIRST: [1, 2]}
        platform.database.close()
