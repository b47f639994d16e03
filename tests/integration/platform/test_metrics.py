"""What Prometheus reads."""

from __future__ import annotations

import aiohttp

from bot.http.metrics import Metrics
from bot.http.server import serving
from bot.persistence.queues.unpublished import PUBLISHER
from domain.payment.commands import NoteProviderState, RecordCharge
from domain.store.commands import RejectOrder
from tests.integration.conftest import Platform
from tests.support.samples import CUSTOMER, ORDER, OWNER, WON_18000, place


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
    metrics = Metrics(platform.database, lambda: 7, [])
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
    metrics = Metrics(platform.database, lambda: 0, ["stripe", "simulated"])
    for state in ("open", "half_open", "open"):
        metrics.provider_changed("stripe", state)
    told = await scraped(metrics)
    assert told['azer_provider_state{provider="stripe"}'] == 2
    assert told['azer_provider_state{provider="simulated"}'] == 0
    changes = 'azer_provider_transitions_total{provider="stripe",state="%s"}'
    assert [told[changes % it] for it in ("open", "half_open", "closed")] == [2, 1, 0]


async def test_scrape_tells_what_waits_at_telegram_for_the_webhook(platform: Platform) -> None:
    metrics = Metrics(platform.database, lambda: 0, [])
    metrics.webhook_told(7, 1_772_366_400.0)
    told = await scraped(metrics)
    assert told["azer_webhook_pending"] == 7
    assert told["azer_webhook_failed_at"] == 1_772_366_400.0


async def test_scrape_tells_what_waits_for_the_broker_and_for_each_consumer(
    platform: Platform,
) -> None:
    await platform.bus.execute(place())
    metrics = Metrics(platform.database, lambda: 0, [])
    told = await scraped(metrics)
    assert told["azer_events_unpublished"] == 0
    assert told['azer_events_queued{consumer="customer"}'] == 1
    await platform.settle()
    assert not any(it.startswith("azer_events_queued") for it in await scraped(metrics))
    platform.routes = lambda _kind: (PUBLISHER,)
    platform.database.close()
    platform.open()
    await platform.bus.execute(place("b" * 32))
    told = await scraped(Metrics(platform.database, lambda: 0, []))
    assert told["azer_events_unpublished"] == 1
    assert not any(it.startswith("azer_events_queued") for it in told)


async def test_scrape_tells_how_far_behind_the_carrier_of_events_is(platform: Platform) -> None:
    class Carrier:
        def lag(self) -> dict[str, int]:
            return {"store": 7}

        def unreadable(self) -> dict[str, int]:
            return {"store": 2}

    told = await scraped(Metrics(platform.database, lambda: 0, [], Carrier()))
    assert told['azer_events_lag{consumer="store"}'] == 7
    assert told['azer_events_unreadable{consumer="store"}'] == 2
