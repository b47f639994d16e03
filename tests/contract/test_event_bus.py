"""What every bus keeps to, be it the database's own or Kafka."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.events.relay import MAX_TRIES
from bot.events.republishing import hand_over, republish
from tests.integration.conftest import Platform
from tests.support.buses import KafkaPlatform
from tests.support.engines import BROKER, ENGINES, fresh_location
from tests.support.numbered import FIRST, NAMES, SECOND, Consumer, an_event, only_two, publish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

BUSES = [(engine, bus) for engine in ENGINES for bus in ("local", *(["kafka"] if BROKER else []))]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, Consumer]:
    return only_two(monkeypatch)


@pytest.fixture(params=BUSES, ids="-".join)
async def town(
    request: pytest.FixtureRequest, tmp_path: Path, seen: dict[str, Consumer]
) -> AsyncIterator[Platform]:
    """A platform on one engine and one bus."""
    engine, bus = request.param
    with fresh_location(engine, tmp_path) as location:
        if bus == "kafka":
            platform: Platform = KafkaPlatform(location, consumers=NAMES)
        else:
            platform = Platform(location)
        async with platform.carrying():
            yield platform
        platform.database.close()


async def again(platform: Platform) -> None:
    """Let everything be sent once more, and wait until it has arrived."""
    await republish(platform.database, platform.clock() - timedelta(hours=1))
    if isinstance(platform, KafkaPlatform):
        platform.kafka.wake()
    else:
        await hand_over(platform.database)
    await platform.settle()


async def test_events_of_one_subject_reach_each_consumer_in_order(
    town: Platform, seen: dict[str, Consumer]
) -> None:
    many = range(1, 25)
    subjects = [f"{number:032}" for number in range(5)]
    for number in many:
        await publish(town, *((subject, number) for subject in subjects))
    # Some in one transaction, too.
    await publish(town, *((subject, many.stop) for subject in subjects), (FIRST, 1), (FIRST, 2))
    await town.settle()
    everything = {subject: [*many, many.stop] for subject in subjects} | {FIRST: [1, 2]}
    for consumer in seen.values():
        assert await consumer.handled(town) == everything


async def test_event_of_a_transaction_that_is_rolled_back_reaches_nobody(
    town: Platform, seen: dict[str, Consumer]
) -> None:
    def break_off(uow: Any) -> None:
        uow.publish(an_event(FIRST, 1, uow.now))
        raise RuntimeError("broken on purpose")

    with pytest.raises(RuntimeError):
        await town.database.write(break_off)
    await publish(town, (SECOND, 1))
    await town.settle()
    for consumer in seen.values():
        assert await consumer.handled(town) == {SECOND: [1]}


async def test_failing_consumer_holds_up_one_subject_for_itself_and_is_tried_again(
    town: Platform, seen: dict[str, Consumer]
) -> None:
    customer, store = seen["customer"], seen["store"]
    customer.failing.add((FIRST, 1))
    await publish(town, (FIRST, 1), (FIRST, 2), (SECOND, 1))
    await town.settle()
    assert await customer.handled(town) == {SECOND: [1]}
    assert await store.handled(town) == {FIRST: [1, 2], SECOND: [1]}
    customer.failing.clear()
    town.clock.advance(seconds=2)
    await town.settle()
    assert await customer.handled(town) == {FIRST: [1, 2], SECOND: [1]}


async def test_event_that_fails_every_try_is_a_dead_letter_that_can_be_replayed(
    town: Platform, seen: dict[str, Consumer]
) -> None:
    customer = seen["customer"]
    customer.failing.add((FIRST, 1))
    await publish(town, (FIRST, 1), (FIRST, 2))
    for tries in range(MAX_TRIES):
        await town.settle()
        town.clock.advance(seconds=2**tries)
    (letter,) = await town.database.read(lambda uow: uow.outbox.dead_letters())
    assert (letter.consumer, letter.subject, letter.attempts) == ("customer", FIRST, MAX_TRIES)
    # What is sent again meanwhile finds it there, and what waits behind it.
    waiting = "select id from outbox order by id"
    before = await town.look(waiting)
    assert len(before) == 2
    await again(town)
    assert await town.look(waiting) == before
    (same,) = await town.database.read(lambda uow: uow.outbox.dead_letters())
    assert same == letter
    customer.failing.clear()
    assert await town.database.write(lambda uow: uow.outbox.replay(letter.id))
    await town.settle()
    assert await customer.handled(town) == {FIRST: [1, 2]}


async def test_event_that_is_sent_again_is_handled_once(
    town: Platform, seen: dict[str, Consumer]
) -> None:
    await publish(town, (FIRST, 1), (SECOND, 1), (FIRST, 2))
    await town.settle()
    await again(town)
    await again(town)
    for consumer in seen.values():
        assert await consumer.handled(town) == {FIRST: [1, 2], SECOND: [1]}
    assert await town.look("select count(*) from outbox") == [(0,)]
