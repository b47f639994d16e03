"""Events of one order never overtake each other, not even inside one batch of the relay."""

from __future__ import annotations

import pytest

from bot.events import consumers
from bot.events.relay import BATCH, MAX_TRIES
from domain.order.events import OrderHeld
from tests.integration.conftest import Platform
from tests.support.numbered import FIRST, SECOND, Consumer, publish


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, Consumer]:
    """Two consumers, whatever they do otherwise, and nobody else."""
    found = {name: Consumer(name) for name in ("customer", "store")}
    table = {name: {OrderHeld: consumer} for name, consumer in found.items()}
    monkeypatch.setattr(consumers, "POLICIES", table)
    monkeypatch.setattr(consumers, "NOTIFICATIONS", {})
    return found


async def test_later_event_in_the_batch_of_one_that_fails_waits_and_nobody_elses_does(
    platform: Platform, seen: dict[str, Consumer]
) -> None:
    seen["customer"].failing.add((FIRST, 1))
    await publish(platform, (FIRST, 1), (FIRST, 2), (SECOND, 1), (FIRST, 3), (SECOND, 2))
    assert await platform.relay.relay_once() == 10
    assert seen["customer"].tried == {(FIRST, 1), (SECOND, 1), (SECOND, 2)}
    assert await seen["customer"].handled(platform) == {SECOND: [1, 2]}
    assert await seen["store"].handled(platform) == {FIRST: [1, 2, 3], SECOND: [1, 2]}


async def test_later_events_wait_in_the_next_batches_too_and_then_come_in_order(
    platform: Platform, seen: dict[str, Consumer]
) -> None:
    customer = seen["customer"]
    customer.failing.add((FIRST, 1))
    many = range(1, BATCH * 2)
    await publish(platform, *((FIRST, number) for number in many), (SECOND, 1))
    await platform.settle()
    assert customer.tried == {(FIRST, 1), (SECOND, 1)}
    # What is published while the first one waits does not overtake it either.
    await publish(platform, (FIRST, many.stop))
    await platform.settle()
    assert await customer.handled(platform) == {SECOND: [1]}
    customer.failing.clear()
    platform.clock.advance(minutes=2)
    await platform.settle()
    assert (await customer.handled(platform))[FIRST] == [*many, many.stop]
    assert (await seen["store"].handled(platform))[FIRST] == [*many, many.stop]


async def test_event_in_the_middle_of_a_batch_that_fails_again_holds_up_what_follows_it(
    platform: Platform, seen: dict[str, Consumer]
) -> None:
    customer = seen["customer"]
    customer.failing |= {(FIRST, 2), (FIRST, 3)}
    await publish(platform, *((FIRST, number) for number in range(1, 5)))
    await platform.settle()
    assert await customer.handled(platform) == {FIRST: [1]}
    customer.failing.remove((FIRST, 2))
    platform.clock.advance(minutes=2)
    await platform.settle()
    assert await customer.handled(platform) == {FIRST: [1, 2]}
    customer.failing.clear()
    platform.clock.advance(minutes=2)
    await platform.settle()
    assert await customer.handled(platform) == {FIRST: [1, 2, 3, 4]}


async def test_event_that_becomes_a_dead_letter_holds_up_what_follows_it_in_that_very_batch(
    platform: Platform, seen: dict[str, Consumer]
) -> None:
    customer = seen["customer"]
    customer.failing.add((FIRST, 1))
    await publish(platform, (FIRST, 1), (FIRST, 2))
    for tries in range(MAX_TRIES):
        await platform.settle()
        platform.clock.advance(seconds=2**tries)
    assert await platform.look("select count(*) from outbox where dead_at is not null") == [(1,)]
    await publish(platform, (FIRST, 3), (SECOND, 1))
    await platform.settle()
    assert await customer.handled(platform) == {SECOND: [1]}
    assert customer.tried == {(FIRST, 1), (SECOND, 1)}
