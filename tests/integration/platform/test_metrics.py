"""What Prometheus reads."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

import aiohttp
import pytest

from bot.command_bus import CommandBus
from bot.events.consumers import CONSUMERS
from bot.events.relay import Relay
from bot.http import lookout as lookout_module
from bot.http.lookout import LEADER_SILENT, Lookout
from bot.http.metrics import Metrics
from bot.http.server import serving
from bot.measures import Measures
from bot.persistence.queues.inbox import StoredUpdate
from bot.persistence.queues.unpublished import PUBLISHER
from bot.worker import working
from domain.customer.commands import LosePerson
from domain.payment.commands import NoteProviderState, RecordCharge
from domain.shared.errors import DatabaseUnavailable, NotFound
from domain.store.commands import RejectOrder
from tests.integration.conftest import Platform
from tests.support.samples import CUSTOMER, ORDER, OWNER, WON_18000, place

if TYPE_CHECKING:
    from bot.persistence.unit_of_work import Database, UnitOfWork


async def scraped(metrics: Metrics) -> dict[str, float]:
    async with (
        serving(metrics.routes(), "127.0.0.1", 0) as address,
        aiohttp.ClientSession() as session,
        session.get(f"{address}/metrics") as response,
    ):
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        text = await response.text()
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("azer_")]
    return {name: float(value) for name, value in lines if not name.startswith("#")}


async def test_scrape_tells_what_is_waiting_now(platform: Platform) -> None:
    metrics = Metrics(Lookout(platform.database), lambda: 7, [])
    before = await scraped(metrics)
    assert (before["azer_updates_waiting"], before["azer_refunds_waiting"]) == (7, 0)
    charge = RecordCharge(ORDER, "stripe", "ch_1", "tg_1", WON_18000, CUSTOMER)
    await platform.run(place(), charge, RejectOrder(ORDER, OWNER, "closing"))
    await platform.bus.execute(NoteProviderState("stripe", is_working=False))
    after = await scraped(metrics)
    assert after["azer_refunds_waiting"] == 1
    assert after["azer_outbox_rows"] == 1
    ((messages,),) = await platform.look("select count(*) from messages")
    assert after["azer_messages_waiting"] == messages > 0


async def test_scrape_tells_the_state_of_each_provider(platform: Platform) -> None:
    metrics = Metrics(Lookout(platform.database), lambda: 0, ["stripe", "simulated"])
    for state in ("open", "half_open", "open"):
        metrics.provider_changed("stripe", state)
    told = await scraped(metrics)
    assert told['azer_provider_state{provider="stripe"}'] == 2
    assert told['azer_provider_state{provider="simulated"}'] == 0
    changes = 'azer_provider_transitions_total{provider="stripe",state="%s"}'
    assert [told[changes % it] for it in ("open", "half_open", "closed")] == [2, 1, 0]


async def test_scrape_tells_what_waits_at_telegram_for_the_webhook(platform: Platform) -> None:
    metrics = Metrics(Lookout(platform.database), lambda: 0, [])
    metrics.webhook_told(7, 1_772_366_400.0)
    told = await scraped(metrics)
    assert told["azer_webhook_pending"] == 7
    assert told["azer_webhook_failed_at"] == 1_772_366_400.0


async def test_scrape_tells_what_waits_for_the_broker_and_for_each_consumer(
    platform: Platform,
) -> None:
    await platform.bus.execute(place())
    metrics = Metrics(Lookout(platform.database), lambda: 0, [])
    told = await scraped(metrics)
    assert told["azer_events_unpublished"] == 0
    assert told['azer_events_queued{consumer="customer"}'] == 1
    await platform.settle()
    assert not any(it.startswith("azer_events_queued") for it in await scraped(metrics))
    platform.routes = lambda _kind: (PUBLISHER,)
    platform.database.close()
    platform.open()
    await platform.bus.execute(place("b" * 32))
    told = await scraped(Metrics(Lookout(platform.database), lambda: 0, []))
    assert told["azer_events_unpublished"] == 1
    assert not any(it.startswith("azer_events_queued") for it in told)


async def test_scrape_tells_how_far_behind_the_carrier_of_events_is(platform: Platform) -> None:
    class Carrier:
        def lag(self) -> dict[str, int]:
            return {"store": 7}

        def unreadable(self) -> dict[str, int]:
            return {"store": 2}

    told = await scraped(Metrics(Lookout(platform.database), lambda: 0, [], [Carrier()]))
    assert told['azer_events_lag{consumer="store"}'] == 7
    assert told['azer_events_unreadable{consumer="store"}'] == 2


async def test_scrape_tells_how_old_the_oldest_of_each_queue_is(platform: Platform) -> None:
    metrics = Metrics(Lookout(platform.database), lambda: 0, [])
    idle = await scraped(metrics)
    for queue in ("update", "message"):
        assert idle[f"azer_oldest_{queue}_seconds"] == 0
    kept = [StoredUpdate(1, "user-1", "{}"), StoredUpdate(2, "user-2", "{}")]
    await platform.database.write(lambda uow: uow.updates.keep(kept))
    await platform.database.write(lambda uow: uow.updates.done(2))
    await platform.run(place())
    platform.clock.advance(seconds=40)
    await platform.bus.execute(RecordCharge(ORDER, "stripe", "ch_1", "tg_1", WON_18000, CUSTOMER))
    platform.clock.advance(seconds=2)
    told = await scraped(metrics)
    assert told["azer_updates_undone"] == 1
    assert 42 <= told["azer_oldest_update_seconds"] < 72
    assert 42 <= told["azer_oldest_message_seconds"] < 72
    assert 2 <= told['azer_oldest_event_seconds{consumer="order"}'] < 32
    # Whom nobody reaches keeps their messages, and makes nobody late.
    await platform.bus.execute(LosePerson(CUSTOMER))
    assert (await scraped(metrics))["azer_oldest_message_seconds"] == 0


@pytest.mark.parametrize(
    ("seconds", "late"),
    [
        (40, set()),
        (61, {"updates_late", "events_late"}),
        (301, {"updates_late", "events_late", "messages_late"}),
    ],
)
async def test_queue_whose_oldest_is_too_old_is_late(
    platform: Platform, seconds: int, late: set[str]
) -> None:
    await platform.run(place())
    await platform.bus.execute(RecordCharge(ORDER, "stripe", "ch_1", "tg_1", WON_18000, CUSTOMER))
    kept = [StoredUpdate(1, "user-1", "{}")]
    await platform.database.write(lambda uow: uow.updates.keep(kept))
    platform.clock.advance(seconds=seconds)
    lookout = Lookout(platform.database)
    await lookout.look()
    assert {*lookout.late} - {"leader_silent"} == late


async def test_event_that_is_set_aside_is_not_late(platform: Platform) -> None:
    await platform.bus.execute(place())
    await platform.database.write(_set_everything_aside)
    platform.clock.advance(seconds=1000)
    lookout = Lookout(platform.database)
    await lookout.look()
    assert "events_late" not in lookout.late


def _set_everything_aside(uow: UnitOfWork) -> None:
    for pending in uow.outbox.pending(CONSUMERS, 100):
        uow.outbox.failed(pending, "broken", None)


@pytest.mark.postgresql
async def test_leader_that_nobody_is_or_that_lives_is_told(platform: Platform) -> None:
    metrics = Metrics(Lookout(platform.database), lambda: 0, [])
    assert (await scraped(metrics))["azer_leader_heartbeat_seconds"] == float("inf")
    session = platform.location.session()
    assert session is not None
    await session.open()
    session.stand()
    async with working("session", session.run), asyncio.timeout(20):
        await session.elected.wait()
        assert (await scraped(metrics))["azer_leader_heartbeat_seconds"] < LEADER_SILENT
    await session.close()
    lookout = Lookout(platform.database)
    await lookout.look()
    assert lookout.late == ("leader_silent",)


async def test_scrape_while_the_database_is_away_shows_all_else(platform: Platform) -> None:
    class Away:
        async def read(self, _work: object) -> object:
            raise DatabaseUnavailable("away")

    metrics = Metrics(Lookout(cast("Database", Away())), lambda: 7, ["stripe"])
    told = await scraped(metrics)
    assert told["azer_updates_waiting"] == 7
    assert told['azer_provider_state{provider="stripe"}'] == 0
    assert "azer_oldest_update_seconds" not in told


async def test_scrape_while_the_database_says_nothing_is_answered_in_time(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Silent:
        async def read(self, _work: object) -> object:
            asked.append(1)
            await answers.wait()
            raise DatabaseUnavailable("away")

    monkeypatch.setattr(lookout_module, "LOOK_WITHIN", 0.01)
    asked: list[int] = []
    answers = asyncio.Event()
    lookout = Lookout(cast("Database", Silent()))
    for _ in range(3):
        await lookout.look()
        assert lookout.late == ("database_slow",)
    # Each look would take a thread that others need.
    assert len(asked) == 1
    answers.set()
    monkeypatch.undo()
    await lookout.look()
    assert lookout.late == ()


async def test_command_is_counted_and_timed_by_what_came_of_it(platform: Platform) -> None:
    measures = Measures()
    bus = CommandBus(platform.database, measures=measures)
    metrics = Metrics(Lookout(platform.database), lambda: 0, [], measures=measures)
    await bus.execute(place())
    with pytest.raises(NotFound):
        await bus.execute(RejectOrder("f" * 32, OWNER, "closing"))
    told = await scraped(metrics)
    assert told['azer_commands_total{command="PlaceOrder",outcome="done"}'] == 1
    assert told['azer_commands_total{command="RejectOrder",outcome="refused"}'] == 1
    assert told['azer_command_seconds_count{command="PlaceOrder"}'] == 1
    assert told['azer_command_seconds_sum{command="PlaceOrder"}'] > 0


async def test_event_is_counted_and_timed_at_each_consumer(platform: Platform) -> None:
    measures = Measures()
    metrics = Metrics(Lookout(platform.database), lambda: 0, [], measures=measures)
    relay = Relay(platform.database, platform.clock, measures=measures)
    await platform.bus.execute(place())
    platform.clock.advance(seconds=3)
    while await relay.relay_once():
        pass
    told = await scraped(metrics)
    one = 'consumer="customer",event="OrderPlaced"'
    assert told[f'azer_events_total{{{one},outcome="handled"}}'] == 1
    assert told['azer_event_seconds_count{consumer="customer"}'] == 1
    assert 3 <= told['azer_event_seconds_sum{consumer="customer"}'] < 30
    assert told['azer_event_seconds_bucket{consumer="customer",le="2.5"}'] == 0


async def test_no_label_of_a_figure_is_an_id(platform: Platform) -> None:
    measures = Measures()
    bus = CommandBus(platform.database, measures=measures)
    relay = Relay(platform.database, platform.clock, measures=measures)
    metrics = Metrics(Lookout(platform.database), lambda: 0, [], measures=measures)
    series = set[int]()
    for number in range(3):
        await bus.execute(place(f"{number:x}" * 32))
        while await relay.relay_once():
            pass
        series.add(len(await scraped(metrics)))
    assert len(series) == 1
