"""The publisher: every committed event to the broker, in its subject's order, and no row too early."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from confluent_kafka import Consumer, TopicPartition

from bot.events.kafka.producing import Producing
from bot.events.kafka.publisher import Publisher
from bot.events.kafka.topic import Topic
from bot.events.republishing import republish
from domain.customer import TokenContested
from tests.support.broker import own_broker
from tests.support.buses import KafkaPlatform
from tests.support.engines import fresh_location
from tests.support.numbered import FIRST, NAMES, SECOND, publish

if TYPE_CHECKING:
    from tests.support.numbered import Consumer as Numbers

_BEGINNING = 0


def in_topic(topic: Topic) -> list[dict[str, Any]]:
    """Every record of a topic, those of one partition in their order, with its key."""
    reader = Consumer(topic.client(**{"group.id": "onlooker", "enable.partition.eof": True}))
    found = []
    try:
        partitions = set(reader.list_topics(topic.name, 20).topics[topic.name].partitions)
        reader.assign([TopicPartition(topic.name, it, _BEGINNING) for it in partitions])
        while partitions:
            message = reader.poll(20)
            assert message is not None
            if message.error():
                partitions.discard(message.partition())
                continue
            record = orjson.loads(message.value() or b"")
            found.append({"key": (message.key() or b"").decode(), **record})
    finally:
        reader.close()
    return found


async def a_turn(platform: KafkaPlatform) -> None:
    """Let the others have their turn."""
    await platform.database.write(lambda _uow: None)


@pytest.fixture
def produced(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The outbox rows that were given to the client."""
    rows: list[int] = []
    produce = Producing.produce

    def note(self: Producing, row: int, key: bytes, value: bytes) -> None:
        rows.append(row)
        produce(self, row, key, value)

    monkeypatch.setattr(Producing, "produce", note)
    return rows


async def test_record_says_what_the_event_store_says(
    platform: KafkaPlatform, seen: dict[str, Numbers]
) -> None:
    async with platform.carrying():
        await publish(platform, (FIRST, 1), (FIRST, 2))
        await platform.settle()
    records = [it for it in in_topic(platform.topic) if it["name"] == "OrderHeld"]
    stored = await platform.look(
        "select event_id, payload from events where name = 'OrderHeld' order by seq"
    )
    assert [it["id"] for it in records] == [event_id for event_id, _ in stored]
    assert [it["payload"] for it in records] == [orjson.loads(it) for _, it in stored]
    assert {(it["key"], it["subject"], it["version"]) for it in records} == {(FIRST, FIRST, 1)}
    assert all(it["time"].endswith("Z") for it in records)


async def test_event_that_the_broker_refuses_is_a_dead_letter_and_holds_up_its_subject_only(
    platform: KafkaPlatform, seen: dict[str, Numbers]
) -> None:
    async with platform.carrying():
        for problem in ("x" * 2_000_000, "short"):
            event = TokenContested(problem=problem)
            await platform.database.write(lambda uow, it=event: uow.publish(it))  # type: ignore[misc]
        await publish(platform, (FIRST, 1))
        dead = "select count(*) from outbox where dead_at is not null"
        await platform.until(dead, [(1,)])
        released = "select count(*) from events where name = 'OrderReleased'"
        await platform.until(released, [(len(seen),)])
    (letter,) = await platform.database.read(lambda uow: uow.outbox.dead_letters())
    assert (letter.consumer, letter.event, letter.attempts) == ("kafka", "TokenContested", 1)
    assert "too large" in letter.error
    assert "TokenContested" not in {it["name"] for it in in_topic(platform.topic)}
    # Given up, it lets the next one go.
    assert await platform.database.write(lambda uow: uow.outbox.drop(letter.id))
    async with platform.carrying():
        platform.kafka.wake()
        await platform.until("select count(*) from outbox", [(0,)])
    told = [it["payload"] for it in in_topic(platform.topic) if it["name"] == "TokenContested"]
    assert told == [{"problem": "short"}]


async def test_event_is_on_the_disk_before_the_broker_hears_of_it(
    platform: KafkaPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    write = platform.database.write

    async def note(work: Any, *, lasting: bool = False, **more: Any) -> Any:
        done = await write(work, lasting=lasting, **more)
        order.append("on the disk" if lasting else "written")
        return done

    await publish(platform, (FIRST, 1))
    monkeypatch.setattr(platform.database, "write", note)
    monkeypatch.setattr(Producing, "produce", lambda *_: order.append("produced"))
    assert await platform.kafka.publisher.publish_once() == 1
    assert order == ["on the disk", "produced"]
    await platform.kafka.publisher.close()


async def test_publisher_that_dies_before_it_notes_the_delivery_sends_again_and_nothing_happens_twice(
    platform: KafkaPlatform, seen: dict[str, Numbers], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(*_: Any) -> None:
        pass

    with monkeypatch.context() as patched:
        patched.setattr(platform.kafka.publisher, "_note_deliveries", die)
        async with platform.carrying():
            await publish(platform, (FIRST, 1), (SECOND, 1))
            await platform.until(
                "select count(*) from events where name = 'OrderReleased'", [(2 * len(seen),)]
            )
    platform.database.close()
    platform.open()
    async with platform.carrying():
        await platform.settle()
    sent = Counter(it["id"] for it in in_topic(platform.topic) if it["name"] == "OrderHeld")
    assert sorted(sent.values()) == [2, 2]
    for consumer in seen.values():
        assert await consumer.handled(platform) == {FIRST: [1], SECOND: [1]}


@pytest.mark.timeout(120)
async def test_broker_that_is_silent_dies_and_comes_back_loses_and_doubles_nothing(
    tmp_path: Path, seen: dict[str, Numbers], produced: list[int]
) -> None:
    orders = [f"{number:032}" for number in range(30)]
    with own_broker(tmp_path) as broker, fresh_location("sqlite", tmp_path) as location:
        broker.start()
        platform = KafkaPlatform(location, Topic(broker.servers, "test"), NAMES)
        async with platform.carrying():
            await publish(platform, *((it, 1) for it in orders))
            await platform.settle()
            sent = len(produced)
            broker.freeze()
            try:
                await publish(platform, *((it, number) for number in (2, 3) for it in orders))
                while len(produced) < sent + len(orders):
                    await a_turn(platform)
                # However often it is woken, what is in the client is not produced again, and the
                # next events of the same orders wait.
                for _ in range(20):
                    await platform.kafka.publisher.publish_once()
                assert len(produced) == len(set(produced)) == sent + len(orders)
                assert await platform.unpublished() == 2 * len(orders)
            finally:
                broker.thaw()
            broker.kill()
            await publish(platform, *((it, 4) for it in orders))
            while not platform.kafka.degraded:
                await a_turn(platform)
            assert [*platform.kafka.degraded] == ["broker_away"]
            await asyncio.to_thread(broker.start)
            await platform.settle()
            assert not platform.kafka.degraded
        for consumer in seen.values():
            assert await consumer.handled(platform) == {it: [1, 2, 3, 4] for it in orders}
        held = Counter(it["id"] for it in in_topic(platform.topic) if it["name"] == "OrderHeld")
        assert set(held.values()) == {1}
        platform.database.close()


@pytest.mark.timeout(120)
async def test_broker_that_has_lost_its_disk_gets_everything_again_and_nothing_happens_twice(
    tmp_path: Path, seen: dict[str, Numbers]
) -> None:
    with own_broker(tmp_path) as broker, fresh_location("sqlite", tmp_path) as location:
        broker.start()
        platform = KafkaPlatform(location, Topic(broker.servers, "test"), NAMES)
        async with platform.carrying():
            await publish(platform, *((FIRST, number) for number in range(1, 6)))
            await platform.settle()
            await platform.kafka.watch.there()
        # What these have in the topic when it goes, their groups have never read.
        platform.database.close()
        platform.open()
        publisher: Publisher = platform.kafka.publisher
        platform.kafka.groups.clear()
        async with platform.carrying():
            await publish(platform, (FIRST, 6), (SECOND, 1))
            await platform.until("select count(*) from outbox", [(0,)])
            assert publisher.delivered
        broker.kill()
        broker.wipe()
        broker.start()
        platform.database.close()
        platform.open()
        async with platform.carrying():
            await publish(platform, (FIRST, 7))
            count = await republish(platform.database, platform.clock() - timedelta(hours=1))
            platform.kafka.wake()
            await platform.settle()
        assert count == len(await platform.events()) - 2 * 3
        for consumer in seen.values():
            assert await consumer.handled(platform) == {FIRST: [*range(1, 8)], SECOND: [1]}
        platform.database.close()


@pytest.mark.timeout(120)
async def test_platform_whose_broker_is_silent_stops_within_ten_seconds(
    tmp_path: Path, seen: dict[str, Numbers]
) -> None:
    with own_broker(tmp_path) as broker, fresh_location("sqlite", tmp_path) as location:
        broker.start()
        platform = KafkaPlatform(location, Topic(broker.servers, "test"), NAMES)
        carrying = platform.carrying()
        await carrying.__aenter__()
        await publish(platform, (FIRST, 1))
        await platform.settle()
        broker.freeze()
        try:
            await publish(platform, (FIRST, 2), (SECOND, 1))
            async with asyncio.timeout(10):
                await carrying.__aexit__(None, None, None)
        finally:
            broker.thaw()
        platform.database.close()
        platform.open()
        async with platform.carrying():
            await platform.settle()
        for consumer in seen.values():
            assert await consumer.handled(platform) == {FIRST: [1, 2], SECOND: [1]}
        platform.database.close()
