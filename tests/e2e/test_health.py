"""What a whole process says of itself: useless is one thing, degraded another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.telegram.incoming.inbox import Inbox
from tests.e2e.conftest import living_town
from tests.e2e.journey import MINA, place_order
from tests.e2e.test_link import metric, readiness, until
from tests.support.engines import change

if TYPE_CHECKING:
    from pathlib import Path

    from bot.runtime import Runtime
    from tests.support.clock import MovableClock


@pytest.mark.each_engine
async def test_process_whose_tables_are_others_is_useless_until_they_are_its_own_again(
    tmp_path: Path, clock: MovableClock, database_url: str
) -> None:
    async with living_town(tmp_path, clock, database_url=database_url) as town:
        runtime = town.running.runtime
        await until(runtime, (200, "ready"))
        change(runtime.location, "ALTER TABLE couriers RENAME COLUMN state TO condition")
        assert await readiness(runtime) == (503, "wrong_schema")
        assert await metric(runtime, "azer_ready") == 0
        # What a later version adds is no matter.
        change(runtime.location, "ALTER TABLE couriers RENAME COLUMN condition TO state")
        change(runtime.location, "ALTER TABLE couriers ADD COLUMN mood TEXT")
        assert await readiness(runtime) == (200, "ready")
        assert await metric(runtime, "azer_ready") == 1


@pytest.mark.each_engine
async def test_process_that_ends_is_not_ready_at_once_and_finishes_what_is_in_hand(
    tmp_path: Path, clock: MovableClock, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[int, str]] = []
    stop, running = Inbox.stop, list["Runtime"]()

    async def asked_meanwhile(inbox: Inbox) -> None:
        said.append(await readiness(running[0]))
        await stop(inbox)

    monkeypatch.setattr(Inbox, "stop", asked_meanwhile)
    async with living_town(tmp_path, clock, database_url=database_url) as town:
        running.append(town.running.runtime)
        await until(running[0], (200, "ready"))
    assert said == [(503, "draining")]


async def test_events_that_nobody_handles_are_told_and_the_process_stays_ready(
    tmp_path: Path, clock: MovableClock
) -> None:
    async with living_town(tmp_path, clock) as town:
        runtime = town.running.runtime
        runtime.relay.consumers.discard("store")
        mina = await town.person(MINA)
        await place_order(mina)
        await mina.taps("💵 Cash on delivery")
        await mina.sees("Sent to the store")
        clock.advance(seconds=50)
        assert await readiness(runtime) == (200, "ready")
        clock.advance(seconds=20)
        assert await readiness(runtime) == (200, "ready events_late")
        age = await metric(runtime, 'azer_oldest_event_seconds{consumer="store"}')
        assert 60 < age < 90
        runtime.relay.consumers.add("store")
        runtime.relay.wakeup.set()
        await until(runtime, (200, "ready"))


async def test_updates_and_messages_are_counted_and_timed_by_kinds(
    tmp_path: Path, clock: MovableClock
) -> None:
    async with living_town(tmp_path, clock) as town:
        runtime = town.running.runtime
        mina = await town.person(MINA)
        await place_order(mina)
        await mina.taps("💵 Cash on delivery")
        await mina.sees("Sent to the store")
        for kind in ("message", "callback_query"):
            handled = f'azer_updates_total{{kind="{kind}",outcome="handled"}}'
            assert await metric(runtime, handled) > 0
            assert await metric(runtime, f'azer_update_seconds_count{{kind="{kind}"}}') > 0
            assert 0 < await metric(runtime, f'azer_update_seconds_sum{{kind="{kind}"}}') < 60
        sent = 'azer_messages_total{outcome="sent",priority="reply"}'
        assert await metric(runtime, sent) > 0
        assert 0 < await metric(runtime, 'azer_message_seconds_sum{priority="reply"}') < 60
